// The measured part of `lem4.information`: quantisers sampled by the engine.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Adds the quantities, controls and the figure that sample to the claim.
void add_measured_lem4(run::Claim& claim);

}  // namespace ceo::verify
