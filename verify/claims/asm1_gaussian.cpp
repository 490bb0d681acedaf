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

run::Quantity quantity_of(const char* id, const char* statement, run::Needs needs, double unit,
                          const char* resolution_name, double sd_per_sample) {
  run::Quantity quantity;
  quantity.id = id;
  quantity.statement = statement;
  quantity.unit_name = "1";
  quantity.resolution_name = resolution_name;
  quantity.needs = needs;
  quantity.predict = [unit, sd_per_sample](const run::GaussianCeoBinding&) {
    stats::Prediction prediction;
    prediction.unit = unit;
    prediction.sd_per_sample = sd_per_sample;
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

/// The most extreme of one moment over the variables, with Bonferroni's p.
Estimate extreme_moment(const run::ShapeRecord& shape,
                        Estimate (*moment)(const stats::RawMoments&)) {
  std::vector<stats::Extreme> entries;
  Estimate last;
  for (const run::SortedRecord& variable : shape.sorted) {
    const auto& raw = variable.raw_moments;
    last = moment({variable.samples, raw[0], raw[1], raw[2], raw[3]});
    entries.push_back(
        {last.value, stats::two_sided_p(last.value / last.standard_error, stats::Law::normal)});
  }
  if (entries.empty()) return last;
  const stats::Extreme most = stats::most_extreme(entries);
  last.value = most.value;
  last.p = most.p;
  last.law = stats::Law::own;
  return last;
}

run::Quantity chi_square() {
  run::Quantity quantity =
      quantity_of("chi-square", "the histograms of X and N_k are those of the normal law",
                  run::Needs::shape, 1, "mean squared relative deviation of the density", 0);
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
      quantity_of("kolmogorov-smirnov", "the sorted samples of X and N_k follow the normal law",
                  run::Needs::sorted, 1, "probability", 0.2603);
  quantity.estimate = [](const run::CellView& cell) {
    return stats::largest_ks(
        of_variables(cell.shape, [](const auto& row) { return row.kolmogorov_smirnov; }),
        sorted_samples(cell.shape));
  };
  return quantity;
}

run::Quantity anderson_darling() {
  run::Quantity quantity = quantity_of(
      "anderson-darling", "the sorted samples of X and N_k follow the normal law in the tails too",
      run::Needs::sorted, 1, "weighted mean squared deviation",
      std::sqrt(2 * (std::numbers::pi * std::numbers::pi - 9) / 3) /
          std::sqrt(static_cast<double>(run::kSortedSamples)));
  quantity.estimate = [](const run::CellView& cell) {
    return stats::largest_anderson_darling(
        of_variables(cell.shape, [](const auto& row) { return row.anderson_darling; }),
        sorted_samples(cell.shape));
  };
  return quantity;
}

run::Quantity skewness() {
  run::Quantity quantity = quantity_of("skewness", "X and N_k have skewness 0", run::Needs::sorted,
                                       std::sqrt(6.0), "sqrt(6)", 1);
  quantity.estimate = [](const run::CellView& cell) {
    return extreme_moment(cell.shape, stats::skewness);
  };
  return quantity;
}

run::Quantity kurtosis() {
  run::Quantity quantity = quantity_of("kurtosis", "X and N_k have excess kurtosis 0",
                                       run::Needs::sorted, std::sqrt(24.0), "sqrt(24)", 1);
  quantity.estimate = [](const run::CellView& cell) {
    return extreme_moment(cell.shape, stats::excess_kurtosis);
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
  claim.controls = {student_noise("chi-square"), laplace_noise("chi-square")};
  return claim;
}

}  // namespace ceo::verify
