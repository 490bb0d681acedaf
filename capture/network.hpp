// Softmax regression and multilayer perceptrons: loss, right answers and the gradient by hand.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ceo::capture {

template <class Real>
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
template <class Real>
using Vector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;

/// Eigen counts with signs.
[[nodiscard]] inline Eigen::Index index(std::size_t i) {
  return static_cast<Eigen::Index>(i);
}

/// What a batch says of a model. Sums, so that batches add up.
struct Score {
  double loss = 0;          ///< sum over the examples of -ln p(label), in nats
  std::uint64_t right = 0;  ///< examples whose label has the largest probability
};

/// Fully connected layers with rectified linear units between them and a softmax behind the last.
/// One hidden width makes an MLP; none makes softmax regression. A layer stands in the parameter
/// vector as its weights (output index fastest), then its biases.
template <class Real>
class Network {
 public:
  /// @param widths inputs, hidden units of each layer, classes; at least two entries
  explicit Network(std::vector<std::size_t> widths);

  [[nodiscard]] std::size_t layers() const { return widths_.size() - 1; }
  [[nodiscard]] std::size_t parameters() const { return begin_.back(); }
  /// First parameter of a layer; of layers(): their number.
  [[nodiscard]] std::size_t begin(std::size_t layer) const { return begin_[layer]; }
  [[nodiscard]] std::size_t inputs(std::size_t layer) const { return widths_[layer]; }
  [[nodiscard]] std::size_t outputs(std::size_t layer) const { return widths_[layer + 1]; }
  /// "784-32-10"
  [[nodiscard]] std::string name() const;

  /// Loss and right answers.
  /// @param examples one example per column
  /// @param labels one per column, below the number of classes
  [[nodiscard]] Score score(const Vector<Real>& parameters, const Matrix<Real>& examples,
                            std::span<const std::uint8_t> labels) const;
  /// As score(), and the gradient of the SUM of the losses.
  Score gradient(const Vector<Real>& parameters, const Matrix<Real>& examples,
                 std::span<const std::uint8_t> labels, Vector<Real>& gradient) const;
  /// Inputs of the hidden units, [hidden unit, layer by layer][example]: the gradient jumps where
  /// one of them is 0.
  [[nodiscard]] Matrix<Real> hidden_inputs(const Vector<Real>& parameters,
                                           const Matrix<Real>& examples) const;

 private:
  using Weights = Eigen::Map<const Matrix<Real>>;
  [[nodiscard]] Weights weights(const Vector<Real>& parameters, std::size_t layer) const;
  [[nodiscard]] Matrix<Real> forward(const Vector<Real>& parameters, std::size_t layer,
                                     const Matrix<Real>& inputs) const;
  /// Values after each layer but the last, then the class probabilities.
  [[nodiscard]] std::vector<Matrix<Real>> run(const Vector<Real>& parameters,
                                              const Matrix<Real>& examples,
                                              std::span<const std::uint8_t> labels,
                                              Score& score) const;

  std::vector<std::size_t> widths_;
  std::vector<std::size_t> begin_;
};

extern template class Network<float>;
extern template class Network<double>;

}  // namespace ceo::capture
