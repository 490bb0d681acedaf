#include "verify/claims/asm1_gaussian.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "host/stats/normal_moments.hpp"
#include "host/stats/shape_estimates.hpp"
#include "verify/claims/shape_faults.hpp"

namespace ceo::verify {
namespace {

using stats::Estimate;

/// n times the standard errors of D_n^2 and of A^2/n.
constexpr double kKolmogorovSpread = 0.4523;
double anderson_darling_spread() {
  return std::sqrt(2 * (std::numbers::pi * std::numbers::pi - 9) / 3);
}

/// A standard error of spread/kSortedSamples as that of kSortedSamples samples.
double sorted_sd(double spread) {
  return spread / std::sqrt(static_cast<double>(run::kSortedSamples));
}

/// Tests of the sorted samples: a standard error of `spread`/samples, at kSortedSamples.
run::Quantity sorted_quantity(const char* id, const char* statement, const char* unit,
                              double spread) {
  run::Quantity quantity;
  quantity.id = id;
  quantity.statement = statement;
  quantity.unit_name = quantity.resolution_name = unit;
  quantity.needs = run::Needs::sorted;
  quantity.predict = [spread](const run::GaussianCeoBinding&) {
    stats::Prediction prediction;
    prediction.sd_per_sample = sorted_sd(spread);
    return prediction;
  };
  return quantity;
}

std::uint64_t sorted_samples(const run::ShapeRecord& shape) {
  return shape.sorted.empty() ? 0 : shape.sorted.front().samples;
}

template <class Get>
std::vector<double> of_variables(const run::ShapeRecord& shape, Get get) {
  std::vector<double> values;
  values.reserve(shape.sorted.size());
  for (const run::SortedRecord& variable : shape.sorted) values.push_back(get(variable));
  return values;
}

/// The most extreme of one moment over the variables.
Estimate extreme_moment(const run::ShapeRecord& shape, Estimate (*moment)(const stats::RawMoments&),
                        double scale) {
  std::vector<Estimate> moments;
  for (const run::SortedRecord& variable : shape.sorted) {
    const auto& raw = variable.raw_moments;
    moments.push_back(moment({variable.samples, raw[0], raw[1], raw[2], raw[3]}));
  }
  return stats::largest_moment(moments, scale);
}

run::Quantity chi_square() {
  run::Quantity quantity;
  quantity.id = "chi-square";
  quantity.statement = "the histograms of X and N_k are normal";
  quantity.unit_name = quantity.resolution_name = "phi^2";
  quantity.needs = run::Needs::shape;
  quantity.estimate = [](const run::CellView& cell) {
    const auto& histogram = cell.shape.totals.histogram;
    return stats::normal_chi_square(std::span(histogram).first(histogram.size() - kShapeBins));
  };
  quantity.predict = [](const run::GaussianCeoBinding& binding) {
    stats::Prediction prediction;
    const auto variables = static_cast<double>(binding.channel.var_n.size() + 1);
    // The standard error falls as 1/samples: what it is at the fewest samples of a control.
    prediction.sd_per_sample = std::sqrt(2 * variables * chi_square_degrees()) /
                               std::sqrt(static_cast<double>(kShapeControlSamples));
    return prediction;
  };
  return quantity;
}

run::Quantity kolmogorov_smirnov() {
  run::Quantity quantity =
      sorted_quantity("kolmogorov-smirnov", "the sorted samples of X and N_k are normal",
                      "probability^2", kKolmogorovSpread);
  quantity.estimate = [](const run::CellView& cell) {
    return stats::largest_ks(
        of_variables(cell.shape, [](const auto& row) { return row.kolmogorov_smirnov; }),
        sorted_samples(cell.shape));
  };
  return quantity;
}

run::Quantity anderson_darling() {
  run::Quantity quantity =
      sorted_quantity("anderson-darling", "the sorted samples of X and N_k are normal, tails too",
                      "A^2/n", anderson_darling_spread());
  quantity.estimate = [](const run::CellView& cell) {
    return stats::largest_anderson_darling(
        of_variables(cell.shape, [](const auto& row) { return row.anderson_darling; }),
        sorted_samples(cell.shape));
  };
  return quantity;
}

run::Quantity skewness() {
  run::Quantity quantity =
      sorted_quantity("skewness", "X and N_k have skewness 0", "skewness^2/6", std::numbers::sqrt2);
  quantity.estimate = [](const run::CellView& cell) {
    return extreme_moment(cell.shape, stats::skewness, 6);
  };
  return quantity;
}

run::Quantity kurtosis() {
  run::Quantity quantity = sorted_quantity("kurtosis", "X and N_k have excess kurtosis 0",
                                           "kurtosis^2/24", std::numbers::sqrt2);
  quantity.estimate = [](const run::CellView& cell) {
    return extreme_moment(cell.shape, stats::excess_kurtosis, 24);
  };
  return quantity;
}

}  // namespace

run::Claim asm1_gaussian() {
  run::Claim claim;
  claim.id = "asm1.gaussian";
  claim.title = "X and N_k are Gaussian of zero mean";
  claim.statement = "X ~ N(0, sX2) and N_k ~ N(0, sN2_k) for every worker k.";
  claim.source = "ZTW Assumption 1; theory.md section 1";
  claim.kind = "assumption";
  claim.expected = "holds";
  claim.assumptions =
      "Synthetic sources: the draws of the engine itself, standardised by the parameters. The "
      "tests "
      "fit nothing.";
  claim.quantities = {chi_square(), kolmogorov_smirnov(), anderson_darling(), skewness(),
                      kurtosis()};
  claim.controls = {
      student_noise("chi-square"), laplace_noise("chi-square"),
      laplace_sorted("kolmogorov-smirnov", laplace_ks_departure(), sorted_sd(kKolmogorovSpread)),
      laplace_sorted("anderson-darling", laplace_anderson_darling_departure(),
                     sorted_sd(anderson_darling_spread())),
      // Laplace's law has an excess kurtosis of 3.
      laplace_sorted("kurtosis", 9.0 / 24, sorted_sd(std::numbers::sqrt2))};
  return claim;
}

}  // namespace ceo::verify
