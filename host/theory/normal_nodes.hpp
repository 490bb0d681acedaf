// The standard normal law: probabilities of intervals and quadrature nodes for expectations.
#pragma once

#include <vector>

namespace ceo::theory {

/// P(low < Z <= high) of a standard normal Z, low <= high (infinite ends allowed), without the
/// cancellation of 1 - small: both tails are taken on the side where they are small.
[[nodiscard]] double normal_interval(double low, double high);

/// Nodes z and weights with E f(Z) = sum_i weight_i f(z_i).
struct NormalNodes {
  std::vector<double> z, weight;
};

/// The trapezoidal rule with nodes at multiples of `step` in [-9.5, 9.5]; the tail beyond has a
/// probability of 2.1e-21. For f analytic in |Im z| < d the error falls as exp(-2 pi d/step)
/// (Trefethen and Weideman 2014, SIAM Review 56, 385), so a step of a quarter of the length over
/// which f varies leaves only rounding. 0 < step <= 0.5; Error(internal) otherwise.
[[nodiscard]] NormalNodes normal_nodes(double step);

}  // namespace ceo::theory
