// Skewness and kurtosis: worked numbers, exact null variances and power.
#include "host/stats/normal_moments.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "tests/host/stats/uniformity.hpp"

namespace ceo::stats {
namespace {

/// Two-sided normal tail beyond 6.2 is 6e-10, below testing::kFalseAlarm.
constexpr double kSix = 6.2;

RawMoments moments_of_sample(const std::vector<double>& sample) {
  RawMoments m;
  m.samples = sample.size();
  const auto n = static_cast<double>(sample.size());
  for (const double x : sample) {
    m.first += x / n;
    m.second += x * x / n;
    m.third += x * x * x / n;
    m.fourth += x * x * x * x / n;
  }
  return m;
}

TEST(NormalMoments, WorkedNumbers) {
  // 1, 2, 3, 4, 10: mean 4, central moments 10, 36, 278.8.
  const RawMoments m = moments_of_sample({1, 2, 3, 4, 10});
  EXPECT_NEAR(skewness(m).value, 36 / std::sqrt(1000), 1e-13);
  EXPECT_NEAR(excess_kurtosis(m).value, 2.788 - 3 + 1, 1e-12);
  EXPECT_NEAR(skewness(m).standard_error, std::sqrt(6 * 3 / (6.0 * 8)), 1e-15);
  EXPECT_NEAR(excess_kurtosis(m).standard_error, std::sqrt(24 * 5 * 3 * 2 / (36.0 * 8 * 10)),
              1e-15);
  EXPECT_EQ(skewness(m).samples, 5U);
  EXPECT_EQ(skewness(m).law, Law::normal);
  const RawMoments few = moments_of_sample({1, 2, 4});
  EXPECT_TRUE(std::isnan(skewness(few).standard_error));
  EXPECT_TRUE(std::isnan(excess_kurtosis(few).value));
}

TEST(NormalMoments, DoNotDependOnPlaceAndScale) {
  const std::vector<double> sample{0.3, -1.2, 0.5, 2.2, -0.1, 0.9};
  std::vector<double> moved;
  moved.reserve(sample.size());
  for (const double x : sample) moved.push_back(3 - 2 * x);
  const RawMoments a = moments_of_sample(sample);
  const RawMoments b = moments_of_sample(moved);
  EXPECT_NEAR(skewness(a).value, -skewness(b).value, 1e-12);
  EXPECT_NEAR(excess_kurtosis(a).value, excess_kurtosis(b).value, 1e-12);
}

struct Simulated {
  std::vector<double> skewness, kurtosis;  ///< value/standard_error
};

template <class Draw>
Simulated simulate(std::size_t count, int runs, Draw&& draw) {
  Simulated result;
  std::vector<double> sample(count);
  for (int run = 0; run < runs; ++run) {
    for (double& x : sample) x = draw();
    const RawMoments m = moments_of_sample(sample);
    const Estimate third = skewness(m);
    const Estimate fourth = excess_kurtosis(m);
    result.skewness.push_back(third.value / third.standard_error);
    result.kurtosis.push_back(fourth.value / fourth.standard_error);
  }
  return result;
}

/// Are the mean 0 and the mean square 1 within six standard errors?
void expect_standardised(const std::vector<double>& z) {
  const auto n = static_cast<double>(z.size());
  double first = 0, second = 0, fourth = 0;
  for (const double value : z) {
    first += value / n;
    second += value * value / n;
    fourth += value * value * value * value / n;
  }
  EXPECT_NEAR(first, 0, kSix * std::sqrt(second / n));
  EXPECT_NEAR(second, 1, kSix * std::sqrt((fourth - second * second) / n));
}

TEST(NormalMoments, NullMomentsAreExactInSmallSamples) {
  std::mt19937_64 generator(47);
  std::normal_distribution<double> normal(2, 3);
  const Simulated z = simulate(12, 200000, [&] { return normal(generator); });
  expect_standardised(z.skewness);
  expect_standardised(z.kurtosis);
}

std::vector<double> p_values(const std::vector<double>& z) {
  std::vector<double> p;
  p.reserve(z.size());
  for (const double value : z) p.push_back(two_sided_p(value, Law::normal));
  return p;
}

TEST(NormalMoments, AreUniformUnderTheNullAndSeeAFault) {
  std::mt19937_64 generator(53);
  std::normal_distribution<double> normal;
  std::student_t_distribution<double> student(20);
  std::gamma_distribution<double> gamma(150);
  const Simulated sound = simulate(20000, 1500, [&] { return normal(generator); });
  const Simulated heavy = simulate(20000, 300, [&] { return student(generator); });
  const Simulated skewed = simulate(20000, 300, [&] { return gamma(generator); });
  const double allowed = testing::allowed_distance(1500);
  EXPECT_LE(testing::distance_from_uniform(p_values(sound.skewness)), allowed);
  EXPECT_LE(testing::distance_from_uniform(p_values(sound.kurtosis)), allowed);
  const double faulty = testing::allowed_distance(300);
  EXPECT_GT(testing::distance_from_uniform(p_values(heavy.kurtosis)), faulty);
  EXPECT_GT(testing::distance_from_uniform(p_values(skewed.skewness)), faulty);
}

TEST(NormalMoments, RejectAPlantedFaultAtATinyLevel) {
  // Student's t with 30 degrees of freedom has an excess kurtosis of 6/26.
  std::mt19937_64 generator(59);
  std::student_t_distribution<double> student(30);
  const Simulated heavy = simulate(200000, 1, [&] { return student(generator); });
  EXPECT_LT(p_values(heavy.kurtosis)[0], 1e-11);
}

}  // namespace
}  // namespace ceo::stats
