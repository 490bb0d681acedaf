// Ledger row `liu.ring`: the spectral gap of a ring of workers.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// 1 - rho = (4/3) sin^2(pi/N) = 4 pi^2/(3 N^2) + O(1/N^4) (LIU, printed with 16 pi^2).
[[nodiscard]] run::Claim liu_ring();

}  // namespace ceo::verify
