// The objective of problem P (spec/theory.md section 5; ZTW eq 20): the corrected convex form, and
// the forms that go wrong, named for what is wrong with them. Values are price * nat.
#pragma once

#include <span>
#include <vector>

#include "host/theory/layer_problem.hpp"

namespace ceo::theory {

/// The corrected objective at any point with 0 <= a_{k,l} < 1/sN2_{k,l}, D_l > 0: convex in (a, D).
///     sum_l { sum_k alpha_k r_{k,l}
///             + (1/2) sum_{k<K} (alpha_k - alpha_{k+1}) max(0, ln[(1/sX2_l + 1/D_l)/s_{k,l}])
///             + (alpha_K/2) ln(1 + sX2_l/D_l) },
/// r_{k,l} = -(1/2) ln(1 - sN2_{k,l} a_{k,l}), s_{k,l} = 1/sX2_l + sum_{i>k} a_{i,l}, workers
/// numbered by falling price. Throws Error(usage) where shapes differ or a value is out of its
/// range; all functions of this page do.
[[nodiscard]] double corrected_objective(std::span<const Layer> layers,
                                         std::span<const double> prices,
                                         std::span<const LayerAllocation> point);

/// As printed, sum_k alpha_k R_k with R_k of Lemma 1: the first logarithm holds sum_k a_{k,l},
///     sum_l { sum_k alpha_k r_{k,l} + (alpha_1/2) ln(1/sX2_l + sum_k a_{k,l})
///             - (1/2) sum_{k<K} (alpha_k - alpha_{k+1}) ln s_{k,l} - (alpha_K/2) ln(1/sX2_l) }.
/// Not convex: ln of a sum is concave. It is the true cost of the vertex of Lemma 1.
[[nodiscard]] double printed_objective(std::span<const Layer> layers,
                                       std::span<const double> prices,
                                       std::span<const LayerAllocation> point);

/// With 1/D_l in the first logarithm and no positive part: convex, but where sum_k a_{k,l} > 1/D_l
/// it is not the cost of any rates, and may be negative.
[[nodiscard]] double objective_without_positive_part(std::span<const Layer> layers,
                                                     std::span<const double> prices,
                                                     std::span<const LayerAllocation> point);

/// The point halfway between two.
[[nodiscard]] std::vector<LayerAllocation> midpoint(std::span<const LayerAllocation> one,
                                                    std::span<const LayerAllocation> other);

/// Two points of one problem and what an objective does between them.
struct MidpointCheck {
  std::vector<Layer> layers;
  std::vector<double> prices;
  std::vector<LayerAllocation> one, other;
  double printed_excess =
      0;  ///< printed objective: value at the midpoint less the mean of the ends
  double corrected_excess = 0;  ///< the same of the corrected one; <= 0 for a convex function
};

/// A violated midpoint of the printed form, both ends feasible (sum_k a_k = 1/D_l in the one and in
/// the other, 0 <= a_k < 1/sN2_k): K = 2, one layer, sX2 = 10, sN2 = (1, 1), alpha = (1, 0.5),
/// a = (0.05, 0.05) at D = 10 and a = (0.15, 0.15) at D = 10/3. Printed at the midpoint: above the
/// mean, by printed_excess > 0, so the printed objective is not convex on any convex set that holds
/// both ends.
[[nodiscard]] MidpointCheck printed_midpoint_violation();

/// What minimising a wrong form yields: not rates, and below the true minimum.
struct WrongMinimum {
  double objective = 0;
  std::vector<LayerAllocation> point;
};

/// Minimises objective_without_positive_part over a_{k,l} >= 0, sum_k a_{k,l} >= 1/D_l,
/// sum_l D_l <= D, by bisection. Prices positive, any order. Too low wherever the optimum
/// overshoots.
[[nodiscard]] WrongMinimum minimum_without_positive_part(std::span<const Layer> layers,
                                                         std::span<const double> prices,
                                                         double distortion);

/// Minimises the printed objective over sum_k a_k = 1/D of one layer with a_k of any sign (a_k >= 0
/// dropped), by bisection. Too low wherever a worker should be silent: its r_k is negative.
[[nodiscard]] WrongMinimum minimum_without_sign(const Layer& layer, std::span<const double> prices,
                                                double distortion);

}  // namespace ceo::theory
