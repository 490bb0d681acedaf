#include "verify/claims/thm2_classical_host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/theory/classical.hpp"
#include "host/theory/region.hpp"
#include "host/theory/sum_rate.hpp"
#include "verify/claims/drawn_problem.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

constexpr std::uint64_t kMostWorkers = 5;

/// The constraints of the classical region at D', or by a fault at D, against I(Y_A; U_A | U_B).
HostOutcome check_region(const HostContext& context, bool mapped) {
  run::Largest worst, rounding;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const theory::Channel channel = drawn_channel(draws, 1 + draws.below(kMostWorkers));
    const Determinants determinants(channel);
    const double classical = mapped
                                 ? theory::classical_distortion(channel.var_x, channel.distortion)
                                 : channel.distortion;
    for (std::size_t bits = 1; bits < std::size_t{1} << channel.rate.size(); ++bits) {
      const std::vector<std::size_t> set = theory::workers_of(bits);
      const double information = determinants.subset_information(set);
      worst.take(
          std::abs(theory::classical_subset_information(channel, classical, set) - information), i);
      // The logarithm of a product of two sums over K workers is off by their roundings.
      rounding.take(determinants.rounding() + static_cast<double>(4 * channel.rate.size() + 16) *
                                                  kRoundoff * (1 + information),
                    i);
    }
  }
  return run::exactly(worst.value(), 0, rounding.value(), 1, context.instances(),
                      fmt::format("Over all sets of workers of {} drawn problems the classical "
                                  "constraint is at most {:.1e} nat from I(Y_A; U_A | U_B).",
                                  context.instances(), worst.value()));
}

/// sum_k max(0, 1/sN2_k - nu).
double filled(const std::vector<double>& var_n, double nu) {
  double sum = 0;
  for (const double n : var_n) sum += std::max(0.0, 1 / n - nu);
  return sum;
}

/// The classical least sum rate at D' < sX2 by bisection of the water level, from PTR's problem
/// itself: sum_k max(0, 1/sN2_k - nu) = 1/D' - 1/sX2.
double classical_by_bisection(double var_x, const std::vector<double>& var_n, double classical) {
  const double precision = 1 / classical - 1 / var_x;
  double low = 0;
  double high = 1 / *std::min_element(var_n.begin(), var_n.end());
  for (double middle = 0.5 * high; low < middle && middle < high; middle = low + (high - low) / 2) {
    (filled(var_n, middle) > precision ? low : high) = middle;
  }
  double rate = 0.5 * std::log(var_x / classical);
  for (const double n : var_n) rate += std::max(0.0, -0.5 * std::log(low * n));
  return rate;
}

HostOutcome check_sum_rates(const HostContext& context, bool mapped) {
  run::Largest worst, rounding;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const double var_x = drawn_power(draws, -0.5, 0.5);
    const std::vector<double> var_n = drawn_variances(draws, 1 + draws.below(kMostWorkers));
    const double excess = drawn_power(draws, -1, 0);
    const double distortion = theory::minimal_distortion(var_n) * (1 + excess);
    // The classical problem at D has a rate where D is below sX2: else D' stands for both.
    const double classical = mapped ? theory::classical_distortion(var_x, distortion)
                                    : std::min(distortion, 0.9 * var_x);
    if (!mapped && !(classical > theory::minimal_classical_distortion(var_x, var_n))) continue;
    const double rate = theory::least_sum_rate(var_x, var_n, distortion);
    worst.take(std::abs(classical_by_bisection(var_x, var_n, classical) - rate), i);
    // Roundings of 1/D' and of sums over K workers, relative to the water level that is left.
    const auto workers = static_cast<double>(var_n.size());
    double precision = 1 / classical;
    for (const double n : var_n) precision += 1 / n;
    const double level = precision * theory::minimal_distortion(var_n) * (1 + 1 / excess);
    rounding.take(workers * (workers + 8) * kRoundoff * (1 + level) * (1 + rate), i);
  }
  return run::exactly(worst.value(), 0, rounding.value(), 1, worst.count(),
                      fmt::format("Over {} drawn problems the classical sum rate, by bisection, is "
                                  "at most {:.1e} nat from the unbiased one.",
                                  worst.count(), worst.value()));
}

/// At D' = sX2 (1 - delta) the classical rate is delta (1 + min sN2/sX2)/2 and less than twice
/// that: it goes to 0 at sX2, where Xhat = 0 needs no rate.
HostOutcome check_classical_zero(const HostContext& context, double from_source) {
  run::Largest worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const double var_x = drawn_power(draws, -0.5, 0.5);
    const std::vector<double> var_n = drawn_variances(draws, 1 + draws.below(kMostWorkers));
    const double delta = drawn_power(draws, -9, -3);
    const double best = *std::min_element(var_n.begin(), var_n.end());
    const double rate = classical_by_bisection(var_x, var_n, from_source * var_x * (1 - delta));
    worst.take(rate - delta * (1 + best / var_x), i);
  }
  return run::at_most(
      worst.value(), 64 * kMostWorkers * kRoundoff * 10, 1, context.instances(),
      fmt::format("Towards D' = sX2 the classical rate of {} drawn problems is below "
                  "delta (1 + min sN2/sX2), delta = 1 - D'/sX2, by {:.1e} nat at "
                  "least.",
                  context.instances(), -worst.value()));
}

/// The unbiased rate at large D over (sX2 + min sN2)/(2 D), which must be 1 in the limit. The next
/// terms of both logarithms are smaller by sX2/D and sN2/D.
HostOutcome check_never_zero(const HostContext& context, bool source_alone) {
  run::Largest worst, rounding;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const double var_x = drawn_power(draws, -0.5, 0.5);
    const std::vector<double> var_n = drawn_variances(draws, 1 + draws.below(kMostWorkers));
    const double distortion = drawn_power(draws, 7, 12);
    const double limit = source_alone ? var_x / distortion / 2
                                      : theory::large_distortion_rate(var_x, var_n, distortion);
    worst.take(std::abs(theory::least_sum_rate(var_x, var_n, distortion) / limit - 1), i);
    const double largest = std::max(var_x, *std::max_element(var_n.begin(), var_n.end()));
    rounding.take(largest / distortion + 64 * kRoundoff, i);
  }
  return run::exactly(
      worst.value(), 0, rounding.value(), 1, context.instances(),
      fmt::format("From D = 1e7 on the unbiased rate of {} drawn problems is (sX2 + "
                  "min sN2)/(2 D) within {:.1e}, relative.",
                  context.instances(), worst.value()));
}

std::vector<run::Series> figures(const HostContext& /*context*/) {
  const std::vector<double> var_n(10, 1.0);
  constexpr double kVarX = 1;
  run::Curve unbiased = curve_of("unbiased, distortion D");
  run::Curve classical = curve_of("classical, mean square error D");
  run::Curve limit = curve_of("(sX2 + min sN2)/(2 D)");
  for (int i = 1; i <= 80; ++i) {
    const double distortion = 0.1 * std::pow(10.0, i / 20.0);
    add_point(unbiased, distortion, theory::least_sum_rate(kVarX, var_n, distortion));
    add_point(limit, distortion, theory::large_distortion_rate(kVarX, var_n, distortion));
    if (distortion < kVarX) {
      add_point(classical, distortion, theory::classical_sum_rate(kVarX, var_n, distortion));
    }
  }
  run::Series series;
  series.id = "classical";
  series.title = "Sum rate of ten workers with and without an unbiased decoder, sX2 = sN2 = 1";
  series.x = {"distortion D", "gradient^2", run::AxisScale::log};
  series.y = {"sum rate", "nat", run::AxisScale::log};
  series.curves = {unbiased, classical, limit};
  return {series};
}

}  // namespace

run::Claim thm2_classical_on_host(run::Claim claim) {
  claim.assumptions += std::string(" ") +
                       "On the host, an instance: 1 to 5 unequal workers, variances from 0.3 to 3.";
  claim.instances = 200;
  claim.host = {
      in_nats("classical-region", "the constraints of the classical region at D' are f_r(A)",
              [](const HostContext& context) { return check_region(context, true); }),
      in_nats("classical-sum-rate", "the classical least sum rate at D' is the unbiased one at D",
              [](const HostContext& context) { return check_sum_rates(context, true); }),
      in_nats("classical-zero", "the classical rate goes to 0 as D' goes to sX2",
              [](const HostContext& context) { return check_classical_zero(context, 1); }),
      relative("never-zero", "the unbiased rate tends to (sX2 + min sN2)/(2 D)",
               [](const HostContext& context) { return check_never_zero(context, false); })};
  claim.host_controls = {
      {"d-for-d-prime", "The classical constraints at D in place of D'.", "classical-region",
       [](const HostContext& context) { return check_region(context, false); }},
      {"d-for-d-prime-sum-rate", "The classical sum rate at D in place of D'.",
       "classical-sum-rate",
       [](const HostContext& context) { return check_sum_rates(context, false); }},
      {"one-percent-below", "D' is 1 % below what it is said to be.", "classical-zero",
       [](const HostContext& context) { return check_classical_zero(context, 0.99); }},
      {"source-alone", "The limit is sX2/(2 D), without the best worker's noise.", "never-zero",
       [](const HostContext& context) { return check_never_zero(context, true); }}};
  claim.host_series = figures;
  return claim;
}

}  // namespace ceo::verify
