// Ledger row `thm2.rates`: the informations that make the rate region of ZTW Theorem 2.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// I(Y_k; U_k | X) = r_k and I(Y_A; U_A | U_{A^c}) = f_r(A) (ZTW eqs 12-14).
[[nodiscard]] run::Claim thm2_rates();

}  // namespace ceo::verify
