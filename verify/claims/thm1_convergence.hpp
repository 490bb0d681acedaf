// Ledger row `thm1.convergence`: Theorem 1, how fast projected SGD converges.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Means over replicas stay below the bound in both forms (ZTW Theorem 1, BUB Theorem 6.3); the
/// step printed in drafts breaks it.
[[nodiscard]] run::Claim thm1_convergence();

}  // namespace ceo::verify
