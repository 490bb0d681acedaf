// What a training run sends in total, and the distortion at which that is least (theory.md section
// 8; ZTW eqs 23, 24 and Remark 6 with static statistics).
#pragma once

#include <cstddef>
#include <optional>

#include "host/theory/convergence.hpp"

namespace ceo::theory {

/// Training to suboptimality eps with gradients from K equal workers at constant statistics.
struct CostProblem {
  ConvexProblem objective;
  double epsilon = 0;       ///< eps > 0, in units of the objective
  double var_x = 0;         ///< sX2 > 0 per symbol
  double var_n = 0;         ///< sN2 > 0 per symbol and worker
  std::size_t workers = 1;  ///< K >= 1
  double symbols = 1;       ///< n >= 1 coordinates of a gradient: s2 = n D
};

/// Cost at one distortion.
struct CostPoint {
  double delta = 0;       ///< K D/sN2 - 1: quantisation noise over gradient noise
  double distortion = 0;  ///< D per symbol
  double iterations = 0;  ///< T(n D) of ZTW eq 23, real
  double sum_rate = 0;    ///< Rsum(D) in nats per symbol and iteration
  double total = 0;       ///< n T(n D) Rsum(D) in nats: all workers, symbols and iterations
};
/// @param delta > 0. Error(usage) with the feasible range otherwise, here and below, and where the
/// total leaves a double's range.
[[nodiscard]] CostPoint total_cost(const CostProblem& problem, double delta);

/// The cost as D grows without bound, in nats: n^2 A^2 (sX2 + sN2)/eps^2.
[[nodiscard]] double total_cost_limit(const CostProblem& problem);

/// Remark 6, corrected form: the cost falls for all D iff sX2^2 <= sN2^2/K + 2 (eps Lf/n)(sX2 +
/// sN2). As eps Lf/n -> 0 that is snr <= 1/sqrt(K).
[[nodiscard]] bool cost_falls_throughout(const CostProblem& problem);

/// The least cost: where d ln T/d ln D = sqrt(s2/(s2 + 2 eps Lf)) equals -d ln Rsum/d ln D. Nothing
/// where the cost falls throughout, or where the minimum lies above delta = 1e8: the cost there is
/// its limit to 7 digits.
[[nodiscard]] std::optional<CostPoint> cheapest_distortion(const CostProblem& problem);

}  // namespace ceo::theory
