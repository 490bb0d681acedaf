// Chi-square and grouped Anderson-Darling tests of histograms.
#include "host/stats/histogram.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "host/base/error.hpp"
#include "host/stats/anderson_darling.hpp"
#include "tests/host/stats/uniformity.hpp"

namespace ceo::stats {
namespace {

using ::testing::ElementsAre;

TEST(Merged, TailsBecomeOneCellEach) {
  const Histogram cells{{1, 2, 30, 40, 20, 6, 1}, {0.01, 0.03, 0.26, 0.40, 0.25, 0.04, 0.01}};
  const Histogram result = merged(cells, 10);
  EXPECT_THAT(result.counts, ElementsAre(33, 40, 27));
  EXPECT_NEAR(result.probabilities[0], 0.30, 1e-15);
  EXPECT_NEAR(result.probabilities[1], 0.40, 1e-15);
  EXPECT_NEAR(result.probabilities[2], 0.30, 1e-15);
  EXPECT_EQ(merged(cells, 1).counts.size(), 7U);
}

TEST(Merged, BadHistograms) {
  const Histogram good{{50, 50}, {0.5, 0.5}};
  try {
    (void)merged(good, 60);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
  }
  EXPECT_THROW((void)merged({{1, 2, 3}, {0.5, 0.5}}), Error);
  for (const Histogram& bad :
       {Histogram{{1}, {1}}, Histogram{{1, 2}, {1, 0}}, Histogram{{1, 2}, {0.5, 0.4}},
        Histogram{{0, 0}, {0.5, 0.5}}, Histogram{{1, 2}, {0.5, std::nan("")}}}) {
    EXPECT_THROW((void)chi_square_test(bad), Error);
    EXPECT_THROW((void)grouped_anderson_darling(bad), Error);
  }
}

TEST(ChiSquareTest, WorkedNumbers) {
  // (60-50)^2/50 + (40-50)^2/50 = 4; with one degree of freedom p = erfc(sqrt(2)).
  const FitTest two = chi_square_test({{60, 40}, {0.5, 0.5}});
  EXPECT_DOUBLE_EQ(two.statistic, 4);
  EXPECT_NEAR(two.tails.upper / std::erfc(std::sqrt(2.0)), 1, 1e-14);
  EXPECT_NEAR(two.tails.lower, std::erf(std::sqrt(2.0)), 1e-15);
  // Two degrees of freedom: p = exp(-x/2), here far out.
  const FitTest three = chi_square_test({{9000, 4500, 4500}, {1.0 / 3, 1.0 / 3, 1.0 / 3}});
  EXPECT_DOUBLE_EQ(three.statistic, 2250);
  const FitTest far = chi_square_test({{3600, 3000, 2400}, {1.0 / 3, 1.0 / 3, 1.0 / 3}});
  EXPECT_NEAR(far.tails.upper / std::exp(-120), 1, 1e-12);
  EXPECT_EQ(far.cells, 3);
}

TEST(ChiSquareTest, SmallestExpectedKeepsTheFarTail) {
  // Two cells, the smaller with `expected` samples: the exact p-value of the smallest excess that
  // has p <= 1e-11 by the chi-square law.
  const auto ratio_at = [](double expected) {
    constexpr double kSamples = 1e8;
    const boost::math::binomial law(kSamples, expected / kSamples);
    for (double excess = std::floor(6 * std::sqrt(expected));; ++excess) {
      const auto count = static_cast<std::uint64_t>(expected + excess);
      const FitTest test = chi_square_test({{count, static_cast<std::uint64_t>(kSamples) - count},
                                            {expected / kSamples, 1 - expected / kSamples}});
      if (test.tails.upper > 1e-11) continue;
      const double above = boost::math::cdf(boost::math::complement(law, expected + excess - 1));
      const double below = boost::math::cdf(law, expected - excess);
      return (above + below) / test.tails.upper;
    }
  };
  EXPECT_NEAR(ratio_at(kSmallestExpected), 1.13, 0.05);
  EXPECT_NEAR(ratio_at(1000), 2.5, 0.5);
  EXPECT_GT(ratio_at(100), 15);
}

TEST(GroupedWeights, EqualCellsHaveTheWeightsOfTheContinuousLaw) {
  // Choulakian, Lockhart and Stephens (1994): 1/(j (j + 1)), j < cells.
  for (const std::size_t cells : {2U, 3U, 10U, 64U}) {
    const std::vector<double> probabilities(cells, 1 / static_cast<double>(cells));
    const std::vector<double> weights = grouped_weights(probabilities);
    ASSERT_EQ(weights.size(), cells - 1);
    for (std::size_t j = 1; j < cells; ++j) {
      const auto rank = static_cast<double>(j);
      EXPECT_NEAR(weights[j - 1], 1 / (rank * (rank + 1)), 1e-14) << cells << " " << j;
    }
  }
}

TEST(GroupedWeights, SumIsTheMean) {
  // E A^2 = sum_j t_j, since E Z_j^2/n = H_j (1 - H_j).
  const std::vector<double> p{0.05, 0.2, 0.4, 0.3, 0.049, 1e-3};
  const std::vector<double> weights = grouped_weights(p);
  double sum = 0;
  for (const double weight : weights) sum += weight;
  EXPECT_NEAR(sum, 1 - (p.front() + p.back()) / 2, 1e-14);
}

TEST(GroupedAndersonDarling, WorkedNumbers) {
  // Two cells: t = 1/2, so A^2 is half of Pearson's chi-square and so is its law.
  const Histogram two{{530, 270}, {0.625, 0.375}};
  const FitTest grouped = grouped_anderson_darling(two);
  const FitTest pearson = chi_square_test(two);
  EXPECT_NEAR(grouped.statistic, pearson.statistic / 2, 1e-13);
  EXPECT_NEAR(grouped.tails.upper / pearson.tails.upper, 1, 1e-12);
  // n = 100, cells 1/4, 1/4, 1/2: Z = 5, -2; t = 1/4, 3/8; A^2 = (25/4/(3/16) + 4 3/8/(1/4))/100.
  EXPECT_NEAR(grouped_anderson_darling({{30, 18, 52}, {0.25, 0.25, 0.5}}).statistic,
              (25.0 / 4 / (3.0 / 16) + 4 * 1.5) / 100, 1e-14);
}

TEST(GroupedAndersonDarling, ReadsTheSameFromRightToLeft) {
  Histogram cells{{110, 320, 390, 180}, {0.1, 0.3, 0.4, 0.2}};
  const FitTest forward = grouped_anderson_darling(cells);
  std::reverse(cells.counts.begin(), cells.counts.end());
  std::reverse(cells.probabilities.begin(), cells.probabilities.end());
  const FitTest backward = grouped_anderson_darling(cells);
  EXPECT_NEAR(forward.statistic, backward.statistic, 1e-13);
  EXPECT_NEAR(forward.tails.upper / backward.tails.upper, 1, 1e-11);
}

TEST(GroupedAndersonDarling, TendsToTheContinuousLaw) {
  // Dropping the weights beyond `cells` takes 1/cells off A^2: a factor exp(1/cells) of the tail.
  const std::vector<double> probabilities(256, 1.0 / 256);
  std::vector<std::uint64_t> counts(256, 40000);
  for (std::size_t j = 0; j < 128; ++j) counts[j] += 190;
  const FitTest test = grouped_anderson_darling({counts, probabilities});
  const double continuous = anderson_darling_tails(test.statistic).upper;
  EXPECT_LT(test.tails.upper, 1e-8);
  EXPECT_NEAR(std::log(continuous / test.tails.upper), 1.0 / 256, 1e-3);
}

std::vector<std::uint64_t> multinomial(std::uint64_t samples, const std::vector<double>& p,
                                       std::mt19937_64& generator) {
  std::vector<std::uint64_t> counts;
  double left = 1;
  for (const double probability : p) {
    std::binomial_distribution<std::uint64_t> law(samples, std::min(1.0, probability / left));
    counts.push_back(law(generator));
    samples -= counts.back();
    left -= probability;
  }
  counts.back() += samples;
  return counts;
}

TEST(HistogramTests, AreUniformUnderTheNullAndSeeAFault) {
  const std::vector<double> p{0.03, 0.1, 0.2, 0.34, 0.2, 0.1, 0.03};
  const std::vector<double> faulty{0.033, 0.1, 0.197, 0.34, 0.197, 0.1, 0.033};
  std::mt19937_64 generator(29);
  std::vector<double> pearson, grouped, pearson_faulty, grouped_faulty;
  for (int i = 0; i < 5000; ++i) {
    const Histogram sound{multinomial(30000, p, generator), p};
    pearson.push_back(chi_square_test(sound).tails.upper);
    grouped.push_back(grouped_anderson_darling(sound).tails.upper);
    const Histogram planted{multinomial(30000, faulty, generator), p};
    pearson_faulty.push_back(chi_square_test(planted).tails.upper);
    grouped_faulty.push_back(grouped_anderson_darling(planted).tails.upper);
  }
  const double allowed = testing::allowed_distance(pearson.size());
  EXPECT_LE(testing::distance_from_uniform(pearson), allowed);
  EXPECT_LE(testing::distance_from_uniform(grouped), allowed);
  EXPECT_GT(testing::distance_from_uniform(pearson_faulty), allowed);
  EXPECT_GT(testing::distance_from_uniform(grouped_faulty), allowed);
}

TEST(HistogramTests, RejectAPlantedFaultAtATinyLevel) {
  const std::vector<double> p{0.1, 0.2, 0.4, 0.2, 0.1};
  const std::vector<double> faulty{0.101, 0.2, 0.398, 0.2, 0.101};
  std::mt19937_64 generator(31);
  const Histogram cells = merged({multinomial(20'000'000, faulty, generator), p});
  EXPECT_LT(chi_square_test(cells).tails.upper, 1e-11);
  EXPECT_LT(grouped_anderson_darling(cells).tails.upper, 1e-11);
}

}  // namespace
}  // namespace ceo::stats
