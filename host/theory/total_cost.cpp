#include "host/theory/total_cost.hpp"

#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

#include "host/base/argument.hpp"
#include "host/theory/sum_rate.hpp"

namespace ceo::theory {
namespace {

constexpr ArgumentRange kAtLeastOne{1, std::numeric_limits<double>::infinity(), false, true};
constexpr double kMostDelta = 1e8;

void check_problem(const CostProblem& problem) {
  Problems problems;
  check_argument(problems, "smoothness", problem.objective.smoothness, kNonNegative);
  check_argument(problems, "radius", problem.objective.radius, kPositive);
  check_argument(problems, "epsilon", problem.epsilon, kPositive);
  check_argument(problems, "var_x", problem.var_x, kPositive);
  check_argument(problems, "var_n", problem.var_n, kPositive);
  check_argument(problems, "workers", static_cast<double>(problem.workers), kAtLeastOne);
  check_argument(problems, "symbols", problem.symbols, kAtLeastOne);
  problems.raise(ExitCode::usage);
}

/// d ln(T Rsum)/d ln D at delta; negative where the cost falls. Both slopes tend to 1 as D grows:
/// long double keeps their difference.
long double cost_slope(const CostProblem& problem, long double delta) {
  const long double noise = 1 + delta;  // K D/sN2
  const auto workers = static_cast<long double>(problem.workers);
  const long double snr = static_cast<long double>(problem.var_x) / problem.var_n;
  const long double variance = problem.symbols * problem.var_n * noise / workers;
  const long double curvature = 2.0L * problem.epsilon * problem.objective.smoothness;
  const long double iterations = std::sqrt(variance / (variance + curvature));
  const long double signal = workers * snr / noise;  // sX2/D
  const long double rate = workers / 2 * std::log1p(1 / delta) + std::log1p(signal) / 2;
  const long double fall = workers / (2 * delta) + signal / (2 * (1 + signal));
  return iterations - fall / rate;
}

}  // namespace

CostPoint total_cost(const CostProblem& problem, double delta) {
  check_problem(problem);
  require_argument("delta", delta, kPositive);
  CostPoint point;
  point.delta = delta;
  point.sum_rate = sum_rate(NormalForm{delta, problem.var_x / problem.var_n, problem.workers});
  point.distortion = problem.var_n / static_cast<double>(problem.workers) * (1 + delta);
  point.iterations = iterations_for(
      problem.objective, gradient_variance(point.distortion, problem.symbols), problem.epsilon);
  point.total = problem.symbols * point.iterations * point.sum_rate;
  require_argument("total", point.total, kPositive);
  return point;
}

double total_cost_limit(const CostProblem& problem) {
  check_problem(problem);
  const double scaled = problem.symbols * problem.objective.radius / problem.epsilon;
  const double limit = scaled * scaled * (problem.var_x + problem.var_n);
  require_argument("limit of the total", limit, kPositive);
  return limit;
}

bool cost_falls_throughout(const CostProblem& problem) {
  check_problem(problem);
  const double curvature = problem.epsilon * problem.objective.smoothness / problem.symbols;
  return problem.var_x * problem.var_x <=
         problem.var_n * problem.var_n / static_cast<double>(problem.workers) +
             2 * curvature * (problem.var_x + problem.var_n);
}

std::optional<CostPoint> cheapest_distortion(const CostProblem& problem) {
  if (cost_falls_throughout(problem)) return std::nullopt;
  long double high = 1;
  while (!(cost_slope(problem, high) > 0)) {
    high *= 2;
    if (high > kMostDelta) return std::nullopt;
  }
  long double low = high / 2;
  while (!(cost_slope(problem, low) < 0)) low /= 2;  // the rate diverges at 0: this ends
  std::uintmax_t evaluations = 200;
  const auto bracket = boost::math::tools::toms748_solve(
      [&](long double delta) { return cost_slope(problem, delta); }, low, high,
      boost::math::tools::eps_tolerance<long double>(52), evaluations);
  return total_cost(problem, static_cast<double>((bracket.first + bracket.second) / 2));
}

}  // namespace ceo::theory
