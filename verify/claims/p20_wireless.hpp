// Ledger row `p20.wireless`: rates for the prices of fading channels.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Rates that are optimal at the prices of fading channels cost at most as much as equal rates (ZTW
/// problem P eq 20 with prices 1/ln(1 + gain power/noise); spec/theory.md section 5).
[[nodiscard]] run::Claim p20_wireless();

}  // namespace ceo::verify
