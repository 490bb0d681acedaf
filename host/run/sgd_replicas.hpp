// Replicas of projected SGD as claims describe them: float32 binding, launch, means with errors.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/run/host_machine.hpp"
#include "host/theory/convergence.hpp"
#include "host/theory/convex_minimum.hpp"
#include "kernels/models/projected_sgd.hpp"

namespace ceo::run {

/// A convex function on W, a ball or box about w_0 = 0. Lengths and objective in any unit.
struct SgdProblem {
  std::optional<theory::Quadratic> quadratic{};
  std::optional<theory::LogisticProblem> logistic{};  ///< on a ball or everywhere; one of the two
  models::ProjectedSgd::Domain domain = models::ProjectedSgd::kBall;
  /// Of the ball; half the side of the box; where W is everywhere: how far a replica may be thought
  /// to go, which sets the scale of the sums alone.
  double radius = 1;

  [[nodiscard]] std::size_t dimension() const;
  /// Lf and A = sup over W of ||w - w_0||.
  [[nodiscard]] theory::ConvexProblem convex() const;
};

/// How gradients are estimated and used.
struct SgdMethod {
  int steps = 0;         ///< T, 1..2^30
  double step_size = 0;  ///< > 0
  /// Standard deviation of the noise of every coordinate.
  std::vector<double> noise_sd{};
  /// Its factor at every step; empty: 1. With workers: sd(V_k) at every step.
  std::vector<double> scale{};
  /// K workers with test channels and the unbiased decoder, in place of noise_sd; 0: none.
  int workers = 0;
  double sd_n = 0;  ///< sd(N_k)
  /// The classical decoder at this mean square error per coordinate, in place of noise_sd; it sends
  /// nothing where that is not below the mean square of the gradient (ZTW Remark 2).
  std::optional<double> classical_distortion{};
  std::vector<int> checkpoints{};  ///< rising, in 1..steps
  double target = 0;               ///< suboptimality whose first reach is counted

  /// Noise of total variance s2 in equal shares of n coordinates.
  void spread_noise(double variance, std::size_t dimension);
};

/// What replicas show at a checkpoint. f* = min over W.
struct SgdPoint {
  int step = 0;
  double mean = 0;            ///< of f(average of w_1 .. w_step) - f*
  double standard_error = 0;  ///< of the mean
  double gradient = 0;        ///< mean of ||grad f(w_step)||^2
  std::uint64_t hits = 0;     ///< replicas at or below the target here or at an earlier checkpoint
  std::vector<std::uint64_t> histogram{};  ///< launch::kSgdBins bins of the suboptimality
  /// A bin's upper end that a share of the replicas does not exceed; 8 bins per octave.
  [[nodiscard]] double quantile(double share) const;
};

struct SgdCurve {
  std::uint64_t replicas = 0;
  std::vector<SgdPoint> points;
  /// Largest error of a suboptimality in float32, counted from its operations.
  double rounding = 0;
};

/// Throws Error(usage) on a problem or method that is none (no objective or two, sizes that differ,
/// logistic regression on a box) and on replicas outside 2..2^22, and Error(internal) if a replica
/// is not finite or leaves the scale of the sums.
[[nodiscard]] SgdCurve run_replicas(const SgdProblem& problem, const SgdMethod& method,
                                    std::array<std::uint32_t, 2> key, std::uint64_t replicas,
                                    const HostMachine& machine);

}  // namespace ceo::run
