// What `ceo-verify history pool` prints.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "verify/history/pooled.hpp"

namespace ceo::verify {

/// A table with a row per claim (with `all` also one per finding), what does not agree, and what
/// the verdict rests on.
[[nodiscard]] std::string pooled_text(const PooledRuns& pooled, bool all);

/// One object: plan, plan_sha256, nights, files, left_out, budget, look, samples, exit_code,
/// claims, findings, controls, counted.
[[nodiscard]] nlohmann::ordered_json pooled_json(const PooledRuns& pooled);

/// A line for each file that was left out, with its reason; empty without any.
[[nodiscard]] std::string left_out_text(const std::vector<LeftOut>& left_out);

}  // namespace ceo::verify
