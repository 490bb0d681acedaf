// Training runs in which K workers send their gradients: what they cost to a target suboptimality.
#pragma once

#include <vector>

#include "host/run/host_check.hpp"
#include "host/run/sgd_replicas.hpp"
#include "host/theory/total_cost.hpp"
#include "verify/claims/sgd_instances.hpp"

namespace ceo::verify {

/// A quadratic f whose gradient at w_0 has the mean square sX2 of the cost problem.
struct TrainingProblem {
  run::SgdProblem problem;
  theory::CostProblem cost;
};

/// f = ||w - c||^2/2 on the unit ball, ||c|| = 0.7, n = 8 coordinates, K = 10 workers.
/// @param snr  sX2/sN2 at w_0
[[nodiscard]] TrainingProblem training_problem(double snr, double epsilon);

/// When the mean over replicas first is at the target, and what was sent until then.
struct MeasuredCost {
  double delta = 0;
  double iterations = 0;       ///< by interpolation between checkpoints
  double relative_error = 0;   ///< standard error of the iterations over themselves
  double total = 0;            ///< nats: n iterations Rsum at the statistics of w_0
  double total_following = 0;  ///< nats: Rsum at the mean square of the gradient as it falls
};

/// The distortion at every checkpoint's interval; one value: constant.
struct Distortions {
  std::vector<int> from;      ///< steps, rising, the first 1
  std::vector<double> delta;  ///< [as many]
  [[nodiscard]] double at(int step) const;
};

/// How replicas of a training run are made.
struct Training {
  Distortions distortions;
  int steps = 0;
  double step_size = 0;
  bool workers = false;  ///< K workers with test channels in place of their decoder's noise
};
/// The prescribed run at a constant delta: T of eq 23 and its step.
[[nodiscard]] Training prescribed_training(const TrainingProblem& problem, double delta);

[[nodiscard]] run::SgdCurve train(const run::HostContext& context, const TrainingProblem& problem,
                                  const Training& training, std::uint64_t replicas);
/// Throws Error(internal) if the mean never is at the target.
[[nodiscard]] MeasuredCost cost_of(const TrainingProblem& problem, const Training& training,
                                   const run::SgdCurve& curve);
/// Distortions that follow the statistics of a curve: the optimum of Remark 6 at the mean square of
/// the gradient at every checkpoint; delta 32 where the cost falls throughout or beyond.
[[nodiscard]] Distortions following(const TrainingProblem& problem, const run::SgdCurve& curve);

}  // namespace ceo::verify
