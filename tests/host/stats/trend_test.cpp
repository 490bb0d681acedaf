// Kendall's tau against its definition by permutations, and Student's interval against tables.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "host/base/error.hpp"
#include "host/stats/trend.hpp"

namespace ceo::stats {
namespace {

TEST(Trend, IsOneForARisingAndMinusOneForAFallingSeries) {
  EXPECT_EQ(trend_of(std::vector{1.0, 2.0, 5.0, 5.5}).tau, 1);
  EXPECT_EQ(trend_of(std::vector{5.0, 2.0, 1.0}).tau, -1);
  EXPECT_EQ(trend_of(std::vector{2.0, 2.0, 2.0}).tau, 0);  // ties
  EXPECT_NEAR(trend_of(std::vector{1.0, 3.0, 2.0, 4.0}).tau, 2.0 / 3, 1e-15);
}

TEST(Trend, HasMeanZeroAndItsSpreadOverAllPermutations) {
  std::vector<double> values(7);
  std::iota(values.begin(), values.end(), 0.0);
  const double sd = trend_of(values).sd;
  double count = 0, sum = 0, squares = 0;
  do {
    const double tau = trend_of(values).tau;
    count += 1;
    sum += tau;
    squares += tau * tau;
  } while (std::next_permutation(values.begin(), values.end()));
  EXPECT_NEAR(sum / count, 0, 1e-12);
  EXPECT_NEAR(std::sqrt(squares / count), sd, 1e-12);
}

TEST(MeanInterval, IsStudentsInterval) {
  // t of 4 degrees at 0.975 is 2.776445; the values have a variance of 2.5.
  const MeanInterval interval = mean_interval(std::vector{1.0, 2.0, 3.0, 4.0, 5.0}, 0.95);
  EXPECT_NEAR(interval.mean, 3, 1e-15);
  EXPECT_NEAR(interval.high - 3, 2.776445 * std::sqrt(0.5), 1e-5);
  EXPECT_NEAR(interval.low + interval.high, 6, 1e-12);
  EXPECT_EQ(mean_interval(std::vector{2.0, 2.0}, 0.99).low, 2);
}

TEST(MeanInterval, RefusesWhatHasNoInterval) {
  EXPECT_THROW(static_cast<void>(mean_interval(std::vector{1.0}, 0.95)), Error);
  EXPECT_THROW(static_cast<void>(mean_interval(std::vector{1.0, 2.0}, 1)), Error);
  EXPECT_THROW(static_cast<void>(trend_of(std::vector{1.0})), Error);
}

}  // namespace
}  // namespace ceo::stats
