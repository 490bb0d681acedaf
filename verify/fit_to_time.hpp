// Sample counts from a wall time.
#pragma once

#include <vector>

#include "host/run/execute.hpp"
#include "host/run/plan.hpp"

namespace ceo::verify {

/// Measures every cell of the plan for a moment on this machine, then scales the samples of all
/// claims by one factor so that the whole run takes about `seconds`. The counts enter the config,
/// so the run file says what was sampled and not how long it took. Controls keep the samples that
/// they need, so cells with controls do not shrink below those. Throws Error(usage) if the controls
/// alone need longer; Error(interrupted) after INT or TERM.
[[nodiscard]] run::Config fit_to_time(run::Config config, const std::vector<run::Claim>& claims,
                                      double seconds, const run::ExecuteOptions& options);

}  // namespace ceo::verify
