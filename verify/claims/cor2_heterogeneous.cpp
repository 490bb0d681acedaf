#include "verify/claims/cor2_heterogeneous.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/theory/region.hpp"
#include "host/theory/sum_rate.hpp"
#include "verify/claims/drawn_problem.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

using Doubles = std::vector<double>;
/// Rsum(D) in nats of a source and workers.
using Formula = double (*)(double var_x, const Doubles& var_n, double distortion);

constexpr std::uint64_t kMostWorkers = 8;
/// A formula is called too low from this on, in nats.
constexpr double kTooLow = 1e-6;

double water_filling(double var_x, const Doubles& var_n, double distortion) {
  return theory::least_sum_rate(var_x, var_n, distortion);
}

double printed(double var_x, const Doubles& var_n, double distortion) {
  return theory::printed_unequal_sum_rate(var_x, var_n, distortion);
}

/// The least sum rate over all sets of workers that speak: inside a set the rates
/// (1/2) ln(1/(nu sN2_k)) with nu = (sum of 1/sN2 - 1/D)/size, where all of them are rates.
double least_over_sets(double var_x, const Doubles& var_n, double distortion) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t bits = 1; bits < std::size_t{1} << var_n.size(); ++bits) {
    const std::vector<std::size_t> set = theory::workers_of(bits);
    double precision = 0;
    for (const std::size_t k : set) precision += 1 / var_n[k];
    const double nu = (precision - 1 / distortion) / static_cast<double>(set.size());
    if (!(nu > 0)) continue;
    double rate = 0;
    bool allowed = true;
    for (const std::size_t k : set) {
      allowed = allowed && nu * var_n[k] <= 1;
      rate -= 0.5 * std::log(nu * var_n[k]);
    }
    if (allowed) least = std::min(least, rate);
  }
  return least + 0.5 * std::log(1 + var_x / distortion);
}

struct Instance {
  double var_x = 0;
  Doubles var_n;
  double distortion = 0;
};

Instance drawn_instance(run::HostDraws& draws, bool equal) {
  Instance instance;
  instance.var_x = drawn_power(draws, -1, 1);
  instance.var_n = drawn_variances(draws, 2 + draws.below(kMostWorkers - 1));
  if (equal) std::fill(instance.var_n.begin(), instance.var_n.end(), instance.var_n[0]);
  instance.distortion =
      theory::minimal_distortion(instance.var_n) * (1 + drawn_power(draws, -1, 1));
  return instance;
}

/// A formula against the search over all sets of speaking workers.
HostOutcome check_formula(const HostContext& context, Formula formula, bool equal) {
  run::Largest worst, rounding;
  std::uint64_t low = 0;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const Instance at = drawn_instance(draws, equal);
    const double least = least_over_sets(at.var_x, at.var_n, at.distortion);
    const double found = formula(at.var_x, at.var_n, at.distortion);
    worst.take(std::abs(found - least), i);
    if (found < least - kTooLow) ++low;
    // nu = (sum 1/sN2 - 1/D)/m is off by K + 4 roundings of sum 1/sN2, which nu holds at least
    // (D - Dmin)/D of, and each of K logarithms by as much, relative to nu.
    const auto workers = static_cast<double>(at.var_n.size());
    const double enlarged = at.distortion / (at.distortion - theory::minimal_distortion(at.var_n));
    rounding.take(workers * (workers + 8) * kRoundoff * (1 + enlarged) * (1 + least), i);
  }
  return run::exactly(
      worst.value(), 0, rounding.value(), 1, context.instances(),
      fmt::format("Against the least sum rate over all sets of speaking workers the formula is off "
                  "by at most {:.2g} nat, and too low in {} of {} drawn problems.",
                  worst.value(), low, context.instances()));
}

/// sN2 = (1, 1, 10), D = 1, sX2 = 1: (3/2) ln 2 nat.
HostOutcome check_instance(Formula formula) {
  const double found = formula(1, {1, 1, 10}, 1);
  const double right = 1.5 * std::log(2.0);
  return run::exactly(
      found, right, 32 * kRoundoff, 1, 1,
      fmt::format("At sN2 = (1, 1, 10), D = 1, sX2 = 1 the formula gives {:.4f} nat; "
                  "two speaking workers need (3/2) ln 2 = {:.4f}.",
                  found, right));
}

std::vector<run::Series> figures(const HostContext& /*context*/) {
  const Doubles var_n{1, 1, 10};
  run::Curve right = curve_of("reverse water-filling");
  run::Curve wrong = curve_of("as printed, all workers active");
  for (int i = 0; i <= 60; ++i) {
    const double distortion = 0.5 * std::pow(10.0, i / 60.0);
    add_point(right, distortion, water_filling(1, var_n, distortion));
    add_point(wrong, distortion, printed(1, var_n, distortion));
  }
  run::Series series;
  series.id = "unequal-workers";
  series.title = "Sum rate of three workers, sX2 = 1, sN2 = (1, 1, 10)";
  series.x = {"distortion D", "gradient^2", run::AxisScale::log};
  series.y = {"sum rate", "nat"};
  series.curves = {right, wrong};
  return {series};
}

}  // namespace

run::Claim cor2_heterogeneous() {
  run::Claim claim;
  claim.id = "cor2.heterogeneous";
  claim.title = "sum rate of unequal workers: reverse water-filling";
  claim.statement =
      "Rsum(D) = sum_k (1/2) ln(1/(nu sN2_k)) + (1/2) ln(1 + sX2/D). Printed with all workers "
      "active, "
      "nu = (sum_k 1/sN2_k - 1/D)/K; right with those where nu sN2_k < 1 alone, sum_k max(0, "
      "1/sN2_k "
      "- nu) = 1/D. The printed value is too low, so unachievable, once a worker is noisier than "
      "1/nu.";
  claim.source = "A draft of ZTW, Corollary 2 for unequal workers; theory.md section 6";
  claim.kind = "optimum";
  claim.expected = "refuted as printed";
  claim.assumptions =
      "An instance: 2 to 8 workers with sN2 from 0.3 to 3, sX2 from 0.1 to 10, D from 1.1 to 11 "
      "times "
      "Dmin.";
  claim.instances = 500;
  const auto formula_of = [](Formula formula) {
    return [formula](const HostContext& context) { return check_formula(context, formula, false); };
  };
  claim.host = {
      in_nats("water-filling", "reverse water-filling is the least sum rate over all sets",
              formula_of(water_filling)),
      in_nats("worked-instance", "at sN2 = (1, 1, 10), D = 1, sX2 = 1 it is (3/2) ln 2",
              [](const HostContext&) { return check_instance(water_filling); }),
      as_printed(in_nats("printed-formula", "the formula with all workers active is that minimum",
                         formula_of(printed)))};
  claim.host_controls = {
      {"all-active", "The formula with all workers active, in place of water-filling.",
       "water-filling", formula_of(printed)},
      {"all-active-instance", "The same fault.", "worked-instance",
       [](const HostContext&) { return check_instance(printed); }},
      {"equal-workers",
       "Where all workers are equal, all are active and the printed form is right.",
       "printed-formula",
       [](const HostContext& context) { return check_formula(context, printed, true); },
       run::Required::accepted}};
  claim.host_series = figures;
  return claim;
}

}  // namespace ceo::verify
