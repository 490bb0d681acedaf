// The measured part of `fig7.signsgd`: signs sampled by the engine.
#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Adds the quantities, controls and the figure that sample to the claim.
void add_measured_fig7(run::Claim& claim);

}  // namespace ceo::verify
