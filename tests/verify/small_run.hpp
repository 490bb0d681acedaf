// A plan of a few seconds, for tests of what comes after it.
#pragma once

#include <string>
#include <vector>

#include "host/run/plan.hpp"
#include "host/run/record.hpp"

namespace ceo::verify::testing {

/// The registered claims with only those controls that a hundred thousand samples reject.
[[nodiscard]] std::vector<run::Claim> cheap_claims();

/// Text of a plan with the points "pair" (K = 2, unequal) and "silent" (K = 3, one silent), both
/// claims, 300 000 samples and a resolution of 1e-2.
[[nodiscard]] std::string small_plan_text();
[[nodiscard]] run::Plan small_plan(const std::vector<run::Claim>& claims);

/// Runs a plan on two threads.
[[nodiscard]] run::Record run_small(const run::Plan& plan, const std::vector<run::Claim>& claims);

}  // namespace ceo::verify::testing
