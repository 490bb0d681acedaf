// The measured part of `lem3.information`: channels sampled by the engine.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Adds the quantities, controls and the figure that sample to the claim.
void add_measured_lem3(run::Claim& claim);

}  // namespace ceo::verify
