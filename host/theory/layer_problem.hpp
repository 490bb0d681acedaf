// Problems over L layers in which the workers of all layers are the same K (spec/theory.md sections
// 4 and 5): their variables, and the checks of their input.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/theory/layer_split.hpp"

namespace ceo::theory {

/// D_l and the precisions a_{k,l} of one layer: the variables of problem P (ZTW eq 20).
struct LayerAllocation {
  double distortion = 0;          ///< D_l > 0
  std::vector<double> precision;  ///< [K] 0 <= a_k < 1/sN2_k
};

/// Adds to `problems` unless there is a layer, all have the same number K >= 1 of workers, and
/// every variance is positive and finite.
void check_layers(Problems& problems, std::span<const Layer> layers);

/// Error(usage) with the feasible range unless Dmin < distortion < infinity.
void check_distortion(std::span<const Layer> layers, double distortion);

/// "layer 2, worker 3"; the layer is left out where there is only one.
[[nodiscard]] std::string place(std::size_t layers, std::size_t layer, std::size_t worker);

}  // namespace ceo::theory
