// Ledger row `lem1.vertex`: the cheapest vertex of the rate region at given prices, ZTW Lemma 1.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Decoding in the order of rising prices minimises sum alpha_k R_k over R(r) (ZTW eq 19, theory.md
/// section 5).
[[nodiscard]] run::Claim lem1_vertex();

}  // namespace ceo::verify
