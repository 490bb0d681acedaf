// Plausibility of printed correlations against the worked numbers of theory.md section 10, against
// normal scores, quadrature of the joint density, and simulation.
#include "host/stats/correlation_spread.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <set>
#include <vector>

#include "host/io/number_table.hpp"
#include "host/stats/correlations.hpp"
#include "tests/support/error_message.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::stats {
namespace {

using ceo::testing::message_of;
using ceo::testing::SplitMix;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<double> table() {
  return io::ztw_table_1().values;
}

double uniform(SplitMix& random) {
  return (static_cast<double>(random.next() >> 11) + 0.5) * 0x1p-53;
}

TEST(CorrelationSpread, TableOneOfZtw) {
  const CorrelationSpread spread = correlation_spread(table(), 1000);
  EXPECT_EQ(spread.count, 40U);
  EXPECT_NEAR(spread.expected, 0.0316, 5e-5);
  EXPECT_NEAR(spread.root_mean_square, 0.0111, 5e-5);
  EXPECT_NEAR(spread.chi_square, 4.91, 5e-3);
  EXPECT_NEAR(spread.tails.lower, 2.5e-12, 5e-14);
  EXPECT_NEAR(spread.tails.upper, 1, 1e-11);
  const ConsistentSamples samples = consistent_samples(table());
  EXPECT_NEAR(samples.samples, 8100, 50);
  EXPECT_NEAR(samples.low, 4970, 5);
  EXPECT_NEAR(samples.high, 12080, 5);
  // At the consistent n nothing is wrong with the spread.
  EXPECT_GT(correlation_spread(table(), samples.samples).tails.lower, 0.4);
}

TEST(CorrelationSpread, TableOneWithoutItsRepeats) {
  const double sd = correlation_spread(table(), 1000).root_mean_square;
  const Repeats repeats = repeated_values(table(), 4, sd);
  EXPECT_THAT(repeats.repeated,
              ElementsAre(-0.0064, 0.0046, -0.0110, 0.0123, -0.0051, -0.0152, 0.0045, 0.0166));
  EXPECT_NEAR(repeats.expected, 1.8, 0.05);
  ASSERT_EQ(repeats.distinct.size(), 32U);
  const CorrelationSpread spread = correlation_spread(repeats.distinct, 1000);
  EXPECT_NEAR(spread.chi_square, 4.02, 5e-3);
  EXPECT_NEAR(spread.tails.lower, 5e-10, 5e-11);
}

TEST(CorrelationSpread, TailsAreThoseOfTheLibrary) {
  const std::vector<double> r{0.1, -0.05, 0.2, 0.01};
  const CorrelationSpread spread = correlation_spread(r, 50);
  const boost::math::chi_squared_distribution<double> law(4);
  EXPECT_NEAR(spread.chi_square, 49 * 0.0526, 1e-14);
  EXPECT_NEAR(spread.tails.lower, boost::math::cdf(law, spread.chi_square), 1e-14);
  EXPECT_NEAR(spread.tails.upper, 1 - spread.tails.lower, 1e-14);
}

TEST(CorrelationSpread, NormalScoresGiveTheSameAnswer) {
  // Exact at any n: each r through its t law to a normal deviate; the sum of squares is chi-square.
  const boost::math::students_t_distribution<double> t(998);
  const boost::math::normal_distribution<double> normal;
  double sum = 0;
  for (const double r : table()) {
    const double score =
        boost::math::quantile(normal, boost::math::cdf(t, r * std::sqrt(998 / (1 - r * r))));
    sum += score * score;
  }
  const CorrelationSpread spread = correlation_spread(table(), 1000);
  EXPECT_NEAR(sum, spread.chi_square, 0.01);
  EXPECT_NEAR(
      boost::math::cdf(boost::math::chi_squared_distribution<double>(40), sum) / spread.tails.lower,
      1, 0.05);
}

TEST(ConsistentSamples, EndsAreWhereTheTailsAre) {
  const ConsistentSamples samples = consistent_samples(table(), 0.9);
  EXPECT_NEAR(correlation_spread(table(), samples.low).tails.lower, 0.05, 1e-12);
  EXPECT_NEAR(correlation_spread(table(), samples.high).tails.upper, 0.05, 1e-12);
  EXPECT_NEAR(correlation_spread(table(), samples.samples).chi_square, 40, 1e-10);
}

TEST(CorrelationQuantile, InvertsTheExactLaw) {
  for (const double samples : {3.0, 10.0, 1000.0, 1e6}) {
    for (const double probability : {1e-9, 0.01, 0.3, 0.5, 0.9, 1 - 1e-6}) {
      const double r = correlation_quantile(probability, samples);
      const double p = correlation_p(r, samples - 2);  // two-sided
      const double tail = std::min(probability, 1 - probability);
      // Close to 1 a rounding of r moves (1 - r^2)^(n/2 - 1): without bound where r is 1 exactly.
      const double rounding = samples * std::numeric_limits<double>::epsilon() / (1 - r * r);
      EXPECT_NEAR(p / 2 / tail, 1, 1e-10 + rounding);
      EXPECT_EQ(r < 0, probability < 0.5);
      EXPECT_NEAR(correlation_quantile(1 - probability, samples), -r, 1e-9);
    }
  }
}

TEST(CorrelationQuantile, DrawnTablesHaveTheSpreadOfTheory) {
  // Mean of chi_square is 40, its variance 80 (1 - 3/(n + 1)): 5 standard errors of 2000 tables.
  SplitMix random(7);
  double sum = 0;
  constexpr int kTables = 2000;
  for (int i = 0; i < kTables; ++i) {
    std::vector<double> r(40);
    for (double& value : r) value = correlation_quantile(uniform(random), 50);
    sum += correlation_spread(r, 50).chi_square;
  }
  EXPECT_NEAR(sum / kTables, 40, 5 * std::sqrt(80 * (1 - 3.0 / 51) / kTables));
}

TEST(Repeats, ExpectedNumberAgreesWithDraws) {
  SplitMix random(11);
  const boost::math::normal_distribution<double> normal(0, 0.0111);
  constexpr int kTables = 4000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kTables; ++i) {
    std::vector<double> r(40);
    for (double& value : r) {
      value = std::round(boost::math::quantile(normal, uniform(random)) * 1e4) / 1e4;
    }
    const auto found = static_cast<double>(repeated_values(r, 4, 0.0111).repeated.size());
    sum += found;
    squares += found * found;
  }
  const double mean = sum / kTables;
  const double error = std::sqrt((squares / kTables - mean * mean) / kTables);
  EXPECT_NEAR(repeated_values(table(), 4, 0.0111).expected, mean, 5 * error);
}

TEST(Repeats, CountValuesNotPairs) {
  const std::vector<double> r{0.1, 0.2, 0.1, 0.1, -0.2, 0.3, 0.2};
  const Repeats repeats = repeated_values(r, 1, 0.1);
  EXPECT_THAT(repeats.repeated, ElementsAre(0.1, 0.2));
  EXPECT_THAT(repeats.distinct, ElementsAre(0.1, 0.2, -0.2, 0.3));
  EXPECT_EQ(repeated_values(std::vector<double>{0.1}, 1, 0.1).expected, 0);
}

TEST(AllBelow, FigureFiveOfZtw) {
  // theory.md section 10: "all below 0.02 at n = 1000" over K workers.
  const double rows[][2] = {{3, 0.105},  {4, 0.011},   {5, 5.5e-4},
                            {6, 1.3e-5}, {8, 7.6e-10}, {10, 2.2e-15}};
  for (const auto& [workers, probability] : rows) {
    const auto pairs = static_cast<std::size_t>(workers * (workers - 1) / 2);
    EXPECT_NEAR(all_below_probability(0.02, 1000, pairs) / probability, 1, 0.03) << workers;
  }
  EXPECT_GT(all_below_probability(0.02, 10000, 10), 0.6);  // a tenfold n makes it plausible
}

TEST(AllBelow, JointLawOfThreeVariables) {
  // The density of R is proportional to det(R)^((n - 1 - 4)/2) (Fisher 1915; Wishart 1928):
  // midpoint sums over the cube |r| < c and over all R.
  constexpr int kNodes = 120;
  const double samples = 1000;
  const auto mass = [&](double c) {
    double sum = 0;
    const double h = 2 * c / kNodes;
    for (int i = 0; i < kNodes; ++i) {
      for (int j = 0; j < kNodes; ++j) {
        for (int k = 0; k < kNodes; ++k) {
          const double x = (i + 0.5) * h - c;
          const double y = (j + 0.5) * h - c;
          const double z = (k + 0.5) * h - c;
          const double det = 1 - x * x - y * y - z * z + 2 * x * y * z;
          if (det > 0) sum += std::exp((samples - 5) / 2 * std::log(det)) * h * h * h;
        }
      }
    }
    return sum;
  };
  const double exact = mass(0.02) / mass(0.3);  // 0.3 is 9.5 standard deviations
  EXPECT_NEAR(all_below_probability(0.02, samples, 3) / exact, 1, 2e-3);
}

TEST(AllBelow, Limits) {
  EXPECT_EQ(all_below_probability(0, 100, 3), 0);
  EXPECT_EQ(all_below_probability(1, 100, 3), 1);
  EXPECT_NEAR(all_below_probability(0.1, 100, 1), 1 - correlation_p(0.1, 98), 1e-15);
  EXPECT_LT(all_below_probability(0.1, 100, 4), all_below_probability(0.1, 100, 3));
  EXPECT_LT(all_below_probability(0.1, 100, 3), all_below_probability(0.1, 101, 3));
}

TEST(CorrelationSpread, BadInputSaysTheRange) {
  const std::vector<double> none;
  const std::vector<double> far{0.1, 1.5};
  EXPECT_THAT(message_of([&] { return correlation_spread(none, 2); }),
              AllOf(HasSubstr("no coefficient"), HasSubstr("samples = 2"), HasSubstr("(3, inf)")));
  EXPECT_THAT(message_of([&] { return correlation_spread(far, 100); }),
              AllOf(HasSubstr("r = 1.5"), HasSubstr("[-1, 1]")));
  EXPECT_THAT(message_of([&] {
                return consistent_samples(std::vector<double>{0, 0}, 1);
              }),
              AllOf(HasSubstr("all coefficients are 0"), HasSubstr("confidence = 1")));
  EXPECT_THAT(message_of([&] { return repeated_values(far, 0, 0); }),
              AllOf(HasSubstr("decimals = 0"), HasSubstr("sd = 0")));
  EXPECT_THAT(message_of([&] { return all_below_probability(2, 2, 0); }),
              AllOf(HasSubstr("bound = 2"), HasSubstr("samples = 2"), HasSubstr("count = 0")));
  EXPECT_THAT(message_of([&] { return correlation_quantile(1, 100); }),
              HasSubstr("probability = 1"));
}

}  // namespace
}  // namespace ceo::stats
