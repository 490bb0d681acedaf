#include "host/stats/anytime.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>
#include <vector>

#include "host/base/error.hpp"
#include "host/stats/judge.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::stats {
namespace {

using ceo::testing::SplitMix;

double uniform(SplitMix& words) {
  return (static_cast<double>(words.next() >> 11) + 0.5) * 0x1p-53;
}

/// Box and Muller's cosine.
double normal(SplitMix& words) {
  const double radius = std::sqrt(-2 * std::log(uniform(words)));
  return radius * std::cos(2 * std::numbers::pi * uniform(words));
}

constexpr int kSequences = 4000, kLooks = 120;
constexpr double kLevel = 0.05;

/// Sequences of nights that ever reject at |S_t| / sqrt(t), S_t the sum of t deviates of mean
/// `drift`, where look t has level(t).
int rejections(double drift, const std::function<double(std::uint64_t)>& level) {
  std::vector<double> critical;
  for (std::uint64_t t = 1; t <= kLooks; ++t) critical.push_back(critical_z(level(t)));
  SplitMix words(1);
  int rejected = 0;
  for (int sequence = 0; sequence < kSequences; ++sequence) {
    double sum = 0;
    bool ever = false;
    for (std::size_t t = 1; t <= kLooks; ++t) {
      sum += normal(words) + drift;
      ever |= std::abs(sum) / std::sqrt(static_cast<double>(t)) >= critical[t - 1];
    }
    if (ever) ++rejected;
  }
  return rejected;
}

/// P(N >= count) of so many false alarms at the whole level.
double tail(int count) {
  if (count == 0) return 1;
  const boost::math::binomial law(kSequences, kLevel);
  return cdf(complement(law, count - 1));
}

TEST(LookLevel, SpendsTheWholeLevelAndNoMore) {
  double spent = 0;
  for (std::uint64_t t = 1; t <= 100000; ++t) spent += look_level(0.05, t);
  EXPECT_NEAR(spent, 0.05 * (1 - 1.0 / 100001), 1e-12);
  EXPECT_EQ(look_level(1, 1), 0.5);
  EXPECT_THROW(static_cast<void>(look_level(0.05, 0)), Error);
}

TEST(LookLevel, KeepsTheBudgetHoweverOftenOneLooks) {
  const int alarms = rejections(0, [](std::uint64_t t) { return look_level(kLevel, t); });
  EXPECT_GT(alarms, 0);
  EXPECT_GT(tail(alarms), 1e-6) << alarms << " of " << kSequences;
}

TEST(LookLevel, TheSameLevelAtEveryLookIsFoundOut) {
  const int alarms = rejections(0, [](std::uint64_t) { return kLevel; });
  EXPECT_LT(tail(alarms), 1e-6) << alarms << " of " << kSequences;
}

TEST(LookLevel, FindsWhatOneNightCannot) {
  // Half a standard error a night. The last look alone finds it with this power.
  constexpr double kDrift = 0.5;
  const boost::math::normal law;
  const double power =
      cdf(law, kDrift * std::sqrt(kLooks) - critical_z(look_level(kLevel, kLooks)));
  EXPECT_GT(power, 0.75);
  const int found = rejections(kDrift, [](std::uint64_t t) { return look_level(kLevel, t); });
  EXPECT_GT(cdf(boost::math::binomial(kSequences, power), found), 1e-6) << found;
  // One night alone finds little more than its level.
  const double z = critical_z(kLevel);
  EXPECT_LT(cdf(complement(law, z - kDrift)) + cdf(law, -z - kDrift), 0.1);
}

TEST(FisherP, IsTheChiSquareTail) {
  const std::vector<double> p = {0.3, 0.02, 0.7};
  const double statistic = -2 * (std::log(0.3) + std::log(0.02) + std::log(0.7));
  EXPECT_NEAR(fisher_p(p), cdf(complement(boost::math::chi_squared(6), statistic)), 1e-14);
  const std::vector<double> one = {0.123};
  EXPECT_NEAR(fisher_p(one), 0.123, 1e-15);
}

TEST(FisherP, EdgesAreNeitherLostNorInvented) {
  EXPECT_EQ(fisher_p({}), 1);
  EXPECT_EQ(fisher_p(std::vector<double>{1, 1}), 1);
  EXPECT_EQ(fisher_p(std::vector<double>{0.5, 0}), 0);
  EXPECT_TRUE(std::isnan(fisher_p(std::vector<double>{0.5, NAN})));
  EXPECT_TRUE(std::isnan(fisher_p(std::vector<double>{0.5, 1.5})));
}

TEST(FisherP, IsUniformWhereNothingIsWrong) {
  SplitMix words(2);
  constexpr int kRuns = 4000;
  int below = 0;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<double> p(7);
    for (double& value : p) value = uniform(words);
    if (fisher_p(p) <= 0.1) ++below;
  }
  const boost::math::binomial law(kRuns, 0.1);
  EXPECT_GT(std::min(cdf(law, below), cdf(complement(law, below - 1))), 1e-6) << below;
}

}  // namespace
}  // namespace ceo::stats
