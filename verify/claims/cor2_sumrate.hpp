// Ledger row `cor2.sumrate`: the sum rate of equal workers, ZTW Corollary 2.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// I(Y; U) = (K/2) ln(K D/(K D - sN2)) + (1/2) ln(1 + sX2/D) (ZTW eq 22).
[[nodiscard]] run::Claim cor2_sumrate();

}  // namespace ceo::verify
