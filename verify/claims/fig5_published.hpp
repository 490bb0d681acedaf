// Ledger row `fig5.published`: "all below 0.02 at n = 1000" is plausible.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Every correlation of K workers' noises is below 0.02 at n = 1000 (ZTW Fig. 5).
[[nodiscard]] run::Claim fig5_published();

}  // namespace ceo::verify
