#include "verify/claims/p20_convex.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "host/theory/boundary.hpp"
#include "host/theory/problem_p.hpp"
#include "verify/claims/drawn_boundary.hpp"
#include "verify/claims/drawn_problem.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;
using theory::Layer;
using theory::LayerAllocation;
using Doubles = std::vector<double>;

constexpr double kUnit = std::numeric_limits<double>::epsilon() / 2;
/// Points keep a_k below this share of 1/sN2_k, so that 1 - sN2 a loses a factor of 1000 at most.
constexpr double kLargestShare = 0.999;
/// Roundings of an objective of up to 18 workers and layers with prices up to 1: 1000 in each
/// logarithm of 1 - sN2 a, K + 4 in each other; three values enter.
constexpr double kObjectiveRounding = 3 * 18 * (1000 + 10) * kUnit;
/// What boundary_point() promises of the objective, and of its residual at moderate prices.
constexpr double kPromise = 1e-10;
constexpr double kResidual = 1e-9;

using Objective = double (*)(std::span<const Layer>, std::span<const double>,
                             std::span<const LayerAllocation>);

/// A point of the convex set: 0 <= a_k < share/sN2_k, sum_k a_k >= 1/D_l.
std::vector<LayerAllocation> drawn_point(const DrawnBoundary& drawn, double share,
                                         run::HostDraws& draws) {
  std::vector<LayerAllocation> point;
  for (const Layer& layer : drawn.layers) {
    LayerAllocation allocation;
    double sum = 0;
    for (const double n : layer.var_n) {
      const double a = draws.uniform() * share / n;
      allocation.precision.push_back(a);
      sum += a;
    }
    allocation.distortion = drawn_power(draws, 0, 1) / sum;
    point.push_back(allocation);
  }
  return point;
}

/// Largest value at a midpoint less the mean of the ends, over drawn problems.
HostOutcome check_midpoints(const HostContext& context, Objective objective) {
  run::Largest worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const DrawnBoundary drawn = drawn_boundary(draws);
    // Small a_k, where the logarithms bend most, come as often as large ones.
    const double share = kLargestShare * drawn_power(draws, -2, 0);
    const auto one = drawn_point(drawn, share, draws);
    const auto other = drawn_point(drawn, share, draws);
    const auto value = [&](const std::vector<LayerAllocation>& point) {
      return objective(drawn.layers, drawn.prices, point);
    };
    worst.take(value(theory::midpoint(one, other)) - (value(one) + value(other)) / 2, i);
  }
  return run::at_most(
      worst.value(), kObjectiveRounding, 1, worst.count(),
      fmt::format("Halfway between two points the objective is at most {:.2g} above "
                  "the mean of the ends.",
                  worst.value()));
}

HostOutcome check_printed(const HostContext&) {
  const theory::MidpointCheck check = theory::printed_midpoint_violation();
  return run::at_most(
      check.printed_excess, kObjectiveRounding, 1, 1,
      fmt::format(
          "With sum_k a_k in the first logarithm, at sX2 = 10, sN2 = (1, 1), alpha = (1, "
          "0.5), halfway between a = (0.05, 0.05) and (0.15, 0.15), the objective is {:.4f} "
          "above the mean of the ends: not convex. With 1/D there, the positive part and "
          "sum_k a_k >= 1/D it is convex and has the same minimum.",
          check.printed_excess));
}

/// Largest residual of the KKT conditions, with lambda off by a factor.
HostOutcome check_conditions(const HostContext& context, double factor) {
  run::Largest worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const DrawnBoundary drawn = drawn_boundary(draws);
    theory::BoundaryPoint point =
        theory::boundary_point(drawn.layers, drawn.prices, drawn.distortion);
    point.slope *= factor;
    worst.take(theory::kkt_residual(drawn.layers, drawn.prices, drawn.distortion, point), i);
  }
  return run::exactly(worst.value(), 0, kResidual, 1, worst.count(),
                      fmt::format("The KKT conditions hold within {:.1e} of the objective, so no "
                                  "rates of the region are cheaper by more than that share.",
                                  worst.value()));
}

const std::vector<Layer>& worked() {
  static const std::vector<Layer> layers{{1, {1, 1}}, {2, {2, 2}}};
  return layers;
}

/// The objective at the worked instance, D = 4, alpha = (1, 0.05), against worker 2 alone.
HostOutcome check_cheap_worker(double objective) {
  constexpr double kPrice = 0.05;
  const std::vector<Layer> alone{{1, {1}}, {2, {2}}};
  const double expected = kPrice * theory::optimal_split(alone, 4).sum_rate;
  return run::exactly(objective, expected, kPromise * expected, expected, 1,
                      fmt::format("At alpha = (1, 0.05) and D = 4 the minimum is {:.4f}; worker 2 "
                                  "alone costs {:.4f}.",
                                  objective, expected));
}

double true_cheap_worker() {
  return theory::boundary_point(worked(), Doubles{1, 0.05}, 4).objective;
}

/// Equal prices against the sum rate of water-filling: sX2 = 1, sN2 = (1, 1, 10), D = 1.
HostOutcome check_noisy_worker(double objective) {
  const double expected = theory::optimal_split(std::vector<Layer>{{1, {1, 1, 10}}}, 1).sum_rate;
  return run::exactly(
      objective, expected, kPromise * expected, expected, 1,
      fmt::format("With equal prices and a worker of ten times the noise the minimum "
                  "is {:.4f} nat; water-filling has {:.4f}.",
                  objective, expected));
}

std::vector<run::HostQuantity> quantities() {
  run::HostQuantity convex = host_quantity(
      "convex", "the corrected objective is convex: no midpoint above its ends", "nat", "1 nat");
  convex.check = [](const HostContext& context) {
    return check_midpoints(context, theory::corrected_objective);
  };
  run::HostQuantity printed =
      host_quantity("convex-printed", "the printed objective is convex in a and D", "nat", "1 nat");
  printed.printed = true;
  printed.check = check_printed;
  run::HostQuantity conditions = host_quantity(
      "conditions", "the point found satisfies the KKT conditions", "nat", "the objective");
  conditions.unit_name = "1";
  conditions.check = [](const HostContext& context) { return check_conditions(context, 1); };
  run::HostQuantity cheap = host_quantity(
      "cheap-worker", "a worker that is cheap enough does everything", "nat", "the prediction");
  cheap.check = [](const HostContext&) { return check_cheap_worker(true_cheap_worker()); };
  run::HostQuantity noisy = host_quantity("noisy-worker", "equal prices give the least sum rate",
                                          "nat", "the prediction");
  noisy.check = [](const HostContext&) {
    const std::vector<Layer> layers{{1, {1, 1, 10}}};
    return check_noisy_worker(theory::boundary_point(layers, Doubles{1, 1, 1}, 1).objective);
  };
  return {convex, printed, conditions, cheap, noisy};
}

std::vector<run::HostControl> controls() {
  return {{"printed-objective", "The printed objective at the drawn midpoints.", "convex",
           [](const HostContext& context) {
             return check_midpoints(context, theory::printed_objective);
           }},
          {"lambda-1e-6", "The multiplier of D is off by 1e-6.", "conditions",
           [](const HostContext& context) { return check_conditions(context, 1 + 1e-6); }},
          {"no-positive-part",
           "sum_k a_k >= 1/D without the positive part: 0.0494 in place of 0.0951.", "cheap-worker",
           [](const HostContext&) {
             return check_cheap_worker(
                 theory::minimum_without_positive_part(worked(), Doubles{1, 0.05}, 4).objective);
           }},
          {"no-sign", "a_k >= 0 dropped: 0.7002 in place of 1.0397 nat.", "noisy-worker",
           [](const HostContext&) {
             return check_noisy_worker(
                 theory::minimum_without_sign({1, {1, 1, 10}}, Doubles{1, 1, 1}, 1).objective);
           }}};
}

std::vector<run::Series> figures(const HostContext&) {
  run::Series series;
  series.id = "boundary";
  series.title = "Rates of two workers by prices: sX2 = (1, 2), sN2 = (1, 2) for both, two layers";
  series.x = {"R_1", "nat", run::AxisScale::linear};
  series.y = {"R_2", "nat", run::AxisScale::linear};
  for (const double distortion : {2.0, 3.0, 4.0}) {
    run::Curve curve{fmt::format("D = {}", distortion), run::CurveStyle::line, {}, {}};
    for (int i = -120; i <= 120; ++i) {
      const Doubles prices{1, std::pow(10.0, i / 40.0)};
      const Doubles rate = theory::boundary_point(worked(), prices, distortion).rate;
      curve.x.push_back(rate[0]);
      curve.y.push_back(rate[1]);
    }
    series.curves.push_back(curve);
  }
  return {series};
}

}  // namespace

run::Claim p20_convex() {
  run::Claim claim;
  claim.id = "p20.convex";
  claim.title = "problem P is convex and gives the boundary of the rate region";
  claim.statement =
      "The least sum_k alpha_k R_k over the rate region is the value of a convex problem in a_kl "
      "and "
      "D_l. As printed its first logarithm holds sum_k a_kl, which is concave. Corrected: 1/D_l "
      "there, "
      "the positive part of each logarithm, a_kl >= 0 and sum_k a_kl >= 1/D_l.";
  claim.source = "ZTW Lemma 1 eq 19, problem P eq 20; theory.md section 5";
  claim.kind = "optimum";
  claim.expected = "refuted as printed";
  claim.assumptions =
      "X, N_k, V_k independent, Gaussian, zero mean; layers independent; prices > 0.";
  claim.host = quantities();
  claim.host_controls = controls();
  claim.instances = 200;
  claim.host_series = figures;
  return claim;
}

}  // namespace ceo::verify
