#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Recorded training with added noise (ZTW Fig. 8). docs/claims.md.
[[nodiscard]] run::Claim fig8_delta();

}  // namespace ceo::verify
