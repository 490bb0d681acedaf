// Ledger row `thm2.unbiased`: the decoder of ZTW Theorem 2 is unbiased.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// E[Xhat | X] = X (ZTW eqs 10, 29-32): slope of Xhat on X is 1 and its intercept is 0.
[[nodiscard]] run::Claim thm2_unbiased();

}  // namespace ceo::verify
