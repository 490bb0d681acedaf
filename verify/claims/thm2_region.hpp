// Ledger row `thm2.region`: the constraints of the rate region and its vertices, ZTW Theorem 2.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// f_r is supermodular and its vertices are those of successive decoding (ZTW eqs 12-14, theory.md
/// section 3).
[[nodiscard]] run::Claim thm2_region();

}  // namespace ceo::verify
