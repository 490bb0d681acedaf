#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Assumption 2 on recorded gradients: Table I and Fig. 5 again, with the exact law beside them,
/// and the correlations over the parameters of a layer. docs/claims.md.
[[nodiscard]] run::Claim asm2_recorded();

}  // namespace ceo::verify
