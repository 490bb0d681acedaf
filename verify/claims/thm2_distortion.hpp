// Ledger row `thm2.distortion`: the distortion that the test channels of ZTW Theorem 2 reach.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// E[(Xhat - X)^2] = 1 / sum_k a_k (ZTW eqs 11, 32).
[[nodiscard]] run::Claim thm2_distortion();

}  // namespace ceo::verify
