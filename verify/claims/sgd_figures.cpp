#include "verify/claims/sgd_figures.hpp"

#include <algorithm>
#include <cmath>

#include "verify/claims/host_quantity.hpp"
#include "verify/claims/sgd_costs.hpp"
#include "verify/claims/sgd_instances.hpp"

namespace ceo::verify {
namespace {

using theory::BoundForm;

constexpr std::uint64_t kFigureReplicas = 2048;

/// Means and 5 % to 95 % of the replicas at T = 16, 32, .. of one family of problems, beside its
/// bounds. The families scale with T, so each T is a problem of its own.
run::Series over_iterations(const run::HostContext& context, const char* id, const char* title,
                            int most, SgdInstance (*instance_at)(const run::HostContext&, int)) {
  run::Series series;
  series.id = id;
  series.title = title;
  series.x = {"iterations T", "1", run::AxisScale::log};
  series.y = {"f(average) - min f", "1", run::AxisScale::log};
  run::Curve loose = curve_of("loose bound");
  run::Curve tight = curve_of("tight bound");
  run::Curve measured = curve_of("mean, and nine tenths of the replicas", run::CurveStyle::points);
  for (int iterations = 16; iterations <= most; iterations *= 2) {
    const SgdInstance instance = instance_at(context, iterations);
    const run::SgdCurve curve = run::run_replicas(
        instance.problem, prescribed_method(instance, BoundForm::tight, instance.variance),
        context.replica_key(id + std::to_string(iterations)),
        std::min(context.instances(), kFigureReplicas), context.machine());
    add_point(loose, iterations, instance.bound(BoundForm::loose));
    add_point(tight, iterations, instance.bound(BoundForm::tight));
    const run::SgdPoint& last = curve.points.back();
    add_point(measured, iterations, last.mean);
    measured.low.push_back(std::min(last.mean, last.quantile(0.05)));
    measured.high.push_back(std::max(last.mean, last.quantile(0.95)));
  }
  series.curves = {loose, tight, measured};
  return series;
}

SgdInstance linear_at(const run::HostContext& /*context*/, int iterations) {
  return nearly_linear(1, iterations);
}

SgdInstance logistic_at(const run::HostContext& context, int iterations) {
  SgdInstance instance = drawn_logistic(context.draws(0));
  instance.iterations = iterations;
  instance.variance = 1;
  return instance;
}

constexpr double kSnr = 10;
constexpr double kEpsilon = 0.004;
constexpr std::uint64_t kCostReplicas = 512;

run::Series measured_cost_series(const run::HostContext& context) {
  const TrainingProblem problem = training_problem(kSnr, kEpsilon);
  const double best = theory::cheapest_distortion(problem.cost).value().delta;
  run::Series series;
  series.id = "cost-measured";
  series.title = "Nats until eps for a quadratic of 8 coordinates, K = 10 workers, snr 10";
  series.x = {"delta = K D/sN2 - 1", "1", run::AxisScale::log};
  series.y = {"total communication", "nat", run::AxisScale::log};
  run::Curve theory_curve = curve_of("n T Rsum");
  run::Curve measured = curve_of("measured, sX2 of the start", run::CurveStyle::points);
  run::Curve following = curve_of("measured, the rate follows sX2", run::CurveStyle::points);
  run::Curve least = curve_of("least n T Rsum", run::CurveStyle::points);
  add_point(least, best, theory::total_cost(problem.cost, best).total);
  for (int i = -20; i <= 20; ++i) {
    const double delta = best * std::pow(2.0, i / 5.0);
    add_point(theory_curve, delta, theory::total_cost(problem.cost, delta).total);
    if (i % 5 != 0 || i == 20) continue;
    const Training training = prescribed_training(problem, delta);
    const MeasuredCost cost =
        cost_of(problem, training,
                train(context, problem, training, std::min(context.instances(), kCostReplicas)));
    add_point(measured, delta, cost.total);
    add_point(following, delta, cost.total_following);
  }
  run::Curve found = curve_of("least measured", run::CurveStyle::points);
  const auto lowest = std::min_element(measured.y.begin(), measured.y.end());
  add_point(found, measured.x[static_cast<std::size_t>(lowest - measured.y.begin())], *lowest);
  series.curves = {theory_curve, measured, following, least, found};
  return series;
}

/// The average's suboptimality over the iterations at a constant D below sX2: the classical scheme
/// moves until the mean square of the gradient has fallen to D.
run::Series remark_series(const run::HostContext& context) {
  constexpr double kShare = 0.25;
  constexpr int kSteps = 20000;
  const TrainingProblem problem = training_problem(kSnr, kEpsilon);
  const theory::CostProblem& cost = problem.cost;
  const double distortion = kShare * cost.var_x;
  run::Series series;
  series.id = "remark-2";
  series.title = "D = sX2/4 of the start: the classical scheme stalls, the unbiased one converges";
  series.x = {"iteration", "1", run::AxisScale::log};
  series.y = {"f(average) - min f", "1", run::AxisScale::log};
  for (const bool classical : {true, false}) {
    run::SgdMethod method;
    method.steps = kSteps;
    method.step_size = theory::proven_step(cost.objective, cost.symbols * distortion, kSteps);
    method.checkpoints = checkpoints_up_to(kSteps, 10);
    method.spread_noise(cost.symbols * distortion, problem.problem.dimension());
    if (classical) method.classical_distortion = distortion;
    const run::SgdCurve found =
        run::run_replicas(problem.problem, method, context.replica_key("remark-2"),
                          std::min(context.instances(), kCostReplicas), context.machine());
    run::Curve curve = curve_of(classical ? "classical decoder" : "unbiased decoder");
    for (const run::SgdPoint& point : found.points) add_point(curve, point.step, point.mean);
    series.curves.push_back(curve);
  }
  run::Curve level = curve_of("where sX2 = D");
  for (const int step : {1, kSteps}) add_point(level, step, cost.symbols * distortion / 2);
  series.curves.push_back(level);
  return series;
}

}  // namespace

std::vector<run::Series> convergence_figures(const run::HostContext& context) {
  return {
      over_iterations(context, "nearly-linear",
                      "Nearly linear f of gradient 2 sqrt(s2/T), its optimum on the edge", 2048,
                      linear_at),
      over_iterations(context, "logistic",
                      "Logistic regression on 32 rows of 4 coordinates, s2 = 1", 512, logistic_at)};
}

std::vector<run::Series> measured_cost_figures(const run::HostContext& context) {
  return {measured_cost_series(context), remark_series(context)};
}

}  // namespace ceo::verify
