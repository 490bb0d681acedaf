#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Theorem 2's test channels and decoder on recorded X and N_k, by the engine. docs/claims.md.
[[nodiscard]] run::Claim thm2_recorded();

}  // namespace ceo::verify
