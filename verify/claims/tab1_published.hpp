// Ledger row `tab1.published`: Table I of ZTW is plausible for n = 1000.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// The 40 correlations of Table I have the spread of n = 1000 samples (ZTW Table I).
[[nodiscard]] run::Claim tab1_published();

}  // namespace ceo::verify
