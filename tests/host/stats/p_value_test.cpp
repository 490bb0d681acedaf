// p-values, critical values and sample counts, each computed a second way.
#include <gtest/gtest.h>

#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "host/base/error.hpp"
#include "host/stats/judge.hpp"
#include "host/stats/moments.hpp"
#include "tests/host/stats/uniformity.hpp"

namespace ceo::stats {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon() / 2;
constexpr double kInf = std::numeric_limits<double>::infinity();

/// Upper tail of Student's law beyond t: Simpson's rule on the density under t/u, u in (0, 1].
long double student_tail(long double t, long double freedom, int intervals) {
  const long double log_scale = std::lgamma((freedom + 1) / 2) - std::lgamma(freedom / 2) -
                                std::log(freedom * std::numbers::pi_v<long double>) / 2;
  const auto integrand = [&](long double u) {
    if (u == 0) return 0.0L;
    const long double x = t / u;
    return std::exp(log_scale - (freedom + 1) / 2 * std::log1p(x * x / freedom)) * t / (u * u);
  };
  const long double step = 1.0L / intervals;
  long double sum = integrand(0) + integrand(1);
  for (int i = 1; i < intervals; ++i) sum += (i % 2 == 1 ? 4 : 2) * integrand(i * step);
  return sum * step / 3;
}

TEST(TwoSidedP, NormalTailsAgainstLongDouble) {
  for (const double z : {1e-9, 0.1, 1.0, 1.96, 5.0, 6.6, 12.0, 25.0, 37.0}) {
    const long double expected = std::erfc(static_cast<long double>(z) / std::sqrt(2.0L));
    // A rounding of z/sqrt(2) counts z^2 + 1 times in the tail; erfc itself a few.
    const double tolerance = 4 * kEps * (z * z + 1);
    EXPECT_NEAR(static_cast<double>(two_sided_p(z, Law::normal) / expected), 1, tolerance) << z;
    EXPECT_EQ(two_sided_p(-z, Law::normal), two_sided_p(z, Law::normal));
  }
  EXPECT_LT(two_sided_p(37, Law::normal), 1e-298);
  EXPECT_GT(two_sided_p(37, Law::normal), 1e-300);
}

TEST(TwoSidedP, StudentTailsAgainstQuadrature) {
  for (const double t : {0.5, 2.0, 4.0, 7.0, 10.0, 30.0, 100.0, 240.0}) {
    const long double fine = student_tail(t, kBatches - 1, 20000);
    const long double coarse = student_tail(t, kBatches - 1, 10000);
    // The exponent 128 multiplies a few roundings of the base 1 + t^2/255; the quadrature's own
    // error is below its change under halving.
    const double tolerance = 16 * 128 * kEps + static_cast<double>(std::abs(fine - coarse) / fine);
    EXPECT_NEAR(static_cast<double>(two_sided_p(t, Law::t255) / (2 * fine)), 1, tolerance) << t;
    EXPECT_EQ(two_sided_p(-t, Law::t255), two_sided_p(t, Law::t255));
  }
  EXPECT_LT(two_sided_p(240, Law::t255), 1e-295);
  EXPECT_GT(two_sided_p(240, Law::t255), 0);
}

TEST(TwoSidedP, NormalUnderstatesTheTailSevenfoldAt1e11) {
  const double z = critical_z(1e-11);
  const double ratio = two_sided_p(z, Law::t255) / two_sided_p(z, Law::normal);
  EXPECT_GT(ratio, 6.5);
  EXPECT_LT(ratio, 7.5);
}

TEST(TwoSidedP, Limits) {
  for (const Law law : {Law::normal, Law::t255}) {
    EXPECT_EQ(two_sided_p(0, law), 1);
    EXPECT_EQ(two_sided_p(-0.0, law), 1);
    EXPECT_EQ(two_sided_p(kInf, law), 0);
    EXPECT_EQ(two_sided_p(-kInf, law), 0);
    EXPECT_TRUE(std::isnan(two_sided_p(std::nan(""), law)));
  }
}

TEST(CriticalZ, IsTheInverseOfThePValue) {
  for (const double level : {0.9, 0.3173105078629141, 0.05, 1e-3, 5e-11, 1e-100, 1e-300}) {
    const double z = critical_z(level);
    EXPECT_NEAR(two_sided_p(z, Law::normal) / level, 1, 8 * kEps * (z * z + 1)) << level;
  }
  EXPECT_DOUBLE_EQ(critical_z(0.05), 1.959963984540054);
  EXPECT_NEAR(critical_z(1e-6 / 2e4), 6.57, 0.005);  // spec/claims.md says about 6.6
  for (const double level : {0.0, 1.0, -1.0, std::nan("")}) {
    EXPECT_THROW((void)critical_z(level), Error) << level;
  }
}

TEST(SamplesForPower, WorkedNumbers) {
  // spec/claims.md: z about 6.6 plus 3.1; one sample is enough for a shift that large.
  EXPECT_EQ(samples_for_power(9.67, 1e-6 / 2e4, 0.999), 1U);
  EXPECT_EQ(samples_for_power(1e30, 0.05, 0.5), 1U);
  // (1.959964 + 1.281552)^2/0.01 = 1050.7
  EXPECT_EQ(samples_for_power(0.1, 0.05, 0.9), 1051U);
  EXPECT_EQ(samples_for_power(-0.1, 0.05, 0.9), 1051U);
  // Weights times 1.001 at D/sX2 = 1: a slope off by 1e-3 of sd 1 per sample, about 8e7 to 1e8.
  const auto slope = static_cast<double>(samples_for_power(1e-3, 1e-6 / 2e4, 0.999));
  EXPECT_GT(slope, 8e7);
  EXPECT_LT(slope, 1e8);
}

TEST(SamplesForPower, RefusesTheImpossible) {
  for (const double effect : {0.0, 1e-12, std::nan("")}) {
    try {
      (void)samples_for_power(effect, 1e-10, 0.999);
      ADD_FAILURE() << effect;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
    }
  }
  EXPECT_THROW((void)samples_for_power(1, 0.05, 1), Error);
}

/// How many of `runs` experiments with the given number of samples reject, at a shift of `effect`.
std::size_t rejections(double effect, std::uint64_t samples, double level, int runs) {
  std::mt19937_64 generator(17);
  std::normal_distribution<double> normal;
  std::size_t count = 0;
  for (int run = 0; run < runs; ++run) {
    double sum = 0;
    for (std::uint64_t i = 0; i < samples; ++i) sum += effect + normal(generator);
    const double z = sum / std::sqrt(static_cast<double>(samples));
    count += two_sided_p(z, Law::normal) <= level ? 1U : 0U;
  }
  return count;
}

/// Is a count of successes possible at this probability, but for testing::kFalseAlarm?
bool plausible(std::size_t count, int runs, double probability) {
  const boost::math::binomial law(runs, probability);
  const auto successes = static_cast<double>(count);
  const double below = boost::math::cdf(law, successes);
  const double above =
      count == 0 ? 1 : boost::math::cdf(boost::math::complement(law, successes - 1));
  return below > testing::kFalseAlarm / 2 && above > testing::kFalseAlarm / 2;
}

TEST(SamplesForPower, MatchesADirectSimulation) {
  constexpr int kRuns = 20000;
  constexpr double kLevel = 1e-3;
  constexpr double kPower = 0.9;
  constexpr double kEffect = 0.31;
  const std::uint64_t samples = samples_for_power(kEffect, kLevel, kPower);
  // Rounding the count up adds a little power: that of the shift actually reached.
  const double reached = kEffect * std::sqrt(static_cast<double>(samples)) - critical_z(kLevel);
  const double power = 0.5 * std::erfc(-reached / std::numbers::sqrt2);
  EXPECT_GE(power, kPower);
  EXPECT_TRUE(plausible(rejections(kEffect, samples, kLevel, kRuns), kRuns, power));
  // Half the samples must not look like the promised power, and no effect rejects at the level.
  EXPECT_FALSE(plausible(rejections(kEffect, samples / 2, kLevel, kRuns), kRuns, power));
  EXPECT_TRUE(plausible(rejections(0, samples, kLevel, kRuns), kRuns, kLevel));
}

TEST(TwoSidedP, IsUniformUnderTheNull) {
  std::mt19937_64 generator(23);
  std::normal_distribution<double> normal;
  std::student_t_distribution<double> student(kBatches - 1);
  std::vector<double> p_normal;
  std::vector<double> p_student;
  std::vector<double> p_wide;
  for (int i = 0; i < 100000; ++i) {
    const double z = normal(generator);
    p_normal.push_back(two_sided_p(z, Law::normal));
    p_wide.push_back(two_sided_p(1.05 * z, Law::normal));
    p_student.push_back(two_sided_p(student(generator), Law::t255));
  }
  const double allowed = testing::allowed_distance(p_normal.size());
  EXPECT_LE(testing::distance_from_uniform(p_normal), allowed);
  EXPECT_LE(testing::distance_from_uniform(p_student), allowed);
  EXPECT_GT(testing::distance_from_uniform(p_wide), allowed);  // standard errors 5 % too small
}

}  // namespace
}  // namespace ceo::stats
