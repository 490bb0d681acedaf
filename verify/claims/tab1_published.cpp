#include "verify/claims/tab1_published.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "host/io/number_table.hpp"
#include "host/stats/correlation_spread.hpp"
#include "verify/claims/drawn_correlations.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

constexpr double kPrintedSamples = 1000;
constexpr double kConsistentSamples = 8100;  // to two digits, of a 95 % interval of 4970 to 12080
constexpr double kPrintedBound = 0.03;
constexpr double kLevel = 1e-6;
constexpr int kDecimals = 4;

const std::vector<double>& table() {
  static const std::vector<double> values = io::ztw_table_1().values;
  return values;
}

double two_sided(const stats::Tails& tails) {
  return std::min(1.0, 2 * std::min(tails.lower, tails.upper));
}

/// The spread of coefficients against that of n samples: (n - 1) sum r^2 / m is 1.
HostOutcome check_spread(std::span<const double> r, double samples, std::string words) {
  const stats::CorrelationSpread spread = stats::correlation_spread(r, samples);
  const auto count = static_cast<double>(spread.count);
  return run::tested(spread.chi_square / count, 1, std::sqrt(2 / count), two_sided(spread.tails),
                     spread.count, std::move(words));
}

std::string spread_words(std::span<const double> r, double samples) {
  const stats::CorrelationSpread spread = stats::correlation_spread(r, samples);
  return fmt::format(
      "{} coefficients have a root mean square of {:.4f}, where n = {:.0f} gives {:.4f}: "
      "chi-square "
      "{:.2f} with {} degrees of freedom, probability {:.1e} of one so small.",
      spread.count, spread.root_mean_square, samples, spread.expected, spread.chi_square,
      spread.count, spread.tails.lower);
}

stats::Repeats repeats() {
  const double sd = stats::correlation_spread(table(), kPrintedSamples).root_mean_square;
  return stats::repeated_values(table(), kDecimals, sd);
}

HostOutcome check_printed(const HostContext&) {
  return check_spread(table(), kPrintedSamples, spread_words(table(), kPrintedSamples));
}

HostOutcome check_without_repeats(const HostContext&) {
  const stats::Repeats found = repeats();
  return check_spread(
      found.distinct, kPrintedSamples,
      fmt::format(
          "{} values occur more than once, where {:.1f} are expected; counted once each, {}",
          found.repeated.size(), found.expected, spread_words(found.distinct, kPrintedSamples)));
}

HostOutcome check_bound(const HostContext&) {
  double largest = 0;
  for (const double r : table()) largest = std::max(largest, std::abs(r));
  // Printed with four decimals, so a value is known to half a unit of the last.
  return run::at_most(largest - kPrintedBound, 0.5e-4, 1, table().size(),
                      fmt::format("The largest value in the table is {:.4f}.", largest));
}

HostOutcome check_consistent(const HostContext&) {
  const stats::ConsistentSamples samples = stats::consistent_samples(table());
  return check_spread(
      table(), kConsistentSamples,
      fmt::format("The spread is that of about {:.0f} samples, with 95 % confidence of {:.0f} to "
                  "{:.0f}, not of 1000.",
                  samples.samples, samples.low, samples.high));
}

/// Tables of n samples against the printed n; the least plausible of them, for as many as there
/// are.
HostOutcome check_drawn_sound(const HostContext& context) {
  HostOutcome worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const auto drawn = drawn_table(draws, table().size(), kPrintedSamples, kDecimals);
    HostOutcome outcome = check_spread(drawn, kPrintedSamples, "");
    if (i == 0 || outcome.estimate.p < worst.estimate.p) worst = outcome;
  }
  const auto tables = static_cast<double>(context.instances());
  worst.estimate.p = std::min(1.0, worst.estimate.p * tables);
  worst.words = fmt::format(
      "Of {} tables drawn at n = 1000 the least plausible has p = {:.2g}, "
      "already multiplied by their number.",
      context.instances(), worst.estimate.p);
  return worst;
}

/// One table of n = 8100 samples, sold as n = 1000: rejected with probability 0.9996.
HostOutcome check_drawn_fault(const HostContext& context) {
  run::HostDraws draws = context.draws(0);
  const auto drawn = drawn_table(draws, table().size(), kConsistentSamples, kDecimals);
  return check_spread(drawn, kPrintedSamples, spread_words(drawn, kPrintedSamples));
}

run::HostQuantity spread_quantity(const char* id, const char* statement,
                                  HostOutcome (*check)(const HostContext&), bool printed) {
  run::HostQuantity quantity;
  quantity.id = id;
  quantity.statement = statement;
  quantity.unit_name = "1";
  quantity.resolution_name = "the spread of chi-square/m";
  quantity.check = check;
  quantity.law = stats::Law::own;
  quantity.printed = printed;
  quantity.level = kLevel;
  quantity.resolution = 1;  // a table is as long as it is
  return quantity;
}

std::vector<run::HostQuantity> quantities() {
  run::HostQuantity bound;
  bound.id = "bound-printed";
  bound.statement = "every value is below 0.03";
  bound.unit_name = "1";
  bound.resolution_name = "1";
  bound.check = check_bound;
  bound.printed = true;
  return {spread_quantity("spread-printed", "the 40 values have the spread of n = 1000 samples",
                          check_printed, true),
          spread_quantity("distinct-printed",
                          "the values, each counted once, have the spread of n = 1000 samples",
                          check_without_repeats, true),
          bound,
          spread_quantity("spread", "the 40 values have the spread of n = 8100 samples",
                          check_consistent, false)};
}

std::vector<run::Series> figures(const HostContext&) {
  run::Curve found{"Table I", run::CurveStyle::points, {}, {}};
  std::vector<double> sorted;
  for (const double r : table()) sorted.push_back(std::abs(r));
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    found.x.push_back(sorted[i]);
    found.y.push_back((static_cast<double>(i) + 0.5) / static_cast<double>(sorted.size()));
  }
  run::Series series;
  series.id = "spread";
  series.title = "Correlations of Table I against those of n samples";
  series.x = {"|rho|", "1", run::AxisScale::linear};
  series.y = {"share of the values below", "1", run::AxisScale::linear};
  series.curves = {found};
  for (const double samples : {kPrintedSamples, kConsistentSamples}) {
    run::Curve theory{fmt::format("theory, n = {:.0f}", samples), run::CurveStyle::line, {}, {}};
    for (int i = 0; i <= 200; ++i) {
      const double r = i * 0.0005;
      theory.x.push_back(r);
      theory.y.push_back(stats::all_below_probability(r, samples, 1));
    }
    series.curves.push_back(theory);
  }
  return {series};
}

}  // namespace

run::Claim tab1_published() {
  run::Claim claim;
  claim.id = "tab1.published";
  claim.title = "Table I is plausible for n = 1000 samples";
  claim.statement =
      "The 40 correlations rho(N_k, X) of Table I are those of independent pairs in n = 1000 "
      "samples, each below 0.03. At n = 1000 their standard deviation is 1/sqrt(n - 1) = 0.0316.";
  claim.source = "ZTW section III-B, Table I; theory.md section 10";
  claim.kind = "published";
  claim.expected = "refuted as printed";
  claim.assumptions =
      "The true correlations are 0 and the 40 values independent. A true correlation would make "
      "the "
      "spread larger, not smaller.";
  claim.host = quantities();
  claim.host_controls = {{"drawn-1000", "Tables drawn at n = 1000, rounded to four decimals.",
                          "spread-printed", check_drawn_sound, run::Required::accepted},
                         {"drawn-8100", "A table drawn at n = 8100 and sold as one of n = 1000.",
                          "spread-printed", check_drawn_fault}};
  claim.instances = 64;
  claim.host_series = figures;
  return claim;
}

}  // namespace ceo::verify
