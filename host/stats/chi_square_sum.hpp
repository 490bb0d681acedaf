// Law of a weighted sum of independent chi-squares: quadratic forms of Gaussian vectors.
#pragma once

#include <span>

#include "host/stats/mgf_inversion.hpp"

namespace ceo::stats {

/// Tails at x of T = sum_j weights[j] Z_j^2, Z_j independent standard normal (Imhof 1961,
/// Biometrika 48, 419), by inversion of E exp(s T) = prod_j (1 - 2 weights[j] s)^(-1/2).
/// Weights are positive and finite, in the unit of x; at least one. Relative error of either tail
/// below 1e-12 down to 1e-300. Error(internal) for other weights.
[[nodiscard]] Tails chi_square_sum(std::span<const double> weights, double x);

}  // namespace ceo::stats
