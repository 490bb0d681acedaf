#include "capture/network.hpp"

#include <cmath>

#include "host/base/error.hpp"

namespace ceo::capture {
namespace {

/// Turns each column of class scores into probabilities, in place.
template <class Real>
Score softmax(Matrix<Real>& values, std::span<const std::uint8_t> labels) {
  Score score;
  for (Eigen::Index i = 0; i < values.cols(); ++i) {
    auto column = values.col(i);
    Eigen::Index best = 0;
    const Real largest = column.maxCoeff(&best);
    column.array() -= largest;
    const Eigen::Index label = labels[static_cast<std::size_t>(i)];
    const Real own = column[label];
    column = column.array().exp().matrix().eval();
    const Real sum = column.sum();
    score.loss += std::log(double{sum}) - double{own};
    score.right += best == label ? 1 : 0;
    column /= sum;
  }
  return score;
}

}  // namespace

template <class Real>
Network<Real>::Network(std::vector<std::size_t> widths) : widths_(std::move(widths)), begin_{0} {
  ensure(widths_.size() >= 2, "a network needs inputs and classes");
  for (std::size_t i = 0; i < layers(); ++i) {
    begin_.push_back(begin_.back() + outputs(i) * (inputs(i) + 1));
  }
}

template <class Real>
std::string Network<Real>::name() const {
  std::string text;
  for (const std::size_t width : widths_) text += (text.empty() ? "" : "-") + std::to_string(width);
  return text;
}

template <class Real>
typename Network<Real>::Weights Network<Real>::weights(const Vector<Real>& parameters,
                                                       std::size_t layer) const {
  return {parameters.data() + begin(layer), index(outputs(layer)), index(inputs(layer))};
}

template <class Real>
Matrix<Real> Network<Real>::forward(const Vector<Real>& parameters, std::size_t layer,
                                    const Matrix<Real>& inputs_of) const {
  Matrix<Real> out(index(outputs(layer)), inputs_of.cols());
  out.noalias() = weights(parameters, layer) * inputs_of;
  out.colwise() += parameters.segment(index(begin(layer + 1) - outputs(layer)), out.rows());
  return out;
}

template <class Real>
std::vector<Matrix<Real>> Network<Real>::run(const Vector<Real>& parameters,
                                             const Matrix<Real>& examples,
                                             std::span<const std::uint8_t> labels,
                                             Score& score) const {
  ensure(static_cast<std::size_t>(parameters.size()) == this->parameters() &&
             static_cast<std::size_t>(examples.rows()) == inputs(0) &&
             static_cast<std::size_t>(examples.cols()) == labels.size(),
         "a batch does not fit the network");
  std::vector<Matrix<Real>> values;
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    values.push_back(forward(parameters, layer, layer == 0 ? examples : values.back()));
    if (layer + 1 < layers()) values.back() = values.back().cwiseMax(Real{0}).eval();
  }
  score = softmax(values.back(), labels);
  return values;
}

template <class Real>
Score Network<Real>::score(const Vector<Real>& parameters, const Matrix<Real>& examples,
                           std::span<const std::uint8_t> labels) const {
  Score score;
  static_cast<void>(run(parameters, examples, labels, score));
  return score;
}

template <class Real>
Score Network<Real>::gradient(const Vector<Real>& parameters, const Matrix<Real>& examples,
                              std::span<const std::uint8_t> labels, Vector<Real>& gradient) const {
  Score score;
  std::vector<Matrix<Real>> values = run(parameters, examples, labels, score);
  // The loss falls by 1 - p along the score of the label and rises by p along the others.
  Matrix<Real> slope = std::move(values.back());
  for (std::size_t i = 0; i < labels.size(); ++i) slope(labels[i], index(i)) -= Real{1};
  gradient.resize(parameters.size());
  for (std::size_t layer = layers(); layer-- > 0;) {
    const Matrix<Real>& in = layer == 0 ? examples : values[layer - 1];
    Eigen::Map<Matrix<Real>> weight_slope(gradient.data() + begin(layer), index(outputs(layer)),
                                          index(inputs(layer)));
    weight_slope.noalias() = slope * in.transpose();
    gradient.segment(index(begin(layer + 1) - outputs(layer)), slope.rows()) =
        slope.rowwise().sum();
    if (layer == 0) break;
    const Matrix<Real> back = weights(parameters, layer).transpose() * slope;
    slope = (in.array() > Real{0}).select(back, Real{0});
  }
  return score;
}

template <class Real>
Matrix<Real> Network<Real>::hidden_inputs(const Vector<Real>& parameters,
                                          const Matrix<Real>& examples) const {
  Matrix<Real> all(0, examples.cols()), values = examples;
  for (std::size_t layer = 0; layer + 1 < layers(); ++layer) {
    values = forward(parameters, layer, values);
    const Eigen::Index before = all.rows();
    all.conservativeResize(before + values.rows(), Eigen::NoChange);
    all.bottomRows(values.rows()) = values;
    values = values.cwiseMax(Real{0}).eval();
  }
  return all;
}

template class Network<float>;
template class Network<double>;

}  // namespace ceo::capture
