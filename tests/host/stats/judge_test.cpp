#include "host/stats/judge.hpp"
#include "tests/support/rapidcheck_seed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace ceo::stats {
namespace {

using ::testing::HasSubstr;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// A finding that agrees: one standard error away, resolved.
Finding sound() {
  Finding finding;
  finding.claim = "thm2.distortion";
  finding.estimate = {2.001, 0.001, 8192, Law::normal};
  finding.prediction = {2.0, 0.0, 2.0, 1.0};
  finding.level = 1e-8;
  finding.resolution = 1e-3;
  return finding;
}

TEST(Judge, Agrees) {
  const Finding finding = judge(sound(), {});
  EXPECT_EQ(finding.verdict, Verdict::agree);
  EXPECT_EQ(finding.reason, "");
  EXPECT_NEAR(finding.z, 1, 1e-12);  // half a unit in the last place of 2.001 is 2.2e-16
  EXPECT_NEAR(finding.p, 0.31731, 1e-5);
  EXPECT_EQ(finding.claim, "thm2.distortion");
}

TEST(Judge, SignAndSystematicError) {
  Finding finding = sound();
  finding.prediction.systematic = 0.0004;
  EXPECT_NEAR(judge(finding, {}).z, 0.6, 1e-12);
  finding.estimate.value = 1.999;
  EXPECT_NEAR(judge(finding, {}).z, -0.6, 1e-12);
  finding.prediction.systematic = 0.0015;
  EXPECT_EQ(judge(finding, {}).z, 0);
  EXPECT_EQ(judge(finding, {}).p, 1);
  EXPECT_EQ(judge(finding, {}).verdict, Verdict::agree);
}

TEST(Judge, DisagreesAtTheLevelItself) {
  Finding finding = sound();
  finding.estimate = {6, 1, 8192, Law::normal};
  finding.prediction.value = 0;
  finding.resolution = kInf;
  finding.level = two_sided_p(6, Law::normal);
  EXPECT_EQ(judge(finding, {}).verdict, Verdict::disagree);
  EXPECT_THAT(judge(finding, {}).reason, HasSubstr("6 standard errors"));
  finding.level = std::nextafter(finding.level, 0);
  EXPECT_EQ(judge(finding, {}).verdict, Verdict::agree);
}

TEST(Judge, UsesTheLawOfTheEstimate) {
  Finding finding = sound();
  finding.estimate = {6.9, 1, 8192, Law::normal};
  finding.prediction.value = 0;
  finding.resolution = kInf;
  finding.level = 1e-11;
  EXPECT_EQ(judge(finding, {}).verdict, Verdict::disagree);
  finding.estimate.law = Law::t255;
  EXPECT_EQ(judge(finding, {}).verdict, Verdict::agree);
}

TEST(Judge, WideErrorBarsAreUnresolvedAndSayWhatWouldHelp) {
  Finding finding = sound();
  finding.estimate.standard_error = 0.02;  // 0.01 in units of 2.0: ten times the resolution
  finding.estimate.samples = 1'000'000;
  const Finding judged = judge(finding, {});
  EXPECT_EQ(judged.verdict, Verdict::unresolved);
  EXPECT_THAT(judged.reason, HasSubstr("100 M samples"));
  finding.estimate.standard_error = 0.002;  // exactly the resolution
  EXPECT_EQ(judge(finding, {}).verdict, Verdict::agree);
}

TEST(Judge, ASignificantDepartureIsAnAnswerHoweverWideTheErrorBar) {
  Finding finding = sound();
  finding.estimate = {3.0, 0.02, 8192, Law::normal};
  EXPECT_EQ(judge(finding, {}).verdict, Verdict::disagree);
}

TEST(Judge, AKnownErrorAboveTheResolutionCannotAgree) {
  Finding finding = sound();
  finding.prediction.systematic = 0.003;
  const Finding judged = judge(finding, {});
  EXPECT_EQ(judged.verdict, Verdict::unresolved);
  EXPECT_THAT(judged.reason, HasSubstr("more samples do not help"));
}

struct BadCase {
  std::string words;
  Finding finding;
  Health health;
};

template <class Change>
BadCase bad(const std::string& words, Change change) {
  BadCase result{words, sound(), {}};
  change(result.finding, result.health);
  return result;
}

TEST(Judge, BrokenNumbersAreErrors) {
  const std::vector<BadCase> cases{
      bad("3 samples of the cell are not finite", [](Finding&, Health& h) { h.non_finite = 3; }),
      bad("2 strip sums", [](Finding&, Health& h) { h.overflow = 2; }),
      bad("no samples", [](Finding& f, Health&) { f.estimate.samples = 0; }),
      bad("the estimate is nan", [](Finding& f, Health&) { f.estimate.value = kNan; }),
      bad("the estimate is -inf", [](Finding& f, Health&) { f.estimate.value = -kInf; }),
      bad("standard error is nan", [](Finding& f, Health&) { f.estimate.standard_error = kNan; }),
      bad("standard error is inf", [](Finding& f, Health&) { f.estimate.standard_error = kInf; }),
      bad("standard error is -1", [](Finding& f, Health&) { f.estimate.standard_error = -1; }),
      bad("do not vary", [](Finding& f, Health&) { f.estimate.standard_error = 0; }),
      bad("the prediction is nan", [](Finding& f, Health&) { f.prediction.value = kNan; }),
      bad("systematic error is nan", [](Finding& f, Health&) { f.prediction.systematic = kNan; }),
      bad("systematic error is inf", [](Finding& f, Health&) { f.prediction.systematic = kInf; }),
      bad("systematic error is -1", [](Finding& f, Health&) { f.prediction.systematic = -1; }),
      bad("unit of the resolution is 0", [](Finding& f, Health&) { f.prediction.unit = 0; }),
      bad("unit of the resolution is nan", [](Finding& f, Health&) { f.prediction.unit = kNan; }),
      bad("the level 0 ", [](Finding& f, Health&) { f.level = 0; }),
      bad("the level nan ", [](Finding& f, Health&) { f.level = kNan; }),
      bad("the resolution 0 ", [](Finding& f, Health&) { f.resolution = 0; }),
      bad("the resolution nan ", [](Finding& f, Health&) { f.resolution = kNan; }),
  };
  for (const BadCase& broken : cases) {
    const Finding judged = judge(broken.finding, broken.health);
    EXPECT_EQ(judged.verdict, Verdict::error) << broken.words;
    EXPECT_THAT(judged.reason, HasSubstr(broken.words));
    EXPECT_TRUE(std::isnan(judged.z) && std::isnan(judged.p)) << broken.words;
    EXPECT_FALSE(needs_confirmation(judged)) << broken.words;
  }
}

TEST(Judge, HugeDifferencesDisagreeRatherThanOverflow) {
  Finding finding = sound();
  finding.estimate.value = 1e308;
  finding.prediction.value = -1e308;
  const Finding judged = judge(finding, {});
  EXPECT_EQ(judged.verdict, Verdict::disagree);
  EXPECT_EQ(judged.p, 0);
}

TEST(Judge, NothingButSmallDeviationsAgrees) {
  EXPECT_TRUE(rc::check([] {
    const auto any = [] {
      const double value = *rc::gen::arbitrary<double>();
      return *rc::gen::element(value, 0.0, 1.0, 1e-3, kNan, kInf, -kInf);
    };
    Finding finding = sound();
    finding.estimate.value = any();
    finding.estimate.standard_error = any();
    finding.prediction = {any(), any(), any(), 1};
    finding.level = any();
    finding.resolution = any();
    const Finding judged = judge(finding, {});
    if (judged.verdict == Verdict::agree) {
      RC_ASSERT(std::isfinite(judged.z));
      RC_ASSERT(judged.p > finding.level);
      RC_ASSERT(finding.estimate.standard_error > 0);
      RC_ASSERT(finding.estimate.standard_error / finding.prediction.unit <= finding.resolution);
      RC_ASSERT(judged.reason.empty());
    } else {
      RC_ASSERT(!judged.reason.empty());
    }
  }));
}

/// A finding that agrees: two roundings away where three are allowed. It has no level.
Finding exact() {
  Finding finding;
  finding.estimate = {1 + 2e-15, 0, 64, Law::exact};
  finding.prediction = {1, 3e-15, 1, 0};
  finding.resolution = 1e-3;
  return finding;
}

TEST(JudgeExact, AgreesWithinItsRoundingWithoutALevel) {
  const Finding finding = judge(exact(), {});
  EXPECT_EQ(finding.verdict, Verdict::agree);
  EXPECT_EQ(finding.reason, "");
  EXPECT_EQ(finding.p, 1);
  EXPECT_EQ(finding.z, 0);
  Finding at_bound = exact();
  at_bound.prediction.value = 0;
  at_bound.estimate.value = at_bound.prediction.systematic = 1e-15;
  EXPECT_EQ(judge(at_bound, {}).verdict, Verdict::agree);
  EXPECT_FALSE(needs_confirmation(finding));
}

TEST(JudgeExact, DisagreesBeyondItWhateverTheLevel) {
  for (const double sign : {1.0, -1.0}) {
    Finding finding = exact();
    finding.estimate.value = 1 + sign * 1e-14;
    for (const double level : {0.0, 1e-6, 0.5}) {
      finding.level = level;
      const Finding judged = judge(finding, {});
      EXPECT_EQ(judged.verdict, Verdict::disagree);
      EXPECT_EQ(judged.p, 0);
      EXPECT_GT(sign * judged.z, 37);
      EXPECT_TRUE(std::isfinite(judged.z));
      EXPECT_THAT(judged.reason, HasSubstr("rounding explains 3e-15"));
      EXPECT_FALSE(needs_confirmation(judged));
    }
  }
}

TEST(JudgeExact, ARoundingAsLargeAsTheResolutionIsNoAnswer) {
  Finding finding = exact();
  finding.prediction.systematic = 2e-3;
  EXPECT_EQ(judge(finding, {}).verdict, Verdict::unresolved);
}

TEST(JudgeExact, NothingLookedAtAndNaNAreErrors) {
  const std::vector<void (*)(Finding&)> faults = {
      [](Finding& f) { f.estimate.samples = 0; },
      [](Finding& f) { f.estimate.value = kNan; },
      [](Finding& f) { f.estimate.value = kInf; },
      [](Finding& f) { f.estimate.standard_error = 1e-9; },  // then it is not exact
      [](Finding& f) { f.estimate.standard_error = kNan; },
      [](Finding& f) { f.prediction.value = kNan; },
      [](Finding& f) { f.prediction.systematic = kNan; },
      [](Finding& f) { f.prediction.systematic = kInf; },
      [](Finding& f) { f.prediction.systematic = -1; },
      [](Finding& f) { f.prediction.unit = 0; },
      [](Finding& f) { f.resolution = kNan; },
  };
  for (std::size_t i = 0; i < faults.size(); ++i) {
    Finding finding = exact();
    faults[i](finding);
    EXPECT_EQ(judge(finding, {}).verdict, Verdict::error) << i;
  }
}

TEST(NeedsConfirmation, BetweenTheLevelAndAHundredTimesIt) {
  Finding finding = sound();
  finding.verdict = Verdict::agree;
  const std::vector<std::pair<double, bool>> cases{{1e-8, false}, {1.0001e-8, true},
                                                   {1e-6, true},  {1.01e-6, false},
                                                   {0.5, false},  {kNan, false}};
  for (const auto& [p, expected] : cases) {
    finding.p = p;
    EXPECT_EQ(needs_confirmation(finding), expected) << p;
  }
  finding.p = 1e-7;
  finding.verdict = Verdict::not_run;
  EXPECT_FALSE(needs_confirmation(finding));
}

TEST(Verdict, Words) {
  EXPECT_EQ(to_string(Verdict::agree), "agree");
  EXPECT_EQ(to_string(Verdict::disagree), "disagree");
  EXPECT_EQ(to_string(Verdict::unresolved), "unresolved");
  EXPECT_EQ(to_string(Verdict::error), "error");
  EXPECT_EQ(to_string(Verdict::not_run), "not run");
}

}  // namespace
}  // namespace ceo::stats
