// Figures of the claims that measure convergence.
#pragma once

#include <vector>

#include "host/run/host_check.hpp"
#include "host/run/series.hpp"

namespace ceo::verify {

/// Suboptimality over T, each T with its own step, against both bounds, with replica quantiles.
[[nodiscard]] std::vector<run::Series> convergence_figures(const run::HostContext& context);

/// Measured total cost over delta beside the theory's, its minimum marked; and the two curves of
/// Remark 2 at D = sX2/4 at w_0.
[[nodiscard]] std::vector<run::Series> measured_cost_figures(const run::HostContext& context);

}  // namespace ceo::verify
