#include "host/theory/layer_problem.hpp"

#include <cmath>

#include "host/base/text.hpp"

namespace ceo::theory {
namespace {

void check_variance(Problems& problems, double value, const std::string& name,
                    const std::string& where) {
  if (!(value > 0) || !std::isfinite(value)) {
    problems.add(name + " = " + shortest(value) + " is not a positive finite number", where,
                 "Give a variance above 0.");
  }
}

}  // namespace

std::string place(std::size_t layers, std::size_t layer, std::size_t worker) {
  const std::string name = "worker " + std::to_string(worker + 1);
  return layers > 1 ? "layer " + std::to_string(layer + 1) + ", " + name : name;
}

void check_layers(Problems& problems, std::span<const Layer> layers) {
  if (layers.empty()) problems.add("there is no layer", "layers", "Give L >= 1 layers.");
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const std::string name = "layer " + std::to_string(l + 1);
    const Layer& layer = layers[l];
    check_variance(problems, layer.var_x, "var_x", name);
    if (layer.var_n.empty()) problems.add("there is no worker", name, "Give K >= 1 variances.");
    if (layer.var_n.size() != layers[0].var_n.size()) {
      problems.add("var_n has " + std::to_string(layer.var_n.size()) + " values and layer 1 has " +
                       std::to_string(layers[0].var_n.size()),
                   name, "Give every layer one variance per worker.");
    }
    for (std::size_t k = 0; k < layer.var_n.size(); ++k) {
      check_variance(problems, layer.var_n[k], "var_n", place(layers.size(), l, k));
    }
  }
}

void check_distortion(std::span<const Layer> layers, double distortion) {
  const double minimum = minimal_total_distortion(layers);
  if (distortion > minimum && std::isfinite(distortion)) return;
  throw Error(
      ExitCode::usage,
      "distortion " + shortest(distortion) + " is not feasible: no finite rates reach it",
      "distortion",
      "Give a finite D above Dmin = sum_l 1/sum_k(1/var_n_kl) = " + shortest(minimum) + ".");
}

}  // namespace ceo::theory
