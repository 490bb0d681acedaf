#include "reports/figures/quantities.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "host/stats/ceo_estimates.hpp"
#include "host/stats/moments.hpp"

namespace ceo::reports {
namespace {

constexpr int kFirstBatches = 4;
constexpr double kSameEstimate = 1e-9;  // in units of the quantity; rounding is below 1e-12

struct Known {
  const char* id;
  const char* unit;
  stats::Estimate (*estimate)(const stats::Moments&);
};
constexpr std::array<Known, 3> kKnown = {{{"distortion", "D", stats::distortion},
                                          {"slope", "sd(e)/sd(X)", stats::slope},
                                          {"intercept", "sd(e)", stats::intercept}}};

const Known* find(const std::string& quantity) {
  for (const Known& known : kKnown) {
    if (quantity == known.id) return &known;
  }
  return nullptr;
}

/// Numbers of batches, each larger than the one before.
std::vector<int> batch_counts(int steps) {
  std::vector<int> counts;
  const double growth = std::log(static_cast<double>(stats::kBatches) / kFirstBatches);
  for (int i = 0; i <= steps; ++i) {
    const int count = static_cast<int>(std::lround(kFirstBatches * std::exp(growth * i / steps)));
    if (counts.empty() || count > counts.back()) counts.push_back(count);
  }
  return counts;
}

}  // namespace

std::string unit_of_resolution(const std::string& quantity) {
  const Known* known = find(quantity);
  return known == nullptr ? "its unit" : known->unit;
}

std::vector<Step> estimates_by_samples(const run::CellRecord& cell, const stats::Finding& finding,
                                       int steps) {
  const Known* known = find(finding.quantity);
  const bool whole = cell.totals.strips > 0 && cell.totals.strips % stats::kBatches == 0;
  const std::vector<std::string> outputs = {"e", "e^2", "e^4", "e*x", "x", "x^2"};
  if (known == nullptr || !whole || cell.outputs != outputs) return {};
  const stats::Moments all = stats::moments_of(cell.totals, cell.scale_exponent, cell.row_exponent);
  std::vector<Step> estimates;
  for (const int batches : batch_counts(steps)) {
    stats::Moments some;
    some.samples = all.samples / stats::kBatches * static_cast<std::uint64_t>(batches);
    for (const auto& by_batch : all.batch_mean) {
      double sum = 0;
      for (int b = 0; b < batches; ++b) sum += by_batch[static_cast<std::size_t>(b)];
      some.mean.push_back(sum / batches);
    }
    estimates.push_back({static_cast<double>(some.samples), known->estimate(some).value});
  }
  const double difference = estimates.back().value - finding.estimate.value;
  if (!(std::abs(difference) <= kSameEstimate * finding.prediction.unit)) return {};
  return estimates;
}

}  // namespace ceo::reports
