#include "verify/claims/cor3_measured.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "verify/claims/host_quantity.hpp"
#include "verify/claims/sgd_costs.hpp"
#include "verify/claims/sgd_instances.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;
using theory::BoundForm;

constexpr std::uint64_t kQuadratics = 8;
constexpr std::uint64_t kLogistics = 2;
constexpr double kResolution = 0.05;
constexpr double kSnr = 10;
constexpr double kEpsilon = 0.004;

std::uint64_t replicas_of(const HostContext& context) {
  return 8 * context.instances();
}

/// Runs T(s2) iterations for eps and takes the mean there against eps. eps is what makes T(s2) the
/// iterations of the instance. @param believed  the variance that T and the step come from
/// @return the first checkpoint whose mean is at most eps, over T(s2); infinite: none
double reach(const HostContext& context, SgdInstance instance, double believed,
             const std::string& problem, BoundTest& test) {
  const double epsilon = instance.bound(BoundForm::loose);
  const double real = theory::iterations_for(instance.problem.convex(), believed, epsilon);
  instance.iterations = static_cast<int>(std::ceil(real * (1 - 1e-12)));
  run::SgdMethod method = prescribed_method(instance, BoundForm::loose, believed);
  method.checkpoints = checkpoints_up_to(instance.iterations, 20);
  method.target = epsilon;
  const run::SgdCurve curve =
      run::run_replicas(instance.problem, method, context.replica_key(problem),
                        replicas_of(context), context.machine());
  const run::SgdPoint& last = curve.points.back();
  test.take(instance.name, last.mean, last.standard_error, curve.rounding, epsilon);
  const auto first =
      std::find_if(curve.points.begin(), curve.points.end(),
                   [&](const run::SgdPoint& point) { return point.mean <= epsilon; });
  if (first == curve.points.end()) return std::numeric_limits<double>::infinity();
  return first->step / real;
}

/// @param symbols  n that the fault forgets; 1: sound
HostOutcome check_reached(const HostContext& context, double symbols) {
  constexpr int kIterations = 512;
  constexpr std::size_t kCoordinates = 64;
  BoundTest test;
  double latest =
      reach(context, nearly_linear(1, kIterations, kCoordinates), 1 / symbols, "linear", test);
  double earliest = latest;
  for (std::uint64_t i = 0; symbols == 1 && i < kQuadratics + kLogistics; ++i) {
    const SgdInstance instance =
        i < kQuadratics ? drawn_quadratic(context.draws(i)) : drawn_logistic(context.draws(i));
    const double share = reach(context, instance, instance.variance, std::to_string(i), test);
    latest = std::max(latest, share);
    earliest = std::min(earliest, share);
  }
  return test.outcome(
      replicas_of(context),
      fmt::format("The mean first is at eps after {:.3g} to {:.3g} of T(n D). At T, "
                  "with eps as the bound:",
                  earliest, latest));
}

/// Costs of training runs at a constant delta; R/4 replicas.
MeasuredCost measured_cost(const HostContext& context, const TrainingProblem& problem,
                           double delta) {
  const Training training = prescribed_training(problem, delta);
  return cost_of(
      problem, training,
      train(context, problem, training, std::max<std::uint64_t>(replicas_of(context) / 4, 2)));
}

double best_delta(const TrainingProblem& problem) {
  return theory::cheapest_distortion(problem.cost).value().delta;
}

/// The cost at the theory's best delta against that at an eighth and at eight times it.
/// @param misplaced  factor of the delta that is sold as best
HostOutcome check_turn(const HostContext& context, double misplaced) {
  const TrainingProblem problem = training_problem(kSnr, kEpsilon);
  const double best = best_delta(problem);
  const MeasuredCost at = measured_cost(context, problem, best * misplaced);
  BoundTest test;
  for (const double factor : {0.125, 8.0}) {
    const MeasuredCost beside = measured_cost(context, problem, best * misplaced * factor);
    const double error = std::hypot(at.relative_error, beside.relative_error);
    test.take(fmt::format("against delta {:.3g}", beside.delta), at.total, at.total * error, 0,
              beside.total);
  }
  return test.outcome(
      replicas_of(context) / 4,
      fmt::format("snr {:g}, K = 10, n = 8: {:.4g} nats at delta {:.3g} to reach eps;", kSnr,
                  at.total, at.delta));
}

/// Workers, test channels and the unbiased decoder in the loop, against n T(n D) Rsum(D).
/// @param promised  share of n T Rsum that the cost is compared with
HostOutcome check_loop_cost(const HostContext& context, double promised) {
  const TrainingProblem problem = training_problem(kSnr, kEpsilon);
  const double best = best_delta(problem);
  Training constant = prescribed_training(problem, best);
  constant.workers = true;
  const std::uint64_t replicas = std::max<std::uint64_t>(replicas_of(context) / 8, 2);
  const run::SgdCurve curve = train(context, problem, constant, replicas);
  const MeasuredCost cost = cost_of(problem, constant, curve);
  Training adapted = constant;
  adapted.distortions = following(problem, curve);
  adapted.steps *= 2;
  const MeasuredCost saved = cost_of(problem, adapted, train(context, problem, adapted, replicas));
  const double predicted = theory::total_cost(problem.cost, best).total;
  BoundTest test;
  test.take("constant D", cost.total, cost.total * cost.relative_error, 0, predicted * promised);
  return test.outcome(
      replicas,
      fmt::format("K = 10 workers in the loop at delta {:.3g} send {:.4g} nats until eps, {:.4g} "
                  "where the rate follows the statistics, {:.4g} where D does too; n T Rsum is "
                  "{:.4g};",
                  best, cost.total, cost.total_following, saved.total_following, predicted));
}

/// The mean under K workers against the linear recursion at s2 = n D, from the minimiser.
/// @param factor  of sd(V_k), which the prediction does not know
HostOutcome check_workers(const HostContext& context, double factor) {
  constexpr int kSteps = 200;
  constexpr int kWorkers = 10;
  constexpr double kNoise = 0.5;  // sN2 = sV2: delta 1
  run::SgdProblem problem;
  problem.domain = models::ProjectedSgd::kEverywhere;
  problem.radius = 1;  // five standard deviations of a coordinate's walk
  problem.quadratic =
      theory::Quadratic{{2, 1.5, 1, 0.8, 0.6, 0.5, 0.4, 0.3}, std::vector<double>(8, 0)};
  run::SgdMethod method;
  method.steps = kSteps;
  method.step_size = 0.1;
  method.workers = kWorkers;
  method.sd_n = std::sqrt(kNoise);
  method.scale.assign(kSteps, factor * std::sqrt(kNoise));
  method.checkpoints = {kSteps};
  const run::SgdCurve curve = run::run_replicas(problem, method, context.replica_key("workers"),
                                                replicas_of(context), context.machine());
  const double predicted = linear_recursion_mean(
      *problem.quadratic, method.step_size, std::vector<double>(8, 2 * kNoise / kWorkers), kSteps);
  const run::SgdPoint& last = curve.points.back();
  HostOutcome outcome;
  outcome.estimate = {last.mean / predicted, last.standard_error / predicted, curve.replicas,
                      stats::Law::normal, 1};
  // A step rounds a coordinate below 1 in magnitude once, its estimate thrice times the step size,
  // and the decoder ten shares U_k/10, U_k below 8 in magnitude; then as in thm1.convergence.
  const double drift = (1 + 0.1 * 10 * 8 / 10) * 0x1p-24 * kSteps;
  const double trace = 7.1;  // of the curvatures
  outcome.prediction = {
      1, (curve.rounding + std::sqrt(2 * predicted * trace) * drift) / predicted, 1,
      last.standard_error / predicted * std::sqrt(static_cast<double>(curve.replicas))};
  outcome.words =
      fmt::format("The mean of {} replicas is {:.5g}, the recursion at s2 = n D {:.5g}.",
                  curve.replicas, last.mean, predicted);
  return outcome;
}

constexpr double kCoarseEpsilon = 0.05;

/// Runs the prescribed iterations at D = share sX2. @param classical  by the classical decoder
run::SgdCurve run_at(const HostContext& context, const TrainingProblem& problem, double share,
                     bool classical) {
  const theory::CostProblem& cost = problem.cost;
  const double distortion = share * cost.var_x;
  Training training =
      prescribed_training(problem, static_cast<double>(cost.workers) * distortion / cost.var_n - 1);
  run::SgdMethod method;
  method.steps = training.steps;
  method.step_size = training.step_size;
  method.checkpoints = {training.steps};
  method.spread_noise(cost.symbols * distortion, problem.problem.dimension());
  if (classical) method.classical_distortion = distortion;
  return run::run_replicas(problem.problem, method, context.replica_key("remark-2"),
                           replicas_of(context) / 4 + 2, context.machine());
}

/// @param share  D/sX2 at w_0; 1 or more: nothing is sent
HostOutcome check_classical(const HostContext& context, double share) {
  const TrainingProblem problem = training_problem(kSnr, kCoarseEpsilon);
  const run::SgdCurve curve = run_at(context, problem, share, true);
  const double start = problem.cost.symbols * problem.cost.var_x / 2;
  const double mean = curve.points.back().mean;
  return run::exactly(
      mean / start, 1, 2 * curve.rounding / start, 1, curve.replicas,
      fmt::format("At D = {:g} sX2 the classical scheme stands at {:.4g} of f(w_0) - f* after {} "
                  "iterations.",
                  share, mean / start, curve.points.back().step));
}

HostOutcome check_unbiased(const HostContext& context, double share) {
  const TrainingProblem problem = training_problem(kSnr, kCoarseEpsilon);
  const run::SgdCurve curve = run_at(context, problem, share, false);
  const run::SgdPoint& last = curve.points.back();
  BoundTest test;
  test.take("unbiased", last.mean, last.standard_error, curve.rounding, problem.cost.epsilon);
  return test.outcome(
      curve.replicas,
      fmt::format("At D = {:g} sX2, T = {}, with eps as the bound:", share, last.step));
}

run::HostQuantity measured(const char* id, const char* statement, const char* unit,
                           std::function<HostOutcome(const HostContext&)> check) {
  run::HostQuantity quantity = host_quantity(id, statement, "1", unit);
  quantity.check = std::move(check);
  quantity.law = stats::Law::own;
  quantity.resolution = kResolution;
  return quantity;
}

}  // namespace

void add_measured_iterations(run::Claim& claim) {
  run::HostQuantity workers =
      measured("workers",
               "K workers, test channels and the unbiased decoder in the loop are noise of total "
               "variance n D",
               "the mean", [](const HostContext& context) { return check_workers(context, 1); });
  workers.law = stats::Law::normal;
  run::HostQuantity stalls = measured(
      "classical-stalls", "the classical scheme at D = 1.5 sX2 does not leave w_0", "f(w_0) - f*",
      [](const HostContext& context) { return check_classical(context, 1.5); });
  stalls.law = stats::Law::exact;
  claim.host.insert(
      claim.host.end(),
      {measured("reached", "after T(n D) iterations the mean of f - f* is at most eps", "eps",
                [](const HostContext& context) { return check_reached(context, 1); }),
       measured("turning-point",
                "the measured total cost is less at the best delta than at an eighth and at eight "
                "times it",
                "cost", [](const HostContext& context) { return check_turn(context, 1); }),
       workers,
       measured("loop-cost", "workers in the loop send at most n T(n D) Rsum(D) until eps", "cost",
                [](const HostContext& context) { return check_loop_cost(context, 1); }),
       stalls,
       measured("unbiased-converges", "the unbiased scheme at D = 1.5 sX2 is at eps after T", "eps",
                [](const HostContext& context) { return check_unbiased(context, 1.5); })});
  claim.host_controls.insert(
      claim.host_controls.end(),
      {{"n-dropped-measured", "T and the step from s2 = D instead of n D, at n = 64.", "reached",
        [](const HostContext& context) { return check_reached(context, 64); }},
       {"turn-misplaced", "A sixteenth of the best delta is sold as the best.", "turning-point",
        [](const HostContext& context) { return check_turn(context, 1.0 / 16); }},
       {"louder-channels", "Every sd(V_k) is 1.2 times what the prediction knows.", "workers",
        [](const HostContext& context) { return check_workers(context, 1.2); }},
       {"cost-understated", "A hundredth of the total cost is promised.", "loop-cost",
        [](const HostContext& context) { return check_loop_cost(context, 0.01); }},
       {"classical-below", "D = 0.5 sX2: the classical scheme sends something.", "classical-stalls",
        [](const HostContext& context) { return check_classical(context, 0.5); }}});
}

}  // namespace ceo::verify
