#pragma once

#include "host/run/claim.hpp"
#include "verify/claims/recorded_models.hpp"

namespace ceo::verify {

/// The variances of recorded gradients over training (ZTW Fig. 6). docs/claims.md.
[[nodiscard]] run::Claim fig6_statistics(const RecordedModel& model);

}  // namespace ceo::verify
