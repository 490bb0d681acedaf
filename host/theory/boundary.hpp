// The boundary of the rate region by prices (spec/theory.md section 5; ZTW Lemma 1 eq 19 and
// problem P eq 20, in its corrected convex form).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "host/theory/layer_problem.hpp"

namespace ceo::theory {

/// What a layer contributes to a point of the boundary.
struct LayerPoint {
  LayerAllocation allocation;     ///< D_l and a_{k,l}
  std::vector<double> test_rate;  ///< [K] r_{k,l} = -(1/2) ln(1 - sN2_k a_k) in nats
  std::vector<double> rate;       ///< [K] R_{k,l} in nats
  double multiplier = 0;          ///< of sum_k a_{k,l} >= 1/D_l: nat price * variance, >= 0
};

/// The cheapest point of region(D) at prices alpha_k per nat of worker k.
struct BoundaryPoint {
  std::vector<double> rate;        ///< [K] R_k = sum_l R_{k,l} in nats per symbol
  std::vector<LayerPoint> layers;  ///< [L]
  double objective = 0;            ///< sum_k alpha_k R_k, the minimum: price * nat
  double slope = 0;         ///< lambda = -d objective/dD > 0, the multiplier of sum_l D_l <= D
  double kkt_residual = 0;  ///< see kkt_residual()
  int iterations = 0;       ///< Newton steps on lambda
  int sweeps = 0;           ///< recursions over the workers of a layer, all layers together
};

/// Minimises sum_k alpha_k R_k over region(D): problem P with sum_k a_{k,l} >= 1/D_l, a_{k,l} >= 0
/// and the positive part, for prices in any order, ties included:
///     sum_l { sum_k alpha_k r_{k,l}
///             + (1/2) sum_{k<K} (alpha_k - alpha_{k+1}) max(0, ln[(1/sX2_l + 1/D_l)/s_{k,l}])
///             + (alpha_K/2) ln(1 + sX2_l/D_l) },     s_{k,l} = 1/sX2_l + sum_{i>k} a_{i,l},
/// with the workers numbered by falling price. At the optimum sum_k a_{k,l} = 1/D_l and R is the
/// vertex of Lemma 1; where prices tie, other vertices cost the same. The objective is good to
/// 1e-10, relative, for K up to 1000 and L up to 200, and mostly to 1e-13. Time O(K L) per
/// sweep.
///
/// Throws Error(usage): a variance or price that is not positive and finite; D <= sum_l Dmin_l;
/// ratios of variances to D, or of prices, beyond 1e100. A price of 0 is refused, because rate that
/// costs nothing is used without limit: the optimum is an infimum that is not attained, unless the
/// workers of price 0 reach D alone, which the message says.
[[nodiscard]] BoundaryPoint boundary_point(std::span<const Layer> layers,
                                           std::span<const double> prices, double distortion);

/// Workers (from 0) by falling price; ties in their given order.
[[nodiscard]] std::vector<std::size_t> by_falling_price(std::span<const double> prices);

/// How far `point` is from satisfying the KKT conditions of the convex problem, relative to its
/// objective: what the Lagrangian, made linear at the point, could still gain over 0 <= a <= 1/sN2
/// and Dmin_l <= D_l <= Dmin_l + D - Dmin, plus the multipliers times the violated or slack
/// constraints. As the problem is convex, a feasible point's objective exceeds the minimum by no
/// more than this share. It is computed from the definitions, apart from the solver: from a, r, D_l
/// and the two kinds of multiplier.
[[nodiscard]] double kkt_residual(std::span<const Layer> layers, std::span<const double> prices,
                                  double distortion, const BoundaryPoint& point);

}  // namespace ceo::theory
