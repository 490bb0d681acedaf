// Correlations, the largest of them and the whole matrix against closed forms, quadrature and
// simulation.
#include "host/stats/correlations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "host/base/error.hpp"
#include "tests/host/stats/uniformity.hpp"

namespace ceo::stats {
namespace {

using Real = long double;

TEST(Correlations, OfChosenRows) {
  // Rows 0, 1, 2 with second moments 4, 9, 16.
  const std::vector<double> triangle{4, 3, 9, -2, 6, 16};
  const Correlations all = correlations(triangle, std::vector<int>{0, 1, 2});
  EXPECT_EQ(all.size, 3);
  EXPECT_THAT(all.r, ::testing::ElementsAre(0.5, -0.25, 0.5));
  const Correlations some = correlations(triangle, std::vector<int>{2, 0});
  EXPECT_THAT(some.r, ::testing::ElementsAre(-0.25));
}

TEST(Correlations, BadMatrices) {
  const std::vector<int> rows{0, 1};
  EXPECT_THROW((void)correlations(std::vector<double>{1, 0, 1}, std::vector<int>{0, 2}), Error);
  EXPECT_THROW((void)correlations(std::vector<double>{1, 0, 1}, std::vector<int>{0}), Error);
  for (const double bad : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    try {
      (void)correlations(std::vector<double>{1, 0, bad}, rows);
      ADD_FAILURE() << bad;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      EXPECT_THAT(error.what(), ::testing::HasSubstr("row 1"));
    }
  }
}

TEST(CorrelationP, ClosedFormsOfFewDegrees) {
  // The density of r is proportional to (1 - r^2)^(degrees/2 - 1).
  for (const double r : {1e-3, 0.1, 0.5, 0.9, 0.999}) {
    const double q = 1 - r;
    EXPECT_NEAR(correlation_p(r, 2) / q, 1, 1e-12) << r;
    EXPECT_NEAR(correlation_p(-r, 1) / (2 / std::numbers::pi * std::acos(r)), 1, 1e-12) << r;
    EXPECT_NEAR(correlation_p(r, 4) / (q * q * (2 + r) / 2), 1, 1e-12) << r;
  }
  EXPECT_EQ(correlation_p(0, 10), 1);
  EXPECT_EQ(correlation_p(1, 10), 0);
  EXPECT_EQ(correlation_p(-1.0000001, 10), 0);
  EXPECT_TRUE(std::isnan(correlation_p(std::nan(""), 10)));
  EXPECT_THROW((void)correlation_p(0.5, 0), Error);
}

/// ln Gamma(b + 1/2) - ln Gamma(b) without the cancellation of large b.
Real log_gamma_step(Real b) {
  if (b < 1000) return std::lgamma(b + 0.5L) - std::lgamma(b);
  return std::log(b) / 2 - 1 / (8 * b) + 1 / (192 * b * b * b);
}

/// 2/B(1/2, b) int_r^1 (1 - u^2)^(b - 1) du, b = degrees/2, with 1 - u^2 = (1 - r^2) exp(-v^2/b).
Real p_by_quadrature(Real r, Real degrees) {
  const Real b = degrees / 2;
  const Real squared = r * r;
  const auto integrand = [&](Real v) {
    const Real u = std::sqrt(squared - (1 - squared) * std::expm1(-v * v / b));
    return 2 * v * std::exp(-v * v) / u;
  };
  constexpr int kIntervals = 20000;
  const Real step = 9.0L / kIntervals;
  Real sum = integrand(9);
  for (int i = 1; i < kIntervals; ++i) sum += (i % 2 == 1 ? 4 : 2) * integrand(i * step);
  const Real log_beta = std::log(std::numbers::pi_v<Real>) / 2 - log_gamma_step(b);
  return std::exp(b * std::log1p(-squared) - log_beta) / b * sum * step / 3;
}

TEST(CorrelationP, AgainstQuadratureUpToHugeSamples) {
  for (const double degrees : {30.0, 999.0, 1e5, 4194303.0, 1e9, 1e11, 1e13}) {
    for (const double t : {0.5, 2.0, 4.0, 6.8, 10.0, 20.0, 30.0}) {
      const double r = t / std::sqrt(degrees + t * t);
      const auto expected = static_cast<double>(p_by_quadrature(r, degrees));
      if (expected < 1e-290) continue;
      EXPECT_NEAR(correlation_p(r, degrees) / expected, 1, 1e-11) << degrees << " " << t;
    }
  }
}

TEST(CorrelationP, TendsToTheNormalTail) {
  // Student's tail exceeds the normal one by the factor 1 + (t^4 + ...)/(4 degrees).
  const double t = 6.8;
  const double r = t / std::sqrt(1e13 + t * t);
  EXPECT_NEAR(correlation_p(r, 1e13) / std::erfc(t / std::numbers::sqrt2), 1, 1e-9);
}

/// -ln det of the matrix with all correlations rho: -(K-1) ln(1-rho) - ln(1 + (K-1) rho), whose
/// terms cancel for small rho; then by its series.
double equicorrelated(int size, double rho) {
  const double k = size - 1;
  double sum = 0;
  double power = rho * rho;
  for (int i = 2; i < 60; ++i) {
    sum += power / i * (k + (i % 2 == 0 ? 1 : -1) * std::pow(k, i));
    power *= rho;
  }
  return sum;
}

TEST(LogDeterminant, KeepsItsDigitsNearTheUnitMatrix) {
  for (const int size : {2, 3, 8, 65}) {
    for (const double rho : {1e-9, 1e-5, 1e-3, 0.01, -1e-3}) {
      Correlations equal;
      equal.size = size;
      equal.r.assign(static_cast<std::size_t>(size * (size - 1) / 2), rho);
      EXPECT_NEAR(minus_log_determinant(equal) / equicorrelated(size, rho), 1, 1e-12)
          << size << " " << rho;
    }
  }
}

TEST(LogDeterminant, AgreesWithEigen) {
  std::mt19937_64 generator(2);
  std::normal_distribution<double> normal;
  Eigen::MatrixXd samples(40, 6);
  for (Eigen::Index i = 0; i < samples.size(); ++i) samples.data()[i] = normal(generator);
  const Eigen::MatrixXd moments = samples.transpose() * samples / 40;
  std::vector<double> triangle;
  Eigen::MatrixXd unit(6, 6);
  for (Eigen::Index i = 0; i < 6; ++i) {
    for (Eigen::Index j = 0; j <= i; ++j) triangle.push_back(moments(i, j));
    for (Eigen::Index j = 0; j < 6; ++j) {
      unit(i, j) = moments(i, j) / std::sqrt(moments(i, i) * moments(j, j));
    }
  }
  const Correlations all = correlations(triangle, std::vector<int>{0, 1, 2, 3, 4, 5});
  const double expected = -std::log(unit.determinant());
  EXPECT_NEAR(minus_log_determinant(all), expected, 1e-13);
  const Correlations impossible{3, {0.9, 0.9, -0.9}};
  EXPECT_EQ(minus_log_determinant(impossible), std::numeric_limits<double>::infinity());
  EXPECT_EQ(matrix_test(impossible, 100).tails.upper, 0);
}

TEST(MatrixTest, OfOnePairIsTheExactTest) {
  // What Box leaves out is of order (x/n)^3: compare where that is 1e-4 and less.
  for (const double n : {300.0, 1e4, 1e6, 1e9, 1e13}) {
    for (const double t : {0.3, 1.0, 3.0, 6.8}) {
      const double r = t / std::sqrt(n - 1 + t * t);
      const MatrixTest test = matrix_test({2, {r}}, n);
      const double ratio = test.tails.upper / correlation_p(r, n - 1);
      const double left_out = std::pow((t * t + 1) / n, 3) * 10;
      EXPECT_NEAR(ratio, 1, left_out + 1e-11) << n << " " << t;
    }
  }
}

TEST(MatrixTest, ExactMomentsOfTheLikelihoodRatio) {
  // Wilks: det R is a product of independent Beta((n - i)/2, i/2), i < K, so the cumulants of
  // -ln det R are sums of polygammas. Box's mixture has mean m + 4 omega and, to first order in
  // omega, variance 2 m + 24 omega.
  using boost::math::digamma;
  using boost::math::trigamma;
  for (const int size : {2, 5, 9, 33}) {
    const double k = size;
    for (const double n : {300.0, 3000.0}) {
      double mean = 0;
      double variance = 0;
      for (int i = 1; i < size; ++i) {
        mean += digamma(n / 2) - digamma((n - i) / 2);
        variance += trigamma((n - i) / 2) - trigamma(n / 2);
      }
      const double corrected = n - (2 * k + 5) / 6;
      const double m = k * (k - 1) / 2;
      const double omega = m * (2 * k * k - 2 * k - 13) / (144 * corrected * corrected);
      const double third = m * std::pow(k / n, 3);  // what is left out
      EXPECT_NEAR(corrected * mean, m + 4 * omega, third) << k << " " << n;
      EXPECT_NEAR(corrected * corrected * variance, 2 * m + 24 * omega, 4 * third) << k << " " << n;
    }
  }
}

TEST(MatrixTest, LeastSamplesKeepTheLawOfManyVariables) {
  using boost::math::digamma;
  using boost::math::trigamma;
  for (const int size : {33, 129, 257, 1025}) {
    for (const double factor : {1.0, 10.0, 0.1}) {
      const double k = size;
      const double n = factor * least_matrix_samples(size);
      if (n <= 2 * k) continue;
      double mean = 0;
      double variance = 0;
      for (int i = 1; i < size; ++i) {
        mean += digamma(n / 2) - digamma((n - i) / 2);
        variance += trigamma((n - i) / 2) - trigamma(n / 2);
      }
      const double corrected = n - (2 * k + 5) / 6;
      const double m = k * (k - 1) / 2;
      const double omega = m * (2 * k * k - 2 * k - 13) / (144 * corrected * corrected);
      // The mixture (1 - omega) chi2_m + omega chi2_(m + 4).
      const double mixed = 2 * m + 8 * omega + 16 * omega * (1 - omega);
      const double shift = std::abs(corrected * mean - m - 4 * omega) / std::sqrt(2 * m);
      const double spread = std::abs(std::sqrt(corrected * corrected * variance / mixed) - 1);
      if (factor >= 1) {
        EXPECT_LT(shift, 5e-4 / factor) << size << " " << n;
        EXPECT_LT(spread, 5e-4 / factor) << size << " " << n;
      } else {  // with a tenth of them the bound would be no bound
        EXPECT_GT(std::max(shift, spread), 5e-4) << size << " " << n;
      }
    }
  }
}

TEST(LargestCorrelation, FindsIt) {
  const Correlations three{3, {0.1, -0.7, 0.2}};
  const LargestCorrelation largest = largest_correlation(three, 20);
  EXPECT_EQ(largest.r, -0.7);
  EXPECT_EQ(largest.row, 2);
  EXPECT_EQ(largest.column, 0);
  const double single = correlation_p(0.7, 20);
  EXPECT_DOUBLE_EQ(largest.p, 3 * single);
  const double sidak = -std::expm1(3 * std::log1p(-single));
  EXPECT_LE(largest.p_lowest, sidak);
  EXPECT_GE(largest.p, sidak);
  const LargestCorrelation none = largest_correlation({3, {0, 0, 0}}, 20);
  EXPECT_EQ(none.p, 1);
  EXPECT_NEAR(none.p_lowest, 2.0 / 3, 1e-15);  // (m + 1)/(2 m)
  EXPECT_TRUE(std::isnan(largest_correlation({3, {0, std::nan(""), 0.5}}, 20).p));
}

/// Correlations of `size` independent rows of `count` samples; `fault` mixes row 0 into row 1.
Correlations simulated(int size, int count, double fault, std::mt19937_64& generator) {
  std::normal_distribution<double> normal;
  Eigen::MatrixXd samples(count, size);
  for (Eigen::Index i = 0; i < samples.size(); ++i) samples.data()[i] = normal(generator);
  samples.col(1) += fault * samples.col(0);
  const Eigen::MatrixXd moments = samples.transpose() * samples;
  std::vector<double> triangle;
  std::vector<int> rows;
  for (int i = 0; i < size; ++i) {
    rows.push_back(i);
    for (int j = 0; j <= i; ++j) triangle.push_back(moments(i, j));
  }
  return correlations(triangle, rows);
}

TEST(CorrelationTests, AreUniformUnderTheNullAndSeeAFault) {
  constexpr int kSize = 6;
  constexpr int kCount = 40;
  constexpr int kRuns = 10000;
  std::mt19937_64 generator(19);
  std::vector<double> single, matrix, single_faulty, matrix_faulty;
  double squares = 0;
  std::size_t alarms = 0;
  for (int run = 0; run < kRuns; ++run) {
    const Correlations sound = simulated(kSize, kCount, 0, generator);
    single.push_back(correlation_p(sound.r[4], kCount - 1));
    const MatrixTest test = matrix_test(sound, kCount);
    matrix.push_back(test.tails.upper);
    squares += test.sum_of_squares;
    alarms += largest_correlation(sound, kCount - 1).p <= 0.1 ? 1U : 0U;
    const Correlations planted = simulated(kSize, kCount, 0.4, generator);
    single_faulty.push_back(correlation_p(planted.r[0], kCount - 1));
    matrix_faulty.push_back(matrix_test(planted, kCount).tails.upper);
  }
  const double allowed = testing::allowed_distance(kRuns);
  EXPECT_LE(testing::distance_from_uniform(single), allowed);
  EXPECT_LE(testing::distance_from_uniform(matrix), allowed);
  EXPECT_GT(testing::distance_from_uniform(single_faulty), allowed);
  EXPECT_GT(testing::distance_from_uniform(matrix_faulty), allowed);
  // Bonferroni's two inequalities at p = 0.1: between 0.1 - 0.005 (m - 1)/m and 0.1.
  const auto count = static_cast<double>(alarms);
  const boost::math::binomial most(kRuns, 0.1);
  const boost::math::binomial least(kRuns, 0.1 - 0.005 * 14 / 15);
  EXPECT_GT(boost::math::cdf(boost::math::complement(most, count - 1)), testing::kFalseAlarm);
  EXPECT_GT(boost::math::cdf(least, count), testing::kFalseAlarm);
  // Mean m and variance 2 m (n - 1)/(n + 2) of n sum r^2.
  const double sd = std::sqrt(2 * 15 * (kCount - 1) / (kCount + 2.0) / kRuns);
  EXPECT_NEAR(squares / kRuns, 15, 6.2 * sd);  // two-sided normal level 6e-10
}

TEST(CorrelationTests, ANonGaussianPartnerDoesNotMatter) {
  std::mt19937_64 generator(37);
  std::normal_distribution<double> normal;
  std::exponential_distribution<double> exponential;
  std::vector<double> p;
  for (int run = 0; run < 20000; ++run) {
    double xx = 0, yy = 0, xy = 0;
    for (int i = 0; i < 8; ++i) {
      const double x = std::pow(exponential(generator), 2);
      const double y = normal(generator);
      xx += x * x;
      yy += y * y;
      xy += x * y;
    }
    p.push_back(correlation_p(xy / std::sqrt(xx * yy), 7));
  }
  EXPECT_LE(testing::distance_from_uniform(p), testing::allowed_distance(p.size()));
}

TEST(CorrelationTests, RejectAPlantedFaultAtATinyLevel) {
  std::mt19937_64 generator(43);
  const Correlations planted = simulated(8, 20000, 0.08, generator);
  const LargestCorrelation largest = largest_correlation(planted, 19999);
  EXPECT_LT(largest.p, 1e-11);
  EXPECT_EQ(largest.row, 1);
  EXPECT_EQ(largest.column, 0);
  EXPECT_LT(matrix_test(planted, 20000).tails.upper, 1e-11);
}

}  // namespace
}  // namespace ceo::stats
