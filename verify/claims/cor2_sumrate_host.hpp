// The host part of the ledger row `cor2.sumrate`: the closed form against linear algebra, ZTW
// Corollary 2.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Adds the host checks of the sum rate in closed form (ZTW eq 22, theory.md section 6) to a claim.
[[nodiscard]] run::Claim cor2_sumrate_on_host(run::Claim claim);

}  // namespace ceo::verify
