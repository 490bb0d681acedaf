// Ledger row `rem4.gain`: what distributed source coding saves, ZTW Remark 4.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Rind = sum_k I(Y_k; U_k), and the gain Rind - I(Y; U) >= 0.
[[nodiscard]] run::Claim rem4_gain();

}  // namespace ceo::verify
