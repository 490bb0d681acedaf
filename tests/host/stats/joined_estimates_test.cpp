// Sums over independent cells, against numbers by hand and closed forms.
#include "host/stats/joined_estimates.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "host/base/error.hpp"

namespace ceo::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Estimate estimate(double value, double standard_error, std::uint64_t samples) {
  return {value, standard_error, samples, Law::normal, 1};
}

TEST(SumOf, AddsErrorsInQuadrature) {
  const std::array parts = {estimate(1, 3, 500), estimate(-4, 4, 300), estimate(10, 12, 400)};
  const Estimate sum = sum_of(parts);
  EXPECT_EQ(sum.value, 7);
  EXPECT_EQ(sum.standard_error, 13);  // 9 + 16 + 144 = 169
  EXPECT_EQ(sum.samples, 300U);
  EXPECT_EQ(sum.law, Law::normal);
}

TEST(SumOf, OneBrokenPartBreaksTheSum) {
  const std::array still = {estimate(1, 3, 500), estimate(2, 0, 500)};
  EXPECT_EQ(sum_of(still).standard_error, 0);
  const std::array lost = {estimate(1, 3, 500), estimate(std::nan(""), 1, 500)};
  EXPECT_TRUE(std::isnan(sum_of(lost).value));
  std::array other = {estimate(1, 3, 500)};
  other[0].law = Law::t255;
  EXPECT_THROW(static_cast<void>(sum_of(other)), Error);
  EXPECT_THROW(static_cast<void>(sum_of({})), Error);
}

TEST(SumOfSquares, FollowsTheChiSquareLaw) {
  // Two degrees of freedom: the upper tail at x is exp(-x/2); four: (1 + x/2) exp(-x/2).
  const std::array two = {3.0, -4.0};
  const Estimate estimate = sum_of_squares(two, 1000);
  EXPECT_NEAR(estimate.p, std::exp(-12.5), 1e-15 * std::exp(-12.5) * 64);
  EXPECT_DOUBLE_EQ(estimate.value, 23.0 / 1000);
  EXPECT_DOUBLE_EQ(estimate.standard_error, 2.0 / 1000);
  EXPECT_EQ(estimate.law, Law::own);
  const std::array four = {1.0, 1.0, -1.0, 1.0};
  EXPECT_NEAR(sum_of_squares(four, 8).p, 3 * std::exp(-2.0), 1e-14);
  EXPECT_EQ(sum_of_squares(four, 8).value, 0);
}

TEST(SumOfSquares, ADeviateThatIsNoNumberGivesNoVerdict) {
  for (const double bad : {kInfinity, std::nan("")}) {
    const std::array deviates = {1.0, bad};
    Finding finding;
    finding.estimate = sum_of_squares(deviates, 1000);
    finding.level = 1e-6;
    finding.resolution = 1;
    EXPECT_EQ(judge(finding, {}).verdict, Verdict::error);
  }
  EXPECT_THROW(static_cast<void>(sum_of_squares({}, 1)), Error);
}

}  // namespace
}  // namespace ceo::stats
