// The pieces of host checks: random numbers, outcomes, and what can be drawn.
#include "host/run/host_check.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <set>

#include "host/base/error.hpp"
#include "host/run/plan.hpp"
#include "host/run/series.hpp"

namespace ceo::run {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::uint32_t, 2> kKey = {0x13198a2e, 0x03707344};

/// Salmon et al. give the words of Philox4x32-10 for this counter and key.
TEST(HostDraws, TheWordsAreThoseOfPhilox) {
  const std::array<std::uint32_t, 2> key = {0, 0};
  HostDraws draws(key, 0);
  // Counter 0, key 0: 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
  const double first =
      (static_cast<double>((std::uint64_t{0x6627e8d5U >> 5} << 26) | (0xe169c58dU >> 6)) + 0.5) *
      0x1p-53;
  EXPECT_EQ(draws.uniform(), first);
  EXPECT_EQ(draws.below(std::uint64_t{1} << 32), 0xbc57ac4cU);
}

TEST(HostDraws, InstancesAndBlocksDiffer) {
  std::set<double> seen;
  for (const std::uint64_t instance :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32}) {
    HostDraws draws(kKey, instance);
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(seen.insert(draws.uniform()).second);
  }
}

/// Means of uniforms, normals and their squares within 6.5 standard errors: a false alarm in 1e10.
TEST(HostDraws, MomentsAreThoseOfTheLaws) {
  constexpr int kCount = 200000;
  double uniform = 0, normal = 0, square = 0;
  for (int i = 0; i < kCount / 100; ++i) {
    HostDraws draws(kKey, static_cast<std::uint64_t>(i));
    for (int j = 0; j < 100; ++j) {
      const double u = draws.uniform(), z = draws.normal();
      ASSERT_TRUE(u > 0 && u < 1);
      uniform += u;
      normal += z;
      square += z * z;
    }
  }
  const double root = std::sqrt(static_cast<double>(kCount));
  EXPECT_NEAR(uniform / kCount, 0.5, 6.5 / std::sqrt(12.0) / root);
  EXPECT_NEAR(normal / kCount, 0, 6.5 / root);
  EXPECT_NEAR(square / kCount, 1, 6.5 * std::sqrt(2.0) / root);
}

TEST(HostDraws, BelowReachesEveryNumberAndNoOther) {
  std::array<int, 7> hits{};
  HostDraws draws(kKey, 3);
  for (int i = 0; i < 7000; ++i) ++hits.at(draws.below(7));
  // Binomial with mean 1000 and sd 29.3, at 6.5 of them.
  for (const int count : hits) EXPECT_NEAR(count, 1000, 191);
  EXPECT_EQ(draws.below(1), 0U);
  EXPECT_THROW(static_cast<void>(draws.below(0)), Error);
}

TEST(HostContext, SeedClaimAndStreamChangeTheNumbers) {
  const auto first = [](const HostContext& context) { return context.draws(0).uniform(); };
  const HostContext context(7, "thm.h", "gap", 10);
  EXPECT_EQ(first(context), first(HostContext(7, "thm.h", "gap", 99)));
  EXPECT_NE(first(context), first(HostContext(8, "thm.h", "gap", 10)));
  EXPECT_NE(first(context), first(HostContext(7, "thm.i", "gap", 10)));
  EXPECT_NE(first(context), first(HostContext(7, "thm.h", "bound", 10)));
  EXPECT_EQ(first(context.with_stream("shared")), first(HostContext(7, "thm.h", "shared", 10)));
  EXPECT_EQ(context.instances(), 10U);
  // The key is the one that docs/engine.md defines.
  EXPECT_EQ(first(context), HostDraws(stream_key(7, "host thm.h gap"), 0).uniform());
}

stats::Verdict verdict_of(const HostOutcome& outcome) {
  stats::Finding finding;
  finding.estimate = outcome.estimate;
  finding.prediction = outcome.prediction;
  finding.level = 1e-6;
  finding.resolution = 1e-3;
  return stats::judge(finding, {}).verdict;
}

TEST(HostOutcome, ExactNumbersAgreeWithinTheirRounding) {
  using stats::Verdict;
  EXPECT_EQ(verdict_of(exactly(1 + 1e-15, 1, 1e-15, 1, 5, "")), Verdict::disagree);  // 1.11e-15
  EXPECT_EQ(verdict_of(exactly(1 + 1e-15, 1, 2e-15, 1, 5, "")), Verdict::agree);
  EXPECT_EQ(verdict_of(exactly(1 - 1e-13, 1, 2e-15, 1, 5, "")), Verdict::disagree);
  EXPECT_EQ(verdict_of(exactly(1, 1, 0.01, 1, 5, "")), Verdict::unresolved);  // 0.01 > 1e-3
  EXPECT_EQ(verdict_of(exactly(1, 1, 0, 1, 0, "")), Verdict::error);          // looked at nothing
  EXPECT_EQ(verdict_of(exactly(kNan, 1, 1, 1, 5, "")), Verdict::error);
}

TEST(HostOutcome, BoundsAreOneSided) {
  using stats::Verdict;
  EXPECT_EQ(verdict_of(at_most(-3, 1e-15, 1, 5, "")), Verdict::agree);
  EXPECT_EQ(verdict_of(at_most(-std::numeric_limits<double>::infinity(), 0, 1, 5, "")),
            Verdict::agree);
  EXPECT_EQ(verdict_of(at_most(1e-15, 1e-15, 1, 5, "")), Verdict::agree);
  EXPECT_EQ(verdict_of(at_most(2e-15, 1e-15, 1, 5, "")), Verdict::disagree);
  EXPECT_EQ(verdict_of(at_most(kNan, 1e-15, 1, 5, "")), Verdict::error);
}

TEST(HostOutcome, TestsHaveTheirOwnProbability) {
  stats::Finding finding;
  const HostOutcome outcome = tested(107, 32, 8, 1e-9, 1000, "");
  finding.estimate = outcome.estimate;
  finding.prediction = outcome.prediction;
  finding.level = 1e-6;
  finding.resolution = 1;
  EXPECT_EQ(stats::judge(finding, {}).verdict, stats::Verdict::disagree);
  finding.estimate.p = 2e-6;
  EXPECT_EQ(stats::judge(finding, {}).verdict, stats::Verdict::agree);
}

TEST(Largest, KeepsTheFirstOfEqualsAndEveryNaN) {
  Largest largest;
  largest.take(1, 4);
  largest.take(3, 5);
  largest.take(3, 6);
  largest.take(2, 7);
  EXPECT_EQ(largest.value(), 3);
  EXPECT_EQ(largest.at(), 5U);
  EXPECT_EQ(largest.count(), 4U);
  largest.take(kNan, 8);
  largest.take(9, 9);
  EXPECT_TRUE(std::isnan(largest.value()));
  EXPECT_EQ(largest.at(), 8U);
}

Series good_series() {
  Series series;
  series.id = "s";
  series.title = "Title";
  series.x = {"x", "1", AxisScale::log};
  series.y = {"y", "1", AxisScale::linear};
  series.curves = {{"line", CurveStyle::line, {1, 2}, {-1, 0}},
                   {"points", CurveStyle::points, {1}, {3}, {2}, {4}}};
  return series;
}

TEST(Series, WhatCannotBeDrawnIsADefect) {
  EXPECT_NO_THROW(require_drawable(good_series()));
  const std::vector<void (*)(Series&)> faults = {
      [](Series& s) { s.id.clear(); },
      [](Series& s) { s.title.clear(); },
      [](Series& s) { s.curves.clear(); },
      [](Series& s) { s.curves[0].x.clear(), s.curves[0].y.clear(); },
      [](Series& s) { s.curves[0].y.push_back(1); },
      [](Series& s) { s.curves[0].x[0] = 0; },  // on a log axis
      [](Series& s) { s.curves[0].y[0] = kNan; },
      [](Series& s) { s.curves[1].high.clear(); },
      [](Series& s) { s.curves[1].low[0] = -std::numeric_limits<double>::infinity(); },
  };
  for (std::size_t i = 0; i < faults.size(); ++i) {
    Series series = good_series();
    faults[i](series);
    EXPECT_THROW(require_drawable(series), Error) << i;
  }
}

}  // namespace
}  // namespace ceo::run
