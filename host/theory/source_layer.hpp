// Layers of the L-layer problem (spec/theory.md sections 1, 4 and 5), as the boundary and the test
// of membership take them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "host/base/error.hpp"

namespace ceo::theory {

/// One layer: X ~ N(0, var_x), Y_k = X + N_k with variances var_n. Squared unit of the gradient.
struct SourceLayer {
  double var_x = 0;           ///< sX2 > 0
  std::vector<double> var_n;  ///< [K] sN2_k > 0
};

/// D_l and the precisions a_{k,l} of one layer: the variables of problem P (ZTW eq 20).
struct LayerAllocation {
  double distortion = 0;          ///< D_l > 0
  std::vector<double> precision;  ///< [K] 0 <= a_k < 1/sN2_k
};

/// sum_l Dmin_l, the total distortion that no finite rates reach.
[[nodiscard]] double minimal_distortion(std::span<const SourceLayer> layers);

/// Adds to `problems` unless there is a layer, all have the same number K >= 1 of workers, and
/// every variance is positive and finite.
void check_layers(Problems& problems, std::span<const SourceLayer> layers);

/// Error(usage) with the feasible range unless Dmin < distortion < infinity.
void check_distortion(std::span<const SourceLayer> layers, double distortion);

/// "layer 2, worker 3"; the layer is left out where there is only one.
[[nodiscard]] std::string place(std::size_t layers, std::size_t layer, std::size_t worker);

}  // namespace ceo::theory
