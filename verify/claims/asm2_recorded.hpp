#pragma once

#include "host/run/claim.hpp"
#include "verify/claims/recorded_models.hpp"

namespace ceo::verify {

/// Assumption 2 on recorded gradients: Table I and Fig. 5 again, with the exact law beside them,
/// and the correlations over the parameters of a layer. docs/claims.md.
[[nodiscard]] run::Claim asm2_recorded(const RecordedModel& model);

}  // namespace ceo::verify
