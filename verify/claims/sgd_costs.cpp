#include "verify/claims/sgd_costs.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/error.hpp"
#include "host/theory/sum_rate.hpp"

namespace ceo::verify {
namespace {

constexpr std::size_t kCoordinates = 8;
constexpr std::size_t kWorkers = 10;
constexpr double kMostDelta = 32;
constexpr int kPerDecade = 40;

double sum_rate(const TrainingProblem& problem, double delta, double var_x) {
  const theory::CostProblem& cost = problem.cost;
  return theory::sum_rate(theory::NormalForm{delta, var_x / cost.var_n, cost.workers});
}

}  // namespace

TrainingProblem training_problem(double snr, double epsilon) {
  constexpr double kDistance = 0.7;
  const auto n = static_cast<double>(kCoordinates);
  TrainingProblem training;
  training.problem.quadratic =
      theory::Quadratic{std::vector<double>(kCoordinates, 1),
                        std::vector<double>(kCoordinates, kDistance / std::sqrt(n))};
  training.cost.objective = training.problem.convex();
  training.cost.epsilon = epsilon;
  training.cost.var_x = kDistance * kDistance / n;
  training.cost.var_n = training.cost.var_x / snr;
  training.cost.workers = kWorkers;
  training.cost.symbols = n;
  return training;
}

double Distortions::at(int step) const {
  const auto next = std::upper_bound(from.begin(), from.end(), step);
  return delta.at(static_cast<std::size_t>(next - from.begin()) - 1);
}

Training prescribed_training(const TrainingProblem& problem, double delta) {
  const theory::CostPoint point = theory::total_cost(problem.cost, delta);
  Training training;
  training.distortions = {{1}, {delta}};
  training.steps = static_cast<int>(std::ceil(point.iterations));
  training.step_size = theory::proven_step(
      problem.cost.objective, theory::gradient_variance(point.distortion, problem.cost.symbols),
      training.steps);
  return training;
}

run::SgdCurve train(const run::HostContext& context, const TrainingProblem& problem,
                    const Training& training, std::uint64_t replicas) {
  const theory::CostProblem& cost = problem.cost;
  run::SgdMethod method;
  method.steps = training.steps;
  method.step_size = training.step_size;
  method.checkpoints = checkpoints_up_to(training.steps, kPerDecade);
  method.target = cost.epsilon;
  if (training.workers) {
    method.workers = static_cast<int>(cost.workers);
    method.sd_n = std::sqrt(cost.var_n);
  } else {
    method.noise_sd.assign(problem.problem.dimension(), 1);
  }
  for (int t = 1; t <= training.steps; ++t) {
    const double delta = training.distortions.at(t);  // sV2 = delta sN2, D = (1 + delta) sN2/K
    method.scale.push_back(
        std::sqrt(training.workers ? cost.var_n * delta
                                   : cost.var_n / static_cast<double>(cost.workers) * (1 + delta)));
  }
  return run::run_replicas(problem.problem, method, context.replica_key("training"), replicas,
                           context.machine());
}

MeasuredCost cost_of(const TrainingProblem& problem, const Training& training,
                     const run::SgdCurve& curve) {
  const theory::CostProblem& cost = problem.cost;
  MeasuredCost measured;
  measured.delta = training.distortions.delta.front();
  double sent = 0;  // up to the checkpoint before
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const run::SgdPoint& point = curve.points[i];
    const int before = i == 0 ? 0 : curve.points[i - 1].step;
    const double var_x = i == 0 ? cost.var_x : curve.points[i - 1].gradient / cost.symbols;
    const double rate = sum_rate(problem, training.distortions.at(before + 1), var_x);
    if (point.mean > cost.epsilon) {
      sent += cost.symbols * (point.step - before) * rate;
      continue;
    }
    measured.iterations = point.step;
    if (i > 0) {
      const run::SgdPoint& above = curve.points[i - 1];
      const double slope = std::log(above.mean / point.mean) /
                           std::log(static_cast<double>(point.step) / above.step);
      measured.iterations = above.step * std::pow(above.mean / cost.epsilon, 1 / slope);
      measured.relative_error = point.standard_error / point.mean / slope;
    }
    measured.total_following = sent + cost.symbols * (measured.iterations - before) * rate;
    measured.total =
        cost.symbols * measured.iterations * sum_rate(problem, measured.delta, cost.var_x);
    return measured;
  }
  ensure(false, "the mean of a training run never is at its target");
  return measured;
}

Distortions following(const TrainingProblem& problem, const run::SgdCurve& curve) {
  Distortions distortions;
  theory::CostProblem cost = problem.cost;
  int from = 1;
  for (const run::SgdPoint& point : curve.points) {
    const auto best = theory::cheapest_distortion(cost);
    distortions.from.push_back(from);
    distortions.delta.push_back(best ? std::min(best->delta, kMostDelta) : kMostDelta);
    cost.var_x = point.gradient / cost.symbols;
    from = point.step + 1;
  }
  return distortions;
}

}  // namespace ceo::verify
