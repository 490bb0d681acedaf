// Plug-in entropies: the law of a count by summation in long double, exact means by enumeration,
// and the calibration of the tests.
#include "host/stats/plug_in.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/base/error.hpp"
#include "tests/host/stats/uniformity.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::stats {
namespace {

/// E[N ln N] - E[N] ln E[N] of a binomial count, term by term.
double excess_by_sum(long double n, long double p) {
  const long double mean = n * p;
  const long double width = 14 * std::sqrt(mean) + 40;
  const long double last = std::min(n, mean + width);
  long double sum = 0;
  for (long double k = std::max(1.0L, std::floor(mean - width)); k <= last; ++k) {
    const long double log_p = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) +
                              k * std::log(p) + (n - k) * std::log1p(-p);
    sum += std::exp(log_p) * k * std::log(k);
  }
  return static_cast<double>(sum - mean * std::log(mean));
}

TEST(PlugIn, ExcessOfACountIsThatOfTheBinomialLaw) {
  for (const double n : {32768.0, 1048576.0}) {
    for (const double mean : {1e-3, 0.1, 1.0, 5.0, 50.0, 199.0, 201.0, 3000.0, n / 3, 0.9 * n}) {
      // lgamma of 10^6 is good to 1e-13 relative, which the mean count multiplies.
      const double summed = 1e-12 * mean * std::log(mean + 2);
      EXPECT_NEAR(excess_of_count(n, mean / n), excess_by_sum(n, mean / n), 3e-6 + 200 / n + summed)
          << n << " " << mean;
    }
  }
  EXPECT_THROW(static_cast<void>(excess_of_count(1000, 0.1)), Error);
}

LawTable example() {
  // Dependent, with one impossible pair and a rare one.
  return {2, 3, {0.2, 0.1, 0.0, 0.3, 0.39999, 0.00001}};
}

TEST(PlugIn, ValuesAreThoseOfTheDefinitions) {
  const LawTable law = example();
  double information = 0;
  const std::vector<double> rows{0.3, 0.7};
  const std::vector<double> columns{0.5, 0.49999, 0.00001};
  for (std::size_t i = 0; i < 6; ++i) {
    const double p = law.cells[i];
    if (p > 0) information += p * std::log(p / (rows[i / 3] * columns[i % 3]));
  }
  EXPECT_NEAR(information_law(law, 1e6).value, information, 1e-15);
  double entropy = 0;
  for (const double p : columns) entropy -= p * std::log(p);
  EXPECT_NEAR(entropy_law(columns, 1e6).value, entropy, 1e-15);
  EXPECT_NEAR(conditional_entropy_law(law, 1e6).value, entropy - information, 1e-15);

  const CountTable counts{2, 2, {1, 2, 3, 4}};
  EXPECT_NEAR(plug_in_information(counts),
              0.1 * std::log(0.1 / (0.3 * 0.4)) + 0.2 * std::log(0.2 / (0.3 * 0.6)) +
                  0.3 * std::log(0.3 / (0.7 * 0.4)) + 0.4 * std::log(0.4 / (0.7 * 0.6)),
              1e-15);
  EXPECT_NEAR(plug_in_conditional_entropy(counts) + plug_in_information(counts),
              plug_in_entropy(column_sums(counts)), 1e-15);
  EXPECT_THROW(static_cast<void>(plug_in_entropy(std::vector<std::int64_t>{0, 0})), Error);
  EXPECT_THROW(static_cast<void>(row_sums(CountTable{2, 2, {1}})), Error);
}

/// A law of 20 x 40 pairs: most of them expect few samples, so that (cells - 1)/(2n) is wrong.
LawTable sparse_law() {
  LawTable law{20, 40, std::vector<double>(800)};
  double sum = 0;
  for (std::size_t i = 0; i < 800; ++i) {
    const double row = static_cast<double>(i / 40) - 9.5;
    const double column = (static_cast<double>(i % 40) - 19.5) / 2;
    sum += law.cells[i] = std::exp(-row * row / 8 - (column - row) * (column - row) / 2);
  }
  for (double& p : law.cells) p /= sum;
  return law;
}

/// Counts of n samples by inversion.
CountTable drawn(const LawTable& law, std::size_t n, ceo::testing::SplitMix& random) {
  std::vector<double> up_to(law.cells.size());
  double sum = 0;
  for (std::size_t i = 0; i < up_to.size(); ++i) up_to[i] = sum += law.cells[i];
  CountTable counts{law.rows, law.columns, std::vector<std::int64_t>(law.cells.size())};
  for (std::size_t i = 0; i < n; ++i) {
    const double u = static_cast<double>(random.next() >> 11) * 0x1p-53 * sum;
    const auto at = std::upper_bound(up_to.begin(), up_to.end() - 1, u) - up_to.begin();
    ++counts.cells[static_cast<std::size_t>(at)];
  }
  return counts;
}

TEST(PlugIn, TestsAreCalibratedWhereManyCellsAreNearlyEmpty) {
  constexpr std::size_t kSamples = 1 << 15;
  const LawTable law = sparse_law();
  const std::vector<double> columns = column_sums(law);
  const PlugInLaw laws[] = {information_law(law, kSamples), conditional_entropy_law(law, kSamples),
                            entropy_law(columns, kSamples)};
  std::vector<double> p[3];
  double mean[3] = {0, 0, 0};
  constexpr int kRuns = 500;
  ceo::testing::SplitMix random(1);
  for (int run = 0; run < kRuns; ++run) {
    const CountTable counts = drawn(law, kSamples, random);
    const double values[] = {plug_in_information(counts), plug_in_conditional_entropy(counts),
                             plug_in_entropy(column_sums(counts))};
    for (int i = 0; i < 3; ++i) {
      const Estimate estimate = corrected(values[i], laws[i], kSamples);
      const double z = (estimate.value - laws[i].value) / estimate.standard_error;
      p[i].push_back(two_sided_p(z, Law::normal));
      mean[i] += z / std::sqrt(kRuns);
    }
  }
  for (int i = 0; i < 3; ++i) {
    EXPECT_LT(testing::distance_from_uniform(p[i]), testing::allowed_distance(p[i].size())) << i;
    EXPECT_LT(std::abs(mean[i]), 6.2) << i;  // one in 10^9
  }
  // Without the correction, or with that of Miller for every cell, the mean is off.
  const double standard_error = std::sqrt(laws[0].variance / kSamples);
  EXPECT_GT(laws[0].bias / standard_error, 0.5);
  EXPECT_GT((19 * 39 / (2.0 * kSamples) - laws[0].bias) / standard_error, 0.5);
}

}  // namespace
}  // namespace ceo::stats
