// Problems of the boundary drawn for host checks.
#pragma once

#include <vector>

#include "host/run/host_check.hpp"
#include "host/theory/layer_problem.hpp"

namespace ceo::verify {

struct DrawnBoundary {
  std::vector<theory::Layer> layers;
  std::vector<double> prices;  ///< in [0.05, 1]
  double distortion = 0;
};

/// 2 to 6 workers and 1 to 3 layers; sX2 in [0.1, 10], noises in [0.3, 3], D 1.2 to 10 times Dmin.
[[nodiscard]] DrawnBoundary drawn_boundary(run::HostDraws& draws);

}  // namespace ceo::verify
