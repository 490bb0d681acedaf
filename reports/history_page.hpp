// The page of many runs: verdicts, z over nights, growing precision, time, machines.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "reports/document.hpp"
#include "reports/history_facts.hpp"

namespace ceo::reports {

/// @param runs  in the order of time, at least one
/// @param left_out  files that could not be read, with the reason
/// The same bytes for the same runs: no clock, no folder names.
[[nodiscard]] Document history_page(
    std::span<const DatedRun> runs,
    const std::vector<std::pair<std::string, std::string>>& left_out);

}  // namespace ceo::reports
