// Figures of the claim about rates, from the sound cells of its points.
#pragma once

#include <span>
#include <vector>

#include "host/run/claim.hpp"

namespace ceo::verify {

/// "rates": measured I(Y_k; U_k | X) over r_k, a curve for every point, bars of two standard
/// errors. "subsets": measured I(Y_A; U_A | U_{A^c}) less f_r(A) against f_r(A), in nats, for all
/// sets A at the point with most speaking workers of which all sets are listed.
[[nodiscard]] std::vector<run::Series> rate_series(std::span<const run::PlacedCell> cells);

/// "measured": I(Y; U) of all workers over the sum rate of the point's test channels against that
/// rate in nats, a point for every cell that can be rated, bars of two standard errors; and the
/// theory's 1. Nothing without such a cell.
[[nodiscard]] std::vector<run::Series> sum_rate_series(std::span<const run::PlacedCell> cells);

}  // namespace ceo::verify
