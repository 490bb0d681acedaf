// Reading plans: values, defaults, --set and the other overrides.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "host/base/error.hpp"
#include "host/run/plan.hpp"
#include "host/theory/channel.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Overrides set(std::vector<std::string> settings) {
  Overrides overrides;
  overrides.set = std::move(settings);
  return overrides;
}

/// The message with which a plan is refused; fails if it is accepted.
std::string refusal(const std::string& text, const Overrides& overrides) {
  try {
    static_cast<void>(parse(text, overrides));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  ADD_FAILURE() << "the plan was accepted";
  return "";
}

TEST(Config, ReadsEveryValue) {
  const Config config = parse(good_plan());
  EXPECT_EQ(config.name, "test");
  EXPECT_EQ(config.seed, 7U);
  EXPECT_EQ(config.budget, 1e-6);
  EXPECT_EQ(config.resolution, 1e-3);
  EXPECT_TRUE(config.controls);
  EXPECT_EQ(config.text, good_plan());
  EXPECT_EQ(config.path, "plan.toml");
  ASSERT_EQ(config.points.size(), 2U);
  EXPECT_EQ(config.points[0].name, "pair");
  EXPECT_THAT(config.points[0].var_n, ElementsAre(1.0, 1.0));
  // D = (sN2 + sV2)/K for equal workers: sV2 = 2 * 0.75 - 1.
  EXPECT_THAT(config.points[0].var_v, ElementsAre(0.5, 0.5));
  EXPECT_EQ(config.points[1].var_x, 2.0);
  EXPECT_THAT(config.points[1].var_v, ElementsAre(0.25));
  ASSERT_EQ(config.claims.size(), 2U);
  EXPECT_THAT(config.claims[0].points, ElementsAre("pair", "single"));
  EXPECT_EQ(config.claims[0].samples, 10'000U);
  EXPECT_THAT(config.claims[1].points, ElementsAre("pair", "single"));
}

TEST(Config, FillsInDefaults) {
  const Config config = parse(
      "[plan]\nname = 'p'\n[points.a]\nvar_x = 1\nvar_n = [1, 1]\nrates = 1\n"
      "[points.b]\nworkers = 17\nvar_x = 1\nvar_n = 1\nrates = 1\n"
      "[points.c]\nworkers = 33\nvar_x = 1\nvar_n = 1\nrates = 1\n[claims.'thm.b']\n");
  EXPECT_EQ(config.title, "p");
  EXPECT_EQ(config.seed, 0U);
  EXPECT_EQ(config.budget, 1e-6);
  EXPECT_EQ(config.resolution, 1e-3);
  EXPECT_TRUE(config.controls);
  EXPECT_EQ(config.points[0].matrix_every, 1U);
  EXPECT_EQ(config.points[1].matrix_every, 4U);
  EXPECT_EQ(config.points[2].matrix_every, 16U);
  EXPECT_THAT(config.claims.at(0).points, ElementsAre("a", "b", "c"));
}

TEST(Config, RatesGiveTheTestChannelInTwelveDigits) {
  const Config config = parse(good_plan_but("var_v = [0.25]", "rates = [0.3]"));
  const double exact = 0.5 / (std::exp(0.6) - 1);
  EXPECT_NEAR(config.points[1].var_v[0], exact, 0.5e-11 * exact);
}

TEST(Config, SilentWorkers) {
  const Config zero_rate = parse(good_plan_but("distortion = 0.75", "rates = [0.5, 0]"));
  EXPECT_EQ(zero_rate.points[0].var_v[1], kInfinity);
  const Config infinite = parse(good_plan_but("distortion = 0.75", "var_v = [1, inf]"));
  EXPECT_THAT(infinite.points[0].var_v, ElementsAre(1.0, kInfinity));
}

TEST(Config, SeedsOfAllSixtyFourBits) {
  EXPECT_EQ(parse(good_plan_but("seed = 7", "seed = 9223372036854775807")).seed,
            9223372036854775807U);
  EXPECT_EQ(parse(good_plan_but("seed = 7", "seed = \"18446744073709551615\"")).seed,
            18446744073709551615U);
}

TEST(Config, OverridesReplaceValues) {
  Overrides overrides;
  overrides.seed = 18446744073709551615U;
  overrides.samples = 77;
  overrides.no_controls = true;
  const Config config = parse(good_plan(), overrides);
  EXPECT_EQ(config.seed, 18446744073709551615U);
  EXPECT_EQ(config.claims[0].samples, 77U);
  EXPECT_EQ(config.claims[1].samples, 77U);
  EXPECT_FALSE(config.controls);
  EXPECT_EQ(config.text, good_plan());
}

/// "square" of thm.a has 2 standard deviations per sample, "mean" of thm.b has 1.
TEST(Config, PrecisionSetsTheSmallestCountsThatReachIt) {
  Overrides overrides;
  overrides.precision = 1e-2;
  const Config config = parse(good_plan(), overrides);
  EXPECT_EQ(config.resolution, 1e-2);
  const auto reached = [](double sd, std::uint64_t samples) {
    return sd / std::sqrt(static_cast<double>(samples));
  };
  const double sd[] = {2, 1};
  for (std::size_t i = 0; i < 2; ++i) {
    const std::uint64_t samples = config.claims[i].samples;
    EXPECT_EQ(samples % kSampleQuantum, 0U);
    EXPECT_LE(reached(sd[i], samples), 0.9e-2);
    EXPECT_GT(reached(sd[i], samples - kSampleQuantum), 0.9e-2);
  }
}

TEST(Config, AbsentSamplesFollowFromTheResolution) {
  const Config config = parse(good_plan_but("samples = 500_000", ""));
  EXPECT_EQ(config.claims[0].samples, 10'000U);
  EXPECT_LE(1 / std::sqrt(static_cast<double>(config.claims[1].samples)), 0.9e-3);
}

TEST(Config, PrecisionBeyondTheCountersIsRefused) {
  Overrides overrides;
  overrides.precision = 1e-10;
  EXPECT_THAT(refusal(good_plan(), overrides), HasSubstr("more samples than the counters hold"));
}

TEST(Config, ImpossibleOverridesNameTheirOption) {
  Overrides samples;
  samples.samples = 0;
  EXPECT_THAT(refusal(good_plan(), samples), HasSubstr("--samples: 0 is out of range"));
  Overrides precision;
  precision.precision = -1;
  EXPECT_THAT(refusal(good_plan(), precision), HasSubstr("--precision: -1 is out of range"));
  Overrides both;
  both.precision = 0.1;
  both.samples = 5;
  EXPECT_THAT(refusal(good_plan(), both), HasSubstr("exclude each other"));
}

TEST(ConfigSet, PatchesValues) {
  const Config config =
      parse(good_plan(), set({"plan.seed=9", "claims.\"thm.a\".samples = 1_000",
                              "points.single.var_v=[0.5]", "plan.title='a = b'"}));
  EXPECT_EQ(config.seed, 9U);
  EXPECT_EQ(config.title, "a = b");
  EXPECT_EQ(config.claims[0].samples, 1000U);
  EXPECT_THAT(config.points[1].var_v, ElementsAre(0.5));
  // Neighbours of a patched key stay.
  EXPECT_EQ(config.points[1].var_x, 2.0);
}

TEST(ConfigSet, LaterSettingsWin) {
  EXPECT_EQ(parse(good_plan(), set({"plan.seed=9", "plan.seed=10"})).seed, 10U);
}

TEST(ConfigSet, AnInlineTableReplaces) {
  const std::string text =
      good_plan_but("samples = 10_000", "samples = 10_000\ncontrol_points = {offset = \"pair\"}");
  const auto controls = [](const Config& config) { return config.claims[0].control_points; };
  const Config replaced = parse(text, set({"claims.'thm.a'.control_points = {pair = \"pair\"}"}));
  EXPECT_THAT(controls(replaced), ElementsAre(::testing::Pair("pair", "pair")));
  const Config merged = parse(text, set({"claims.'thm.a'.control_points.pair = \"pair\""}));
  EXPECT_THAT(controls(merged),
              ElementsAre(::testing::Pair("offset", "pair"), ::testing::Pair("pair", "pair")));
}

TEST(ConfigSet, MakesNewPoints) {
  const Config config = parse(good_plan(), set({"points.new={var_x=1,var_n=[1],rates=1}"}));
  EXPECT_EQ(config.points.size(), 3U);
  EXPECT_THAT(config.claims[1].points, ElementsAre("new", "pair", "single"));
}

TEST(ConfigSet, ProblemsNameTheOption) {
  EXPECT_THAT(
      refusal(good_plan(), set({"plan.sead=9"})),
      ::testing::StartsWith("--set plan.sead=9: plan.sead: unknown key. Did you mean \"seed\"?"));
  EXPECT_THAT(refusal(good_plan(), set({"points.single.var_x=-1"})),
              ::testing::StartsWith("--set points.single.var_x=-1: points.single.var_x: -1"));
  EXPECT_THAT(refusal(good_plan(), set({"plan=3"})),
              HasSubstr("--set plan=3: plan: expected a table"));
}

TEST(ConfigSet, WhatIsNoAssignmentIsRefused) {
  for (const char* setting : {"", "plan.seed", "plan.seed=", "=3", "plan.name=abc", "a=1\nb=2",
                              "[plan]", "# nothing", "plan.seed=1 2"}) {
    const std::string message = refusal(good_plan(), set({setting}));
    EXPECT_THAT(message, HasSubstr(std::string("--set ") + setting));
    EXPECT_THAT(message, HasSubstr("Write --set 'dotted.key=value'"));
  }
}

TEST(ConfigSet, AnyDirtyTextIsRefusedOrRead) {
  for (const char* text : {"\xff\xfe", "[plan", "[[plan]]\nname='x'", "plan = 1979-05-27",
                           "points = [1]\nclaims = 2\nplan = 'x'"}) {
    EXPECT_THROW(static_cast<void>(parse(text)), Error) << text;
  }
}

}  // namespace
}  // namespace ceo::run::testing
