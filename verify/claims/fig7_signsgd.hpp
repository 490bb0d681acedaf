// Ledger row `fig7.signsgd`: rates of SignSGD, and its true distortion.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// SignSGD against ideal quantisation and Rsum at the distortion that Fig. 7 assumes (ZTW Fig. 7).
[[nodiscard]] run::Claim fig7_signsgd();

}  // namespace ceo::verify
