#pragma once

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Adds to a claim on a trace with a training group the quantity `own-scatter`, with its controls:
/// whether X is the mean that the Y_k scatter about. Where X has a scatter e of its own, as the one
/// pass of a model with batch norm, N_k holds -e, and the mean of X N_k over the parameters is
/// -E e^2: it tells how much of sX2 is scatter.
void add_own_scatter(run::Claim& claim);

}  // namespace ceo::verify
