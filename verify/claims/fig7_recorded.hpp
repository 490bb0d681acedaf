#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Rates and errors of SignSGD along recorded training (ZTW Fig. 7). docs/claims.md.
[[nodiscard]] run::Claim fig7_recorded();

}  // namespace ceo::verify
