#include "verify/claims/cor2_sumrate_host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "host/theory/sum_rate.hpp"
#include "verify/claims/drawn_problem.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

constexpr std::uint64_t kMostWorkers = 64;

/// The closed form for `fewer` workers less than there are, against reverse water-filling.
HostOutcome check_closed_form(const HostContext& context, std::size_t fewer) {
  run::Largest worst, rounding;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const std::size_t workers = 2 + draws.below(kMostWorkers - 1);
    const double var_x = drawn_power(draws, -3, 3);
    const double var_n = drawn_power(draws, -3, 3);
    // Above Dmin of one worker fewer, from near it to far from it.
    const double excess = drawn_power(draws, -2, 3);
    const double distortion = var_n / static_cast<double>(workers - 1) * (1 + excess);
    const double filled =
        theory::least_sum_rate(var_x, std::vector<double>(workers, var_n), distortion);
    const double closed = theory::equal_workers_sum_rate(var_x, var_n, workers - fewer, distortion);
    worst.take(std::abs(closed / filled - 1), i);
    // D and sums over K workers are rounded; K D - sN2 enlarges that by at most 1 + 1/excess.
    rounding.take(static_cast<double>(2 * workers + 32) * kRoundoff * (1 + 1 / excess), i);
  }
  return run::exactly(
      worst.value(), 0, rounding.value(), 1, context.instances(),
      fmt::format("Over {} drawn problems of 2 to {} equal workers the closed form is at most "
                  "{:.1e}, relative, from reverse water-filling.",
                  context.instances(), kMostWorkers, worst.value()));
}

/// Rsum(D) of unequal workers against I(Y; U) of the test channels that reach D, by determinants.
/// @param factor  fault: of Rsum
HostOutcome check_determinants(const HostContext& context, double factor) {
  run::Largest worst, rounding;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const std::size_t workers = 1 + draws.below(6);
    const double var_x = drawn_power(draws, -0.5, 0.5);
    const std::vector<double> var_n = drawn_variances(draws, workers);
    const double distortion = theory::minimal_distortion(var_n) * (1 + drawn_power(draws, -1, 0.7));
    const theory::Channel channel = theory::channel_from_distortion(var_x, var_n, distortion);
    const Determinants determinants(channel);
    std::vector<std::size_t> all(workers);
    std::iota(all.begin(), all.end(), std::size_t{0});
    const double rate = factor * theory::least_sum_rate(var_x, var_n, distortion);
    worst.take(std::abs(rate - determinants.subset_information(all)), i);
    rounding.take(
        determinants.rounding() + static_cast<double>(4 * workers + 16) * kRoundoff * rate, i);
  }
  return run::exactly(
      worst.value(), 0, rounding.value(), 1, context.instances(),
      fmt::format("Over {} drawn problems of unequal workers Rsum is at most {:.1e} "
                  "nat from I(Y; U) of its test channels by determinants.",
                  context.instances(), worst.value()));
}

run::Series rates_over_delta() {
  run::Series series;
  series.id = "rates-over-delta";
  series.title = "Rsum and Rind of ten workers over the distortion";
  series.x = {"delta = K D/sN2 - 1", "1", run::AxisScale::log};
  series.y = {"rate", "bit", run::AxisScale::log};
  for (const double snr : {0.1, 1.0, 10.0}) {
    run::Curve sum = curve_of(fmt::format("Rsum, snr {}", snr));
    run::Curve alone = curve_of(fmt::format("Rind, snr {}", snr));
    for (int i = -20; i <= 20; ++i) {
      const theory::NormalForm form{std::pow(10.0, i / 10.0), snr, 10};
      add_point(sum, form.delta, theory::sum_rate(form) * std::numbers::log2e);
      add_point(alone, form.delta, theory::independent_rate(form) * std::numbers::log2e);
    }
    series.curves.push_back(sum);
    series.curves.push_back(alone);
  }
  return series;
}

run::Series rates_over_snr() {
  run::Series series;
  series.id = "rates-over-snr";
  series.title = "Rsum and Rind of ten workers at delta = 1 over the signal-to-noise ratio";
  series.x = {"snr = sX2/sN2", "1", run::AxisScale::log};
  series.y = {"rate", "bit"};
  run::Curve sum = curve_of("Rsum");
  run::Curve alone = curve_of("Rind");
  for (int i = -30; i <= 20; ++i) {
    const theory::NormalForm form{1, std::pow(10.0, i / 10.0), 10};
    add_point(sum, form.snr, theory::sum_rate(form) * std::numbers::log2e);
    add_point(alone, form.snr, theory::independent_rate(form) * std::numbers::log2e);
  }
  series.curves = {sum, alone};
  return series;
}

}  // namespace

run::Claim cor2_sumrate_on_host(run::Claim claim) {
  claim.assumptions += std::string(" ") +
                       "On the host, an instance: equal workers, variances from 1e-3 to 1e3; or 1 "
                       "to 6 unequal ones.";
  claim.instances = 400;
  claim.host = {relative("closed-form", "the closed form is reverse water-filling of equal workers",
                         [](const HostContext& context) { return check_closed_form(context, 0); }),
                in_nats("log-determinants", "Rsum is I(Y; U) of the test channels that reach D",
                        [](const HostContext& context) { return check_determinants(context, 1); })};
  claim.host_controls = {
      {"one-worker-less", "The closed form with K - 1 in place of K.", "closed-form",
       [](const HostContext& context) { return check_closed_form(context, 1); }},
      {"rate-1e-6", "Rsum is 1e-6 of it too low.", "log-determinants",
       [](const HostContext& context) { return check_determinants(context, 1 - 1e-6); }}};
  claim.host_series = [](const HostContext& /*context*/) {
    return std::vector<run::Series>{rates_over_delta(), rates_over_snr()};
  };
  return claim;
}

}  // namespace ceo::verify
