// Ledger row `cor1.layers`: the sum rate of several layers at their best split, ZTW Corollary 1.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// sum_l I(Y_l; U_l) is the least total sum rate at sum_l D_l (ZTW eqs 15-17, theory.md section 4).
[[nodiscard]] run::Claim cor1_layers();

}  // namespace ceo::verify
