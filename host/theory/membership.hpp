// Is a rate vector inside the rate region of distortion D? (spec/theory.md sections 3 to 5; ZTW
// Theorem 2 and Corollary 1). The region is a union over test channels, so no list of constraints
// decides it; prices do.
#pragma once

#include <span>
#include <vector>

#include "host/theory/layer_problem.hpp"

namespace ceo::theory {

/// Most workers of membership(): its time grows with K^4.
inline constexpr std::size_t kMostMembers = 64;

struct Membership {
  bool inside = false;     ///< distance <= 0
  double distance = 0;     ///< nats: smallest t with R + t (1, .., 1) in region(D); negative inside
  double uncertainty = 0;  ///< nats >= 0: t lies in [distance, distance + uncertainty]
  std::vector<double>
      prices;  ///< [K] certificate: >= 0, sums to 1, min_region alpha.R' - alpha.R = distance
  std::vector<double> nearest;  ///< [K] the cheapest rates of region(D) at these prices, in nats
  int iterations = 0;           ///< points of the boundary that were computed
};

/// Signed distance of rates R_k (nats, finite, any sign) along (1, .., 1). region(D) is convex and
/// holds every vector above one of its own, so
///     t = max over prices alpha >= 0, sum alpha = 1, of  min_{R' in region(D)} alpha.R' - alpha.R,
/// a concave function of the prices whose slope is R'(alpha) - R. It is maximised by the ellipsoid
/// method with deep cuts until the bounds on t meet within `tolerance` nats. `prices` prove the
/// lower bound by themselves: if it is above 0, no code of rates R reaches D. Throws Error(usage)
/// unless there is one finite rate per worker, K <= kMostMembers, D > Dmin, and tolerance > 0.
[[nodiscard]] Membership membership(std::span<const Layer> layers, std::span<const double> rates,
                                    double distortion, double tolerance = 1e-9);

}  // namespace ceo::theory
