#pragma once

#include "host/run/claim.hpp"
#include "verify/claims/recorded_models.hpp"

namespace ceo::verify {

/// Rates and errors of SignSGD along recorded training (ZTW Fig. 7). docs/claims.md.
[[nodiscard]] run::Claim fig7_recorded(const RecordedModel& model);

}  // namespace ceo::verify
