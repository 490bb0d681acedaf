#include "host/stats/shape_estimates.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <numbers>
#include <numeric>

#include "host/base/error.hpp"
#include "host/stats/anderson_darling.hpp"
#include "host/stats/correlations.hpp"
#include "host/stats/kolmogorov_smirnov.hpp"
#include "kernels/core/shape.hpp"

namespace ceo::stats {
namespace {

double upper_tail(double chi_square, double degrees) {
  const boost::math::chi_squared_distribution<double> law(degrees);
  return std::min(1.0, boost::math::cdf(boost::math::complement(law, chi_square)));
}

Estimate own_law(double value, double standard_error, std::uint64_t samples, double p) {
  Estimate estimate;
  estimate.value = value;
  estimate.standard_error = standard_error;
  estimate.samples = samples;
  estimate.law = Law::own;
  estimate.p = p;
  return estimate;
}

/// 0, 1, 3, 5, ...: the rows of X and N_k among those of the normals.
std::vector<int> source_and_noises(const Moments& moments) {
  std::vector<int> rows{0};
  const auto entries = static_cast<double>(moments.normals.size());
  const int count = static_cast<int>(std::lround((std::sqrt(8 * entries + 1) - 1) / 2));
  for (int row = 1; row < count; row += 2) rows.push_back(row);
  return rows;
}

}  // namespace

std::vector<double> normal_bin_probabilities() {
  std::vector<double> p(kShapeBins);
  const auto half = static_cast<std::size_t>(kShapeBins) / 2;
  const auto above = [](double z) { return normal_cdf(-z); };
  for (std::size_t i = 0; i + 1 < half; ++i) {  // upwards from [0, 1/16)
    const double low = static_cast<double>(i) / kShapeBinsPerUnit;
    p[half + i] = above(low) - above(low + 1.0 / kShapeBinsPerUnit);
  }
  p.back() = above(kShapeHalfRange);
  for (std::size_t i = 0; i < half; ++i) p[i] = p[p.size() - 1 - i];
  return p;
}

Estimate normal_chi_square(std::span<const std::int64_t> counts) {
  ensure(!counts.empty() && counts.size() % kShapeBins == 0, "a histogram has another shape");
  const std::vector<double> probabilities = normal_bin_probabilities();
  double chi_square = 0;
  double degrees = 0;
  std::uint64_t samples = 0;
  for (std::size_t first = 0; first < counts.size(); first += kShapeBins) {
    Histogram cells;
    for (std::size_t i = 0; i < kShapeBins; ++i) {
      cells.counts.push_back(static_cast<std::uint64_t>(counts[first + i]));
    }
    cells.probabilities = probabilities;
    samples = std::accumulate(cells.counts.begin(), cells.counts.end(), std::uint64_t{0});
    if (static_cast<double>(samples) < 2 * kSmallestExpected) return own_law(0, 1, samples, 1);
    const FitTest test = chi_square_test(merged(cells));
    chi_square += test.statistic;
    degrees += test.cells - 1;
  }
  const auto n = static_cast<double>(samples);
  return own_law((chi_square - degrees) / n, std::sqrt(2 * degrees) / n, samples,
                 upper_tail(chi_square, degrees));
}

Estimate source_bin_means(std::span<const std::int64_t> sums) {
  ensure(sums.size() == std::size_t{kSourceBinSums} * kSourceBins, "source bins of another shape");
  double total = 0;
  double chi_square = 0;
  for (std::size_t bin = 0; bin < kSourceBins; ++bin) {
    const auto sum = [&](std::size_t kind) {
      return static_cast<double>(sums[kind * kSourceBins + bin]);
    };
    const double n = sum(kBinSamples);
    const double mean = sum(kBinError) / kBinErrorScale / n;
    const double square = sum(kBinError2) / kBinError2Scale / n;
    chi_square += n * mean * mean / (square - mean * mean);
    total += n;
  }
  return own_law((chi_square - kSourceBins) / total, std::sqrt(2.0 * kSourceBins) / total,
                 static_cast<std::uint64_t>(total), upper_tail(chi_square, kSourceBins));
}

Extreme most_extreme(std::span<const Extreme> entries) {
  ensure(!entries.empty(), "no statistics to choose from");
  Extreme most = *std::min_element(entries.begin(), entries.end(),
                                   [](const Extreme& a, const Extreme& b) { return a.p < b.p; });
  most.p = std::min(1.0, most.p * static_cast<double>(entries.size()));
  return most;
}

Estimate largest_ks(std::span<const double> distances, std::uint64_t samples) {
  std::vector<Extreme> entries;
  for (const double distance : distances) {
    entries.push_back({distance * distance, ks_p_value(distance, samples)});
  }
  const Extreme most = most_extreme(entries);
  // Of sqrt(n) D_n: mean sqrt(pi/2) ln 2, variance pi^2/12 - (pi/2) ln^2 2.
  constexpr double kSpread = 2 * 0.86873116 * 0.26033287;
  return own_law(most.value, kSpread / static_cast<double>(samples), samples, most.p);
}

Estimate largest_anderson_darling(std::span<const double> squared, std::uint64_t samples) {
  const auto n = static_cast<double>(samples);
  std::vector<Extreme> entries;
  for (const double statistic : squared) {
    entries.push_back({statistic / n, anderson_darling_tails(statistic).upper});
  }
  const Extreme most = most_extreme(entries);
  const double spread = std::sqrt(2 * (std::numbers::pi * std::numbers::pi - 9) / 3);
  return own_law(most.value, spread / n, samples, most.p);
}

Estimate largest_moment(std::span<const Estimate> moments, double scale) {
  std::vector<Extreme> entries;
  for (const Estimate& moment : moments) {
    entries.push_back({moment.value * moment.value / scale,
                       two_sided_p(moment.value / moment.standard_error, Law::normal)});
  }
  const Extreme most = most_extreme(entries);
  const std::uint64_t samples = moments.front().samples;
  return own_law(most.value, std::numbers::sqrt2 / static_cast<double>(samples), samples, most.p);
}

Estimate largest_normal_correlation(const Moments& moments) {
  const auto n = static_cast<double>(moments.matrix_samples);
  const LargestCorrelation largest =
      largest_correlation(correlations(moments.normals, source_and_noises(moments)), n - 1);
  return own_law(largest.r, 1 / std::sqrt(n), moments.matrix_samples, largest.p);
}

Estimate correlation_matrix(const Moments& moments) {
  const auto n = static_cast<double>(moments.matrix_samples);
  const MatrixTest test = matrix_test(correlations(moments.normals, source_and_noises(moments)), n);
  const double degrees = test.degrees;
  return own_law((test.likelihood_ratio - degrees) / n, std::sqrt(2 * degrees) / n,
                 moments.matrix_samples, test.tails.upper);
}

}  // namespace ceo::stats
