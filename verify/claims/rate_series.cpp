#include "verify/claims/rate_series.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "host/theory/sum_rate.hpp"
#include "verify/claims/host_quantity.hpp"
#include "verify/claims/worker_informations.hpp"

namespace ceo::verify {
namespace {

constexpr double kBars = 2;  // standard errors on each side

stats::InformationTest tested(const run::CellView& cell, const stats::InformationRows& rows,
                              const stats::Information& law) {
  return stats::test_information(stats::information(cell.moments.physical, rows), law, rows,
                                 static_cast<double>(cell.moments.matrix_samples), 0);
}

run::Curve rates_of(const run::PlacedCell& cell) {
  const theory::Channel& channel = cell.view.binding.channel;
  run::Curve curve;
  curve.name = cell.point;
  curve.style = run::CurveStyle::points;
  for (const std::size_t k : speaking(channel)) {
    const stats::Information law = rate_in_theory(channel, k);
    const stats::InformationTest test = tested(cell.view, rate_rows(k), law);
    add_bar(curve, static_cast<double>(k + 1), 1 + test.deviation / law.value,
            kBars * test.standard_error / law.value);
  }
  return curve;
}

run::Curve subsets_of(const run::PlacedCell& cell) {
  const theory::Channel& channel = cell.view.binding.channel;
  run::Curve curve;
  curve.name = cell.point;
  curve.style = run::CurveStyle::points;
  for (const Workers& subset : judged_subsets(channel)) {
    const stats::Information law = subset_in_theory(channel, subset);
    const stats::InformationTest test = tested(cell.view, subset_rows(channel, subset), law);
    add_bar(curve, law.value, test.deviation, kBars * test.standard_error);
  }
  return curve;
}

/// The point with most speaking workers, but no more than kMostListedSpeakers; null without one.
const run::PlacedCell* most_listed(std::span<const run::PlacedCell> cells) {
  const run::PlacedCell* best = nullptr;
  std::size_t most = 0;
  for (const run::PlacedCell& cell : cells) {
    const std::size_t speakers = speaking(cell.view.binding.channel).size();
    if (speakers > most && speakers <= kMostListedSpeakers) {
      most = speakers;
      best = &cell;
    }
  }
  return best;
}

}  // namespace

std::vector<run::Series> rate_series(std::span<const run::PlacedCell> cells) {
  std::vector<run::Series> series;
  run::Series rates;
  rates.id = "rates";
  rates.title = "Measured rates over the theory's, with two standard errors";
  rates.x = {"worker k"};
  rates.y = {"I(Y_k;U_k given X)/r_k"};
  for (const run::PlacedCell& cell : cells) {
    if (can_be_rated(cell.view.binding.channel)) rates.curves.push_back(rates_of(cell));
  }
  if (!rates.curves.empty()) series.push_back(std::move(rates));
  if (const run::PlacedCell* cell = most_listed(cells)) {
    run::Series subsets;
    subsets.id = "subsets";
    subsets.title =
        "Informations of all sets of workers: measured less predicted, with two "
        "standard errors";
    subsets.x = {"f_r(A)", "nat"};
    subsets.y = {"measured - f_r(A)", "nat"};
    subsets.curves = {subsets_of(*cell)};
    series.push_back(std::move(subsets));
  }
  return series;
}

std::vector<run::Series> sum_rate_series(std::span<const run::PlacedCell> cells) {
  run::Curve theory;
  theory.name = "theory";
  run::Curve measured;
  measured.name = "measured";
  measured.style = run::CurveStyle::points;
  for (const run::PlacedCell& cell : cells) {
    const theory::Channel& channel = cell.view.binding.channel;
    if (!can_be_rated(channel)) continue;
    const double rate = theory::sum_rate(channel);
    const stats::Estimate estimate = measured_sum_rate(cell.view);
    add_bar(measured, rate, estimate.value / rate, kBars * estimate.standard_error / rate);
    theory.x.push_back(rate);
    theory.y.push_back(1);
  }
  if (measured.x.empty()) return {};
  std::sort(theory.x.begin(), theory.x.end());
  run::Series series;
  series.id = "measured";
  series.title = "Measured sum rates over the theory's, with two standard errors";
  series.x = {"Rsum(D)", "nat", run::AxisScale::log};
  series.y = {"I(Y;U)/Rsum"};
  series.curves = {theory, measured};
  return {series};
}

}  // namespace ceo::verify
