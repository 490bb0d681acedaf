// Ledger row `thm2.classical`: the classical CEO problem inside the unbiased one.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// The decoder of least mean square error, sX2/(sX2 + D) Xhat, has the distortion
/// 1/(1/D + 1/sX2) (theory.md section 3).
[[nodiscard]] run::Claim thm2_classical();

}  // namespace ceo::verify
