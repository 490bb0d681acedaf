#include "verify/claims/cor3_iterations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "host/theory/total_cost.hpp"
#include "verify/claims/cor3_measured.hpp"
#include "verify/claims/host_quantity.hpp"
#include "verify/claims/sgd_figures.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;
using theory::CostProblem;

constexpr double kUnit = std::numeric_limits<double>::epsilon() / 2;

double power_of_ten(run::HostDraws& draws, double low, double high) {
  return std::pow(10.0, draws.uniform(low, high));
}

/// Problems of every size: Lf, A, eps, sX2, sN2 over decades, K to 256, n = 1 or 64.
CostProblem drawn_problem(const HostContext& context, std::uint64_t i) {
  run::HostDraws draws = context.draws(i);
  CostProblem problem;
  problem.objective = {power_of_ten(draws, -2, 2), power_of_ten(draws, -1, 1)};
  problem.epsilon = power_of_ten(draws, -3, 0);
  problem.var_n = power_of_ten(draws, -2, 2);
  problem.workers = 1 + draws.below(256);
  problem.symbols = draws.below(2) == 0 ? 1 : 64;
  // About the snr at which the cost begins to turn, from a tenth of it to ten times.
  problem.var_x =
      problem.var_n / std::sqrt(static_cast<double>(problem.workers)) * power_of_ten(draws, -1, 1);
  return problem;
}

/// The bound at T(s2) in units of eps. @param dropped s2 = D: the factor n is forgotten
HostOutcome check_root(const HostContext& context, bool dropped) {
  run::Largest worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    CostProblem problem = drawn_problem(context, i);
    if (dropped) problem.symbols = 64;
    const double distortion = problem.var_n;  // any D does
    const double variance = theory::gradient_variance(distortion, problem.symbols);
    const double iterations =
        theory::iterations_for(problem.objective, dropped ? distortion : variance, problem.epsilon);
    worst.take(std::abs(theory::convergence_bound(problem.objective, variance, iterations) /
                            problem.epsilon -
                        1),
               i);
  }
  // Squares, quotients and roots of sums of positive numbers: fewer than 24 roundings.
  return run::exactly(worst.value(), 0, 24 * kUnit, 1, worst.count(),
                      fmt::format("Over {} problems the bound at T is eps to within {:.1e} of it.",
                                  worst.count(), worst.value()));
}

/// ln(T Rsum) by the formulas of eqs 23 and 24, in long double and apart from the library's slope.
long double log_cost(const CostProblem& problem, long double delta) {
  const auto workers = static_cast<long double>(problem.workers);
  const long double distortion = problem.var_n / workers * (1 + delta);
  const long double noise = problem.symbols * distortion / (2 * problem.epsilon * problem.epsilon);
  const long double curvature = problem.objective.smoothness / problem.epsilon;
  const long double root = std::sqrt(noise + curvature) + std::sqrt(noise);
  const long double rate =
      workers / 2 * std::log1p(1 / delta) + std::log1p(problem.var_x / distortion) / 2;
  return 2 * std::log(root) + std::log(rate);
}

/// First rise of the cost on a geometric scan of delta; nothing if it falls throughout.
std::optional<long double> turning_point(const CostProblem& problem) {
  constexpr long double kStep = 1.1L;
  constexpr long double kLast = 1e7L;
  long double delta = 1e-6L;
  long double last = log_cost(problem, delta);
  while (delta < kLast) {
    delta *= kStep;
    const long double cost = log_cost(problem, delta);
    if (cost > last) return delta;
    last = cost;
  }
  return std::nullopt;
}

/// sX2^2 over the right side of Remark 6: the cost falls throughout iff it is at most 1.
double remark_ratio(const CostProblem& problem) {
  const double curvature = problem.epsilon * problem.objective.smoothness / problem.symbols;
  return problem.var_x * problem.var_x /
         (problem.var_n * problem.var_n / static_cast<double>(problem.workers) +
          2 * curvature * (problem.var_x + problem.var_n));
}

/// Problems in which a condition and a scan of the cost disagree whether it falls throughout.
/// Within 1 % of equality the turning point may lie beyond the scan: those are left out.
HostOutcome check_remark(const HostContext& context, bool (*falls)(const CostProblem&)) {
  std::uint64_t looked = 0;
  std::uint64_t wrong = 0;
  std::uint64_t turning = 0;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    CostProblem problem = drawn_problem(context, i);
    if (i % 2 == 0) problem.objective.smoothness = 0;  // the limit eps Lf -> 0
    if (std::abs(remark_ratio(problem) - 1) < 0.01) continue;
    const bool turns = turning_point(problem).has_value();
    ++looked;
    turning += turns ? 1 : 0;
    wrong += falls(problem) == turns ? 1 : 0;
  }
  return run::exactly(static_cast<double>(wrong), 0, 0, 1, looked,
                      fmt::format("Of {} problems the cost turns in {}; the condition is wrong in "
                                  "{}.",
                                  looked, turning, wrong));
}

/// The library's optimum against a golden-section search between the neighbours of the scan.
HostOutcome check_optimum(const HostContext& context) {
  const long double golden = (std::sqrt(5.0L) - 1) / 2;
  run::Largest worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    const CostProblem problem = drawn_problem(context, i);
    const auto best = theory::cheapest_distortion(problem);
    const auto turn = turning_point(problem);
    if (!best || !turn) continue;
    long double low = std::log(*turn) - 0.3L;  // the scan steps by 0.095
    long double high = std::log(*turn);
    while (high - low > 1e-9L) {
      const long double left = high - golden * (high - low);
      const long double right = low + golden * (high - low);
      const bool lower = log_cost(problem, std::exp(left)) < log_cost(problem, std::exp(right));
      (lower ? high : low) = lower ? right : left;
    }
    const long double found = log_cost(problem, std::exp(low));
    worst.take(static_cast<double>(std::abs(log_cost(problem, best->delta) - found)), i);
  }
  // The search stops 1e-9 from a minimum in ln delta, where the cost is flat: 1e-18. Logarithms of
  // size L carry L roundings of long double.
  return run::exactly(
      std::max(0.0, worst.value()), 0, 1e-15, 1, worst.count(),
      fmt::format("Over {} problems with a turning point the least cost agrees with "
                  "a golden-section search to {:.1e} of it.",
                  worst.count(), worst.value()));
}

std::vector<run::HostQuantity> quantities() {
  run::HostQuantity root =
      host_quantity("root", "at T(n D) the bound of Theorem 1 is eps", "1", "eps");
  root.check = [](const HostContext& context) { return check_root(context, false); };
  run::HostQuantity remark = host_quantity(
      "remark-6", "the total cost falls for all D iff sX2^2 <= sN2^2/K + 2 (eps Lf/n)(sX2 + sN2)",
      "1", "1");
  remark.check = [](const HostContext& context) {
    return check_remark(context, theory::cost_falls_throughout);
  };
  run::HostQuantity optimum = host_quantity(
      "optimum", "otherwise it is least where the slopes of T and Rsum agree", "1", "cost");
  optimum.check = check_optimum;
  return {root, remark, optimum};
}

std::vector<run::HostControl> controls() {
  return {{"n-dropped", "s2 = D instead of n D, at n = 64.", "root",
           [](const HostContext& context) { return check_root(context, true); }},
          {"snr-one-over-k", "The cost is said to fall for all D iff sX2/sN2 <= 1/K.", "remark-6",
           [](const HostContext& context) {
             return check_remark(context, [](const CostProblem& problem) {
               return problem.var_x * static_cast<double>(problem.workers) <= problem.var_n;
             });
           }}};
}

/// Cost over delta for K = 10 in the limit eps Lf -> 0, with the minimum where there is one.
std::vector<run::Series> figures(const HostContext& context) {
  run::Series series;
  series.id = "cost";
  series.title = "Total communication of a training run with K = 10 workers, eps Lf = 0";
  series.x = {"delta = K D/sN2 - 1", "1", run::AxisScale::log};
  series.y = {"T Rsum over its limit", "1", run::AxisScale::log};
  run::Curve minima{"least cost", run::CurveStyle::points, {}, {}};
  for (const double snr : {0.1, 1.0, 10.0}) {
    const CostProblem problem{{0, 1}, 1, snr, 1, 10, 1};
    const double limit = theory::total_cost_limit(problem);
    run::Curve curve{fmt::format("snr {:g}", snr), run::CurveStyle::line, {}, {}};
    for (int i = -30; i <= 60; ++i) {
      const double delta = std::pow(10.0, i / 20.0);
      curve.x.push_back(delta);
      curve.y.push_back(theory::total_cost(problem, delta).total / limit);
    }
    series.curves.push_back(curve);
    if (const auto best = theory::cheapest_distortion(problem)) {
      minima.x.push_back(best->delta);
      minima.y.push_back(best->total / limit);
    }
  }
  series.curves.push_back(minima);
  std::vector<run::Series> all = measured_cost_figures(context);
  all.insert(all.begin(), series);
  return all;
}

}  // namespace

run::Claim cor3_iterations() {
  run::Claim claim;
  claim.id = "cor3.iterations";
  claim.title = "iterations T(n D), total cost, and where the cost turns";
  claim.statement =
      "T(s2) = A^2 (sqrt(s2/(2 eps^2) + Lf/eps) + sqrt(s2/(2 eps^2)))^2 iterations reach eps, with "
      "s2 = n D. The total cost T Rsum falls for all D iff sX2^2 <= sN2^2/K + 2 (eps Lf/n)(sX2 + "
      "sN2); otherwise it has a least value. With an unbiased decoder a D above sX2 still "
      "converges; "
      "the classical scheme sends nothing there (Remark 2).";
  claim.source = "ZTW Corollary 3, eqs 23 and 24, Remarks 2 and 6; theory.md section 8";
  claim.kind = "bound";
  claim.expected = "holds";
  claim.assumptions =
      "f convex and Lf-smooth; gradients unbiased and independent, of total variance s2; K equal "
      "workers; statistics that do not change over the iterations. Remark 6 in its corrected form.";
  claim.host = quantities();
  claim.host_controls = controls();
  add_measured_iterations(claim);
  claim.instances = 400;
  claim.host_series = figures;
  return claim;
}

}  // namespace ceo::verify
