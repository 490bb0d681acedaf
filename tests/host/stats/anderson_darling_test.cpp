// The Anderson-Darling statistic and its limit law against published values, two other formulas
// and simulation.
#include "host/stats/anderson_darling.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/quadrature/exp_sinh.hpp>
#include <boost/math/quadrature/tanh_sinh.hpp>
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
constexpr Real kPi = std::numbers::pi_v<Real>;

/// P(A^2 <= x) by the series of Anderson and Darling (1952), each integral by quadrature.
Real lower_by_series(Real x) {
  boost::math::quadrature::exp_sinh<Real> quadrature;
  Real sum = 0;
  Real coefficient = 1;  // (-1)^j Gamma(j + 1/2)/(Gamma(1/2) j!)
  for (int j = 0; j < 60; ++j) {
    const Real square = (4 * j + 1) * (4 * j + 1) * kPi * kPi / (8 * x);
    const auto integrand = [&](Real w) {
      return std::exp(x / (8 * (w * w + 1)) - square * (w * w + 1));
    };
    const Real addend = coefficient * (4 * j + 1) * quadrature.integrate(integrand);
    sum += addend;
    if (std::abs(addend) < 1e-20L * std::abs(sum)) break;
    coefficient *= -(j + 0.5L) / (j + 1);
  }
  return sum * std::sqrt(2 * kPi) / x;
}

/// P(A^2 > x) as real integrals along the cuts [s_k, s_{k+1}], s = j (j + 1)/2, j = 1, 2 | 3, 4 ...
/// of the moment generating function; exact, alternating. The quadrature
/// copes with the inverse square roots at the ends.
Real upper_by_cuts(Real x) {
  boost::math::quadrature::tanh_sinh<Real> quadrature;
  Real sum = 0;
  for (int k = 0; k < 20; ++k) {
    const int j = 2 * k + 1;
    const Real from = j * (j + 1) / 2.0L;
    const Real length = j + 1;
    const auto integrand = [&](Real u, Real to_end) {
      const Real end = -to_end;  // from the nearer end: positive on the left, negative on the right
      const Real s = from + (end > 0 ? end : u) * length;
      const Real root = std::sqrt(1 + 8 * s);
      // cos(pi root/2) relative to its zero at the nearer end, where root = odd.
      const Real zero = end > 0 ? 2 * j + 1 : 2 * j + 3;
      const Real moved = 8 * end * length / (root + zero);  // root - zero
      const Real cosine = std::abs(std::sin(kPi * moved / 2));
      return std::exp(-s * x) / s * std::sqrt(2 * kPi * s / cosine);
    };
    const Real addend = length * quadrature.integrate(integrand, 0.0L, 1.0L);
    sum += k % 2 == 0 ? addend : -addend;
    if (addend < 1e-20L * sum) break;
  }
  return sum / kPi;
}

TEST(AndersonDarlingLaw, PublishedValues) {
  // Marsaglia and Marsaglia (2004, J. Stat. Soft. 9(2)): quantiles to 11 digits, and a far tail.
  EXPECT_NEAR(anderson_darling_tails(1.9329578327).upper, 0.10, 1e-11);
  EXPECT_NEAR(anderson_darling_tails(2.4923671600).upper, 0.05, 1e-11);
  EXPECT_NEAR(anderson_darling_tails(3.8781250216).upper, 0.01, 1e-12);
  EXPECT_NEAR(anderson_darling_tails(0.01).lower / 0.528e-52, 1, 1e-3);
  // Anderson and Darling (1954): 1.933, 2.492, 3.857. The last is known to be a little low.
  EXPECT_NEAR(anderson_darling_tails(1.933).upper, 0.10, 1e-5);
  EXPECT_NEAR(anderson_darling_tails(2.492).upper, 0.05, 3e-5);
  EXPECT_NEAR(anderson_darling_tails(3.857).upper, 0.01, 3e-4);
}

TEST(AndersonDarlingLaw, LowerTailAgainstTheSeriesOf1952) {
  for (const double x : {0.03, 0.1, 0.25, 0.5, 0.77, 1.0, 1.9, 4.0}) {
    const auto expected = static_cast<double>(lower_by_series(x));
    EXPECT_NEAR(anderson_darling_tails(x).lower / expected, 1, 1e-12) << x;
  }
}

TEST(AndersonDarlingLaw, UpperTailAgainstIntegralsAlongTheCuts) {
  for (const double x : {0.7, 1.0, 2.0, 5.0, 10.0, 24.0, 100.0, 300.0, 690.0}) {
    const auto expected = static_cast<double>(upper_by_cuts(x));
    EXPECT_NEAR(anderson_darling_tails(x).upper / expected, 1, 1e-12) << x << " " << expected;
  }
}

TEST(AndersonDarlingLaw, Limits) {
  EXPECT_EQ(anderson_darling_tails(0).upper, 1);
  EXPECT_EQ(anderson_darling_tails(std::numeric_limits<double>::infinity()).upper, 0);
  EXPECT_TRUE(std::isnan(anderson_darling_tails(std::nan("")).upper));
}

/// A^2 as the integral n int (F_n - F)^2/(F (1 - F)) dF, piece by piece in long double.
Real statistic_by_integral(const std::vector<float>& sorted) {
  const auto n = static_cast<Real>(sorted.size());
  const auto cdf = [](Real x) { return std::erfc(-x / std::numbers::sqrt2_v<Real>) / 2; };
  // int (c - u)^2/(u (1 - u)) du = c^2 ln u - (1 - c)^2 ln(1 - u) - u
  Real sum = 0;
  for (std::size_t i = 0; i <= sorted.size(); ++i) {
    const Real c = static_cast<Real>(i) / n;
    const auto at = [&](bool end, float x) -> Real {
      const Real u = cdf(x);
      const Real v = cdf(-x);
      const Real logs =
          (c > 0 ? c * c * std::log(u) : 0) - (c < 1 ? (1 - c) * (1 - c) * std::log(v) : 0);
      return (end ? 1 : -1) * (logs - u);
    };
    sum += i < sorted.size() ? at(true, sorted[i]) : -1;
    if (i > 0) sum += at(false, sorted[i - 1]);
  }
  return n * sum;
}

std::vector<float> sorted_normals(std::size_t count, std::mt19937_64& generator, double scale = 1) {
  std::normal_distribution<double> normal;
  std::vector<float> sample(count);
  for (float& x : sample) x = static_cast<float>(scale * normal(generator));
  std::sort(sample.begin(), sample.end());
  return sample;
}

TEST(AndersonDarlingStatistic, IsTheIntegral) {
  std::mt19937_64 generator(3);
  for (const std::size_t count : {1U, 2U, 10U, 1000U, 20000U}) {
    const std::vector<float> sample = sorted_normals(count, generator);
    const auto n = static_cast<double>(count);
    EXPECT_NEAR(anderson_darling(sample), static_cast<double>(statistic_by_integral(sample)),
                1e-15 * n + 1e-14)
        << count;
  }
  const std::vector<float> tails{-6.6F, -0.5F, 0.5F, 6.6F};
  EXPECT_NEAR(anderson_darling(tails), static_cast<double>(statistic_by_integral(tails)), 1e-13);
}

TEST(AndersonDarlingStatistic, Symmetry) {
  EXPECT_EQ(anderson_darling(std::vector<float>{-2, -1, 0.5F}),
            anderson_darling(std::vector<float>{-0.5F, 1, 2}));
}

TEST(AndersonDarlingStatistic, BadSamples) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW((void)anderson_darling({}), Error);
  EXPECT_THROW((void)anderson_darling(std::vector<float>{1, 0}), Error);
  EXPECT_THROW((void)anderson_darling(std::vector<float>{nan}), Error);
  EXPECT_THROW((void)anderson_darling(std::vector<float>{0, nan}), Error);
  EXPECT_EQ(anderson_darling(std::vector<float>{0, 40}), std::numeric_limits<double>::infinity());
}

TEST(AndersonDarlingLaw, IsUniformUnderTheNullAndSeesAFault) {
  std::mt19937_64 generator(5);
  std::vector<double> p;
  std::vector<double> p_wide;
  for (int i = 0; i < 5000; ++i) {
    p.push_back(anderson_darling_tails(anderson_darling(sorted_normals(200, generator))).upper);
    p_wide.push_back(
        anderson_darling_tails(anderson_darling(sorted_normals(200, generator, 1.15))).upper);
  }
  const double allowed = testing::allowed_distance(p.size());
  EXPECT_LE(testing::distance_from_uniform(p), allowed);
  EXPECT_GT(testing::distance_from_uniform(p_wide), allowed);
}

TEST(AndersonDarlingLaw, RejectsAPlantedFaultAtATinyLevel) {
  // Student's t with 5 degrees of freedom and unit variance; 2^16 samples.
  std::mt19937_64 generator(7);
  std::student_t_distribution<double> student(5);
  std::vector<float> sample(1U << 16U);
  for (float& x : sample) x = static_cast<float>(student(generator) * std::sqrt(0.6));
  std::sort(sample.begin(), sample.end());
  EXPECT_LT(anderson_darling_tails(anderson_darling(sample)).upper, 1e-11);
}

}  // namespace
}  // namespace ceo::stats
