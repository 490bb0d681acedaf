// A comparison of two runs for people and for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "verify/compare.hpp"

namespace ceo::verify {

/// "the same bits", or the first dataset that differs with both values. One paragraph.
[[nodiscard]] std::string bits_text(const Comparison& comparison);
/// Outcome of the two-sample tests, and their level. One paragraph.
[[nodiscard]] std::string statistics_text(const Comparison& comparison);
/// Tables of moments and of findings side by side, smallest p first.
/// @param all every row; else at most ten of each table
[[nodiscard]] std::string tables_text(const Comparison& comparison, bool all);

/// same_bits, same_verdicts, first_difference, statistics_agree, level, unmatched, moments,
/// findings. Numbers that are not finite are null.
[[nodiscard]] nlohmann::ordered_json comparison_json(const Comparison& comparison);

}  // namespace ceo::verify
