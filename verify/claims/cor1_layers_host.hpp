// The host part of the ledger row `cor1.layers`: the split over layers and the reading of the
// region.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Adds the host checks of the best split by equal slopes, and of the reading "for some" against
/// "for all" (ZTW Corollary 1, eqs 15-17, theory.md section 4), to a claim.
[[nodiscard]] run::Claim cor1_layers_on_host(run::Claim claim);

}  // namespace ceo::verify
