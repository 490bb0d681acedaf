// Ledger row `cor3.iterations`: Corollary 3 and Remark 6, iterations and total cost.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// T(s2) with s2 = n D is where the bound is eps; where the total cost turns (ZTW eqs 23, 24,
/// Remark 6).
[[nodiscard]] run::Claim cor3_iterations();

}  // namespace ceo::verify
