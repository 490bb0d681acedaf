// What replicas of projected SGD say about Corollary 3 and Remarks 2 and 6.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Adds the measured quantities of `cor3.iterations` and their controls. A quantity runs 8 replicas
/// for each of the claim's instances, or fewer where it says so.
void add_measured_iterations(run::Claim& claim);

}  // namespace ceo::verify
