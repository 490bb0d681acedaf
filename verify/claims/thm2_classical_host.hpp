// The host part of the ledger row `thm2.classical`: the classical problem beside the unbiased one.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Adds the host checks of region(D) = classical region at 1/(1/D + 1/sX2) (theory.md section 3) to
/// a claim.
[[nodiscard]] run::Claim thm2_classical_on_host(run::Claim claim);

}  // namespace ceo::verify
