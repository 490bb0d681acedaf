#pragma once

#include "host/run/claim.hpp"
#include "verify/claims/recorded_models.hpp"

namespace ceo::verify {

/// Assumption 1 on recorded gradients: how far X and N_k are from Gaussian. docs/claims.md.
[[nodiscard]] run::Claim asm1_recorded(const RecordedModel& model);

}  // namespace ceo::verify
