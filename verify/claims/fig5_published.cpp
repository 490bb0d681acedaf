#include "verify/claims/fig5_published.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/stats/correlation_spread.hpp"
#include "verify/claims/drawn_correlations.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

constexpr double kPrintedSamples = 1000;
constexpr double kEnoughSamples = 10000;
constexpr double kPrintedBound = 0.02;
constexpr double kLevel = 1e-3;
constexpr std::size_t kControlWorkers = 5;

std::size_t pairs_of(std::size_t workers) {
  return workers * (workers - 1) / 2;
}

/// The value that the largest of all |rho| is below with this probability, by bisection.
double quantile_of_largest(double probability, double samples, std::size_t pairs) {
  double low = 0;
  double high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (stats::all_below_probability(middle, samples, pairs) < probability ? low : high) = middle;
  }
  return high;
}

/// Least n at which all are below the printed bound with probability 1/2.
double samples_for_half(std::size_t pairs) {
  double low = 3;
  double high = 1e6;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (stats::all_below_probability(kPrintedBound, middle, pairs) < 0.5 ? low : high) = middle;
  }
  return std::ceil(high);
}

/// How plausible it is that the largest of all |rho| is at most `largest`: one-sided, since a table
/// is doubted where it is too good.
HostOutcome check_largest(double largest, double samples, std::size_t workers, std::string words) {
  const std::size_t pairs = pairs_of(workers);
  const double median = quantile_of_largest(0.5, samples, pairs);
  const double spread =
      (quantile_of_largest(0.8413, samples, pairs) - quantile_of_largest(0.1587, samples, pairs)) /
      2;
  return run::tested(largest, median, spread, stats::all_below_probability(largest, samples, pairs),
                     pairs, std::move(words));
}

run::HostQuantity quantity_for(std::size_t workers, bool printed) {
  run::HostQuantity quantity;
  quantity.id = fmt::format("k{:02}{}", workers, printed ? "-printed" : "");
  quantity.statement =
      fmt::format("K = {}: all |rho(N_j, N_k)| are below 0.02 at n = 1000", workers);
  quantity.unit_name = "1";
  quantity.resolution_name = "the spread of the largest |rho|";
  quantity.law = stats::Law::own;
  quantity.printed = printed;
  quantity.level = kLevel;
  quantity.resolution = 1;
  quantity.check = [workers](const HostContext&) {
    const std::size_t pairs = pairs_of(workers);
    return check_largest(
        kPrintedBound, kPrintedSamples, workers,
        fmt::format("With K = {} workers there are {} correlations, all below 0.02 with "
                    "probability {:.3g} at n = 1000; with probability 1/2 from n = {:.0f} on.",
                    workers, pairs,
                    stats::all_below_probability(kPrintedBound, kPrintedSamples, pairs),
                    samples_for_half(pairs)));
  };
  return quantity;
}

/// Matrices of n = 10000 samples, taken as those of `claimed` samples; the one in the middle, so
/// that neither luck nor misfortune of a single one decides.
HostOutcome check_drawn(const HostContext& context, double claimed) {
  std::vector<double> largest;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    double most = 0;
    for (const double r : drawn_matrix(draws, kControlWorkers, kEnoughSamples)) {
      most = std::max(most, std::abs(r));
    }
    largest.push_back(most);
  }
  const auto middle = largest.begin() + static_cast<std::ptrdiff_t>(largest.size() / 2);
  std::nth_element(largest.begin(), middle, largest.end());
  return check_largest(
      *middle, claimed, kControlWorkers,
      fmt::format("Of {} drawn matrices the middle one has the largest |rho| = {:.4f}.",
                  largest.size(), *middle));
}

std::vector<run::Series> figures(const HostContext&) {
  run::Series series;
  series.id = "plausibility";
  series.title = "Probability that all correlations of K workers are below 0.02";
  series.x = {"workers K", "1", run::AxisScale::linear};
  series.y = {"probability", "1", run::AxisScale::log};
  for (const double samples : {kPrintedSamples, 2500.0, kEnoughSamples}) {
    run::Curve curve{fmt::format("n = {:.0f}", samples), run::CurveStyle::line, {}, {}};
    for (std::size_t workers = 2; workers <= 10; ++workers) {
      curve.x.push_back(static_cast<double>(workers));
      curve.y.push_back(stats::all_below_probability(kPrintedBound, samples, pairs_of(workers)));
    }
    series.curves.push_back(curve);
  }
  return {series};
}

}  // namespace

run::Claim fig5_published() {
  run::Claim claim;
  claim.id = "fig5.published";
  claim.title = "all correlations of Fig. 5 below 0.02 at n = 1000 is plausible";
  claim.statement =
      "All K (K - 1)/2 correlations rho(N_j, N_k) of independent noises are below 0.02 in n = 1000 "
      "samples. The source does not state K; a single one is below 0.02 with probability 0.47.";
  claim.source = "ZTW section III-B, Fig. 5; theory.md section 10";
  claim.kind = "published";
  claim.expected = "refuted as printed";
  claim.assumptions =
      "The noises are independent and Gaussian; the coefficients are then independent two by two, "
      "and jointly to about binom(K, 3)/n of the probability.";
  for (const std::size_t workers : {3U, 4U}) claim.host.push_back(quantity_for(workers, false));
  for (const std::size_t workers : {5U, 6U, 8U, 10U}) {
    claim.host.push_back(quantity_for(workers, true));
  }
  claim.host_controls = {
      {"drawn-10000", "Matrices of K = 5 workers drawn at n = 10000 and said to be so.",
       "k05-printed",
       [](const HostContext& context) { return check_drawn(context, kEnoughSamples); },
       run::Required::accepted},
      {"drawn-10000-as-1000", "The same matrices, sold as those of n = 1000.", "k05-printed",
       [](const HostContext& context) { return check_drawn(context, kPrintedSamples); }}};
  claim.instances = 64;
  claim.host_series = figures;
  return claim;
}

}  // namespace ceo::verify
