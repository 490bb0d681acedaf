#include "capture/model.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/error.hpp"

namespace ceo::capture {

Model::Model(std::string name, std::vector<Layer> layers, std::size_t batch)
    : name_(std::move(name)), layers_(std::move(layers)), batch_(batch) {
  ensure(!layers_.empty() && batch_ > 0, "a model has layers and a batch");
  for (const Layer& layer : layers_) {
    std::size_t count = 0;
    for (const Start& start : layer.starts) count += start.count;
    ensure(std::count_if(layer.starts.begin(), layer.starts.end(),
                         [](const Start& start) { return start.sd > 0; }) <= 1,
           "a layer starts with two random pieces, which would share their numbers");
    begin_.push_back(begin_.back() + count);
  }
}

Layer fully_connected(std::string name, std::size_t inputs, std::size_t outputs) {
  const float sd = std::sqrt(2.0F / static_cast<float>(inputs));
  return {std::move(name), {{inputs * outputs, sd, 0}, {outputs, 0, 0}}};
}

std::vector<Layer> fully_connected(const std::vector<std::size_t>& widths) {
  std::vector<Layer> layers;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    const bool last = i + 2 == widths.size();
    layers.push_back(fully_connected(last ? "output" : "hidden_" + std::to_string(i + 1), widths[i],
                                     widths[i + 1]));
  }
  return layers;
}

EigenModel::EigenModel(const std::vector<std::size_t>& widths)
    : Model(Network<float>(widths).name(), fully_connected(widths), kPassExamples),
      network_(widths) {}

Score EigenModel::score(const Vector<float>& parameters, const Matrix<float>& examples,
                        std::span<const std::uint8_t> labels) const {
  return network_.score(parameters, examples, labels);
}

Score EigenModel::gradient(const Vector<float>& parameters, const Matrix<float>& examples,
                           std::span<const std::uint8_t> labels, Vector<float>& gradient) const {
  return network_.gradient(parameters, examples, labels, gradient);
}

}  // namespace ceo::capture
