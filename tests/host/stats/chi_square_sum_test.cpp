// Weighted sums of chi-squares against closed forms, and by simulation.
#include "host/stats/chi_square_sum.hpp"

#include <gtest/gtest.h>

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include "host/base/error.hpp"
#include "tests/host/stats/uniformity.hpp"

namespace ceo::stats {
namespace {

constexpr double kRelative = 1e-12;  // what the headers promise
constexpr double kInf = std::numeric_limits<double>::infinity();

void expect_relative(double value, double expected, const char* what, double x) {
  EXPECT_NEAR(value / expected, 1, kRelative) << what << " at " << x << ": " << value;
}

TEST(ChiSquareSum, EqualWeightsAreAChiSquare) {
  for (const std::size_t degrees : {1U, 2U, 3U, 7U, 30U, 100U, 300U}) {
    const std::vector<double> weights(degrees, 2.5);
    const auto half = static_cast<double>(degrees) / 2;
    for (const double ratio : {1e-3, 0.1, 0.5, 0.9, 1.0, 1.1, 2.0, 5.0, 20.0}) {
      const double x = ratio * static_cast<double>(degrees);
      const Tails tails = chi_square_sum(weights, 2.5 * x);
      const double lower = boost::math::gamma_p(half, x / 2);
      const double upper = boost::math::gamma_q(half, x / 2);
      if (lower > 1e-290) expect_relative(tails.lower, lower, "lower", x);
      if (upper > 1e-290) expect_relative(tails.upper, upper, "upper", x);
    }
  }
}

TEST(ChiSquareSum, PairsAreMixturesOfExponentials) {
  // Pairs of equal weights w: sum_j exp(-x/(2 w_j)) prod_{k != j} w_j/(w_j - w_k) (Box 1954).
  const std::vector<double> pairs{1.0, 0.5, 0.1};
  const std::vector<double> weights{0.1, 1.0, 0.5, 0.5, 1.0, 0.1};
  for (const double x : {3.5, 6.0, 20.0, 100.0, 500.0, 1300.0}) {
    double expected = 0;
    for (const double own : pairs) {
      double product = std::exp(-x / (2 * own));
      for (const double other : pairs) product *= own == other ? 1 : own / (own - other);
      expected += product;
    }
    expect_relative(chi_square_sum(weights, x).upper, expected, "upper", x);
  }
}

TEST(ChiSquareSum, LowerTailOfAPairOfPairs) {
  // 1 - (exp(-x/2) - exp(-x)/2)/(1/2) = (1 - exp(-x/2))^2 for weights 1, 1, 1/2, 1/2.
  const std::vector<double> weights{1, 1, 0.5, 0.5};
  for (const double x : {1e-8, 1e-3, 0.1, 1.0, 2.9}) {
    const double root = std::expm1(-x / 2);
    expect_relative(chi_square_sum(weights, x).lower, root * root, "lower", x);
  }
}

TEST(ChiSquareSum, TheTwoSidesMeetAtTheMean) {
  const std::vector<double> weights{3, 1, 0.2, 0.01};
  const double mean = 4.21;
  const Tails below = chi_square_sum(weights, std::nextafter(mean, 0));
  const Tails above = chi_square_sum(weights, std::nextafter(mean, 5));
  expect_relative(below.lower, above.lower, "lower", mean);
  expect_relative(below.upper, above.upper, "upper", mean);
}

TEST(ChiSquareSum, Limits) {
  const std::vector<double> weights{1, 2};
  EXPECT_EQ(chi_square_sum(weights, 0).upper, 1);
  EXPECT_EQ(chi_square_sum(weights, -1).lower, 0);
  EXPECT_EQ(chi_square_sum(weights, kInf).upper, 0);
  EXPECT_EQ(chi_square_sum(weights, 1e6).upper, 0);
  EXPECT_TRUE(std::isnan(chi_square_sum(weights, std::nan("")).upper));
  EXPECT_THROW((void)chi_square_sum({}, 1), Error);
  for (const double bad : {0.0, -1.0, kInf, std::nan("")}) {
    EXPECT_THROW((void)chi_square_sum(std::vector<double>{1, bad}, 1), Error) << bad;
  }
}

TEST(ChiSquareSum, IsUniformUnderTheNull) {
  const std::vector<double> weights{2, 0.7, 0.7, 0.1, 0.05};
  std::vector<double> wrong = weights;
  wrong[0] = 2.3;
  std::mt19937_64 generator(41);
  std::normal_distribution<double> normal;
  std::vector<double> p;
  std::vector<double> p_wrong;
  for (int i = 0; i < 10000; ++i) {
    double sum = 0;
    for (const double weight : weights) {
      const double z = normal(generator);
      sum += weight * z * z;
    }
    p.push_back(chi_square_sum(weights, sum).upper);
    p_wrong.push_back(chi_square_sum(wrong, sum).upper);
  }
  const double allowed = testing::allowed_distance(p.size());
  EXPECT_LE(testing::distance_from_uniform(p), allowed);
  EXPECT_GT(testing::distance_from_uniform(p_wrong), allowed);
}

}  // namespace
}  // namespace ceo::stats
