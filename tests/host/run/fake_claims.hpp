// Small claims for the tests of config and plan: nothing here is sampled.
#pragma once

#include <string>
#include <vector>

#include "host/run/claim.hpp"
#include "host/run/config.hpp"

namespace ceo::run::testing {

/// "thm.a": quantities "mean" (1 standard deviation per sample) and "square" (2); controls "offset"
/// (effect 0.01 everywhere) and "pair" (effect 0.1 where K >= 2, else none).
/// "thm.b": quantity "mean" (1); control "shift", the same fault as "offset" with effect 0.02.
[[nodiscard]] std::vector<Claim> fake_claims();

/// A plan with the points "pair" (K = 2) and "single" (K = 1) and both claims.
[[nodiscard]] std::string good_plan();

/// good_plan() with one line in place of another, which must be there.
[[nodiscard]] std::string good_plan_but(const std::string& line, const std::string& replacement);

/// Reads a plan under the name plan.toml.
[[nodiscard]] Config parse(const std::string& text, const Overrides& overrides = {});

}  // namespace ceo::run::testing
