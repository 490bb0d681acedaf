// Findings and controls for spreadsheets and data frames.
#pragma once

#include <string>

#include "host/run/record.hpp"

namespace ceo::reports {

/// RFC 4180 with a header line; a row per finding, then one per control. Numbers are the shortest
/// decimals that read back as the same double.
[[nodiscard]] std::string csv(const run::Record& record);

}  // namespace ceo::reports
