#include "verify/claims/thm2_region.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/theory/classical.hpp"
#include "host/theory/region.hpp"
#include "verify/claims/drawn_problem.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

using Set = std::vector<std::size_t>;
/// f_r(A) in nats, as it is or with a fault.
using Constraint = double (*)(const theory::Channel&, const Set&);

constexpr std::size_t kMostWorkers = 5;

double sound(const theory::Channel& channel, const Set& set) {
  return theory::subset_information(channel, set);
}

double inverse_of(const theory::Channel& channel, double sum) {
  return 1 / channel.var_x + sum;
}

/// f_r(A) without + (1/2) ln(1/sX2 + 1/D).
double without_first_log(const theory::Channel& channel, const Set& set) {
  return sound(channel, set) - 0.5 * std::log(inverse_of(channel, 1 / channel.distortion));
}

/// f_r(A) without - (1/2) ln(1/sX2 + sum of a outside A); 0 for no worker.
double without_second_log(const theory::Channel& channel, const Set& set) {
  if (set.empty()) return 0;
  double rate = 0;
  for (const std::size_t k : set) rate += channel.rate[k];
  return rate + 0.5 * std::log(inverse_of(channel, 1 / channel.distortion));
}

std::size_t drawn_count(run::HostDraws& draws) {
  return 1 + draws.below(kMostWorkers);
}

std::vector<double> all_sets(const theory::Channel& channel, Constraint constraint) {
  std::vector<double> values(std::size_t{1} << channel.rate.size());
  for (std::size_t bits = 0; bits < values.size(); ++bits) {
    values[bits] = constraint(channel, theory::workers_of(bits));
  }
  return values;
}

/// Roundings of sums over K workers and of their logarithms, for a value in nats of this size.
double rounding_of(const theory::Channel& channel, double size) {
  return static_cast<double>(4 * channel.rate.size() + 16) * kRoundoff * size;
}

HostOutcome check_determinants(const HostContext& context, Constraint constraint) {
  run::Largest worst, rounding;
  std::uint64_t sets = 0;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const theory::Channel channel = drawn_channel(draws, drawn_count(draws));
    const Determinants determinants(channel);
    const std::vector<double> values = all_sets(channel, constraint);
    for (std::size_t bits = 1; bits < values.size(); ++bits, ++sets) {
      const double other = determinants.subset_information(theory::workers_of(bits));
      worst.take(std::abs(values[bits] - other), i);
      rounding.take(determinants.rounding() + rounding_of(channel, other), i);
    }
  }
  return run::exactly(worst.value(), 0, rounding.value(), 1, context.instances(),
                      fmt::format("Over {} sets of workers in {} drawn problems f_r is at most "
                                  "{:.1e} nat from I(Y_A; U_A | U_B) by determinants.",
                                  sets, context.instances(), worst.value()));
}

HostOutcome check_supermodular(const HostContext& context, Constraint constraint) {
  run::Largest worst, rounding;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const theory::Channel channel = drawn_channel(draws, drawn_count(draws));
    const std::vector<double> f = all_sets(channel, constraint);
    for (std::size_t a = 0; a < f.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) worst.take(f[a] + f[b] - f[a | b] - f[a & b], i);
    }
    rounding.take(rounding_of(channel, 4 * std::abs(f.back())), i);
  }
  return run::at_most(worst.value(), rounding.value(), 1, context.instances(),
                      fmt::format("Over all pairs of sets in {} drawn problems f(A) + f(B) exceeds "
                                  "f(A or B) + f(A and B) by at most {:.1e} nat.",
                                  context.instances(), worst.value()));
}

/// The rates of successive decoding, by determinants, against the constraints: none may be
/// violated, those of the first 1, 2, ... workers of the order are met with equality.
HostOutcome check_vertices(const HostContext& context, Constraint constraint) {
  run::Largest worst, rounding;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const theory::Channel channel = drawn_channel(draws, drawn_count(draws));
    const Set order = drawn_order(draws, channel.rate.size());
    const Determinants determinants(channel);
    const std::vector<double> rates = determinants.successive(order);
    const std::vector<double> f = all_sets(channel, constraint);
    const auto excess = [&](std::size_t bits) {
      double sum = 0;
      for (const std::size_t k : theory::workers_of(bits)) sum += rates[k];
      return f[bits] - sum;
    };
    for (std::size_t bits = 1; bits < f.size(); ++bits) worst.take(excess(bits), i);
    std::size_t first = 0;
    for (const std::size_t k : order) {
      first |= std::size_t{1} << k;
      worst.take(std::abs(excess(first)), i);
    }
    rounding.take(static_cast<double>(order.size()) * determinants.rounding() +
                      rounding_of(channel, std::abs(f.back())),
                  i);
  }
  return run::at_most(
      worst.value(), rounding.value(), 1, context.instances(),
      fmt::format("In {} drawn problems and orders the rates of successive decoding "
                  "violate no constraint and meet the chain of the order with "
                  "equality, within {:.1e} nat.",
                  context.instances(), worst.value()));
}

/// The two corners of R(r) as r runs through F(D), and R(r) itself at the r of least sum rate.
std::vector<run::Series> figures(const HostContext& /*context*/) {
  const std::vector<double> var_n{1, 2};
  constexpr double kVarX = 1, kDistortion = 1;
  constexpr int kSteps = 200;
  run::Curve last_1 = curve_of("corners, worker 1 decoded last");
  run::Curve last_2 = curve_of("corners, worker 2 decoded last");
  // a_1 + a_2 = 1/D with a_k < 1/sN2_k.
  const double low = 1 / kDistortion - 1 / var_n[1];
  const double high = std::min(1 / kDistortion, 1 / var_n[0]);
  for (int i = 1; i < kSteps; ++i) {
    const double a = low + (high - low) * i / kSteps;
    const std::vector<double> noise{1 / a - var_n[0], 1 / (1 / kDistortion - a) - var_n[1]};
    const theory::Channel channel = theory::channel_from_noise(kVarX, var_n, noise);
    const std::vector<double> first = theory::vertex(channel, Set{0, 1});
    const std::vector<double> second = theory::vertex(channel, Set{1, 0});
    add_point(last_1, first[0], first[1]);
    add_point(last_2, second[0], second[1]);
  }
  constexpr double kEdge = 2.5;
  const auto border = [&](const theory::Channel& channel, const char* name) {
    const std::vector<double> corner_1 = theory::vertex(channel, Set{0, 1});
    const std::vector<double> corner_2 = theory::vertex(channel, Set{1, 0});
    run::Curve curve = curve_of(name);
    curve.x = {corner_1[0], corner_1[0], corner_2[0], kEdge};
    curve.y = {kEdge, corner_1[1], corner_2[1], corner_2[1]};
    return curve;
  };
  const theory::Channel best = theory::channel_from_distortion(kVarX, var_n, kDistortion);
  run::Curve vertices = curve_of("its vertices", run::CurveStyle::points);
  for (const Set& order : {Set{0, 1}, Set{1, 0}}) {
    const std::vector<double> rates = theory::vertex(best, order);
    add_point(vertices, rates[0], rates[1]);
  }
  // Mean square error 0.6 for any decoder: an unbiased one of the same channels has D = 1.5.
  constexpr double kClassical = 0.6;
  const theory::Channel loose =
      theory::channel_from_distortion(kVarX, var_n, theory::unbiased_distortion(kVarX, kClassical));
  run::Series series;
  series.id = "two-workers";
  series.title = "Rates of two workers, sX2 = 1, sN2 = (1, 2), D = 1";
  series.x = {"R_1", "nat"};
  series.y = {"R_2", "nat"};
  series.curves = {last_1, last_2, border(best, "R(r) of least sum rate"), vertices,
                   border(loose, "classical R(r), mean square error 0.6")};
  return {series};
}

}  // namespace

run::Claim thm2_region() {
  run::Claim claim;
  claim.id = "thm2.region";
  claim.title = "constraints and vertices of the rate region";
  claim.statement =
      "f_r(A) = sum_A r_k + (1/2) ln[(1/sX2 + 1/D)/(1/sX2 + sum of a_k outside A)] is I(Y_A; U_A | "
      "U_B) for every set A of workers, B those outside A. It is supermodular, and the vertices of "
      "R(r) are the rates of successive decoding, one for each order.";
  claim.source = "ZTW Theorem 2, eqs 12-14; theory.md section 3";
  claim.kind = "identity";
  claim.expected = "holds";
  claim.assumptions =
      "X, N_k, V_k independent, Gaussian, zero mean. An instance: 1 to 5 unequal workers, some "
      "silent, all variances from 0.3 to 3, rates from 0.05 to 2 nat.";
  claim.instances = 200;
  claim.host = {
      in_nats("log-determinants", "f_r(A) = I(Y_A; U_A | U_B), B the workers outside A",
              [](const HostContext& context) { return check_determinants(context, sound); }),
      in_nats("supermodular", "f(A) + f(B) <= f(A or B) + f(A and B)",
              [](const HostContext& context) { return check_supermodular(context, sound); }),
      in_nats("vertices", "successive decoding meets every constraint, its own chain with equality",
              [](const HostContext& context) { return check_vertices(context, sound); })};
  claim.host_controls = {
      {"first-log-left-out", "f_r without (1/2) ln(1/sX2 + 1/D).", "log-determinants",
       [](const HostContext& context) { return check_determinants(context, without_first_log); }},
      {"second-log-left-out", "f_r without the logarithm of the workers outside A.", "supermodular",
       [](const HostContext& context) { return check_supermodular(context, without_second_log); }},
      {"second-log-left-out-vertices", "The same fault.", "vertices",
       [](const HostContext& context) { return check_vertices(context, without_second_log); }}};
  claim.host_series = figures;
  return claim;
}

}  // namespace ceo::verify
