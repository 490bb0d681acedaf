// Ledger row `p20.convex`: problem P and the boundary of the rate region.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Problem P is convex and gives the boundary (ZTW Lemma 1 eq 19, eq 20; spec/theory.md section 5).
[[nodiscard]] run::Claim p20_convex();

}  // namespace ceo::verify
