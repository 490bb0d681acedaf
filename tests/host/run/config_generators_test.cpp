// The key `rng` and the option --rng: which generator feeds which point.
#include <gmock/gmock.h>

#include "host/base/error.hpp"
#include "host/run/plan.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

using launch::Generator;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Overrides rng(std::vector<std::string> names) {
  Overrides overrides;
  overrides.rng = std::move(names);
  return overrides;
}

std::string with_rng(const std::string& value) {
  return good_plan_but("seed = 7", "seed = 7\nrng = " + value);
}

std::vector<std::string> names(const Config& config) {
  std::vector<std::string> result;
  for (const PointConfig& point : config.points) result.push_back(point.name);
  return result;
}

std::vector<Generator> generators(const Config& config) {
  std::vector<Generator> result;
  for (const PointConfig& point : config.points) result.push_back(point.rng);
  return result;
}

std::string refusal(const std::string& text, const Overrides& overrides = {}) {
  try {
    static_cast<void>(parse(text, overrides));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  ADD_FAILURE() << "the plan was accepted";
  return "";
}

TEST(ConfigGenerators, PhiloxIsTheDefaultAndLeavesNoTrace) {
  EXPECT_THAT(generators(parse(good_plan())), ElementsAre(Generator::philox, Generator::philox));
  EXPECT_EQ(parse(with_rng("\"philox\"")).canonical(), parse(good_plan()).canonical());
  EXPECT_THAT(parse(good_plan()).canonical(), Not(HasSubstr("rng")));
}

TEST(ConfigGenerators, OneForThePlanKeepsTheNames) {
  const Config config = parse(with_rng("\"xorwow\""));
  EXPECT_THAT(names(config), ElementsAre("pair", "single"));
  EXPECT_THAT(generators(config), ElementsAre(Generator::xorwow, Generator::xorwow));
  EXPECT_THAT(config.canonical(), HasSubstr("points.pair.rng = \"xorwow\"\n"));
  EXPECT_EQ(parse(good_plan(), rng({"xorwow"})).canonical(), config.canonical());
}

TEST(ConfigGenerators, SeveralGiveAPointEach) {
  const Config config = parse(with_rng(R"(["xorwow", "mtgp32"])"));
  EXPECT_THAT(names(config),
              ElementsAre("pair.mtgp32", "pair.xorwow", "single.mtgp32", "single.xorwow"));
  EXPECT_THAT(generators(config), ElementsAre(Generator::mtgp32, Generator::xorwow,
                                              Generator::mtgp32, Generator::xorwow));
  // A list of points names all that stem from it, "all" every one.
  EXPECT_THAT(config.claims[0].points,
              ElementsAre("pair.xorwow", "pair.mtgp32", "single.xorwow", "single.mtgp32"));
  EXPECT_EQ(config.claims[1].points, names(config));
  EXPECT_EQ(parse(config.canonical()).canonical(), config.canonical());
}

TEST(ConfigGenerators, APointMayChooseItsOwn) {
  const std::string text = good_plan_but("var_x = 2.0", "var_x = 2.0\nrng = \"mt19937\"");
  EXPECT_THAT(generators(parse(text)), ElementsAre(Generator::philox, Generator::mt19937));
  // The command line speaks last.
  EXPECT_THAT(generators(parse(text, rng({"mrg32k3a"}))),
              ElementsAre(Generator::mrg32k3a, Generator::mrg32k3a));
  const std::string listed = text.substr(0, text.find("seed")) +
                             "rng = [\"xorwow\", \"mtgp32\"]\n" + text.substr(text.find("seed"));
  EXPECT_THAT(names(parse(listed)), ElementsAre("pair.mtgp32", "pair.xorwow", "single"));
}

TEST(ConfigGenerators, ControlsGoToOneOfThem) {
  const std::string text = with_rng(R"(["xorwow", "mtgp32"])");
  const auto placed = [&](const std::string& point) {
    const std::string line = "samples = 500_000";
    const auto at = text.find(line) + line.size();
    return text.substr(0, at) + "\ncontrol_points = { shift = \"" + point + "\" }" +
           text.substr(at);
  };
  const Plan plan = make_plan(parse(placed("single.mtgp32")), fake_claims());
  const PlannedControl& control = plan.controls.back();
  EXPECT_EQ(control.point, "single.mtgp32");
  EXPECT_EQ(plan.cells[control.cell].rng, Generator::mtgp32);
  EXPECT_THAT(refusal(placed("single")), HasSubstr("the claim has no point \"single\""));
}

TEST(ConfigGenerators, WhatCannotBeUsedIsRefused) {
  EXPECT_THAT(refusal(with_rng("\"xorwov\"")),
              HasSubstr("plan.toml:4:7: plan.rng: unknown generator \"xorwov\". Did you mean "
                        "\"xorwow\"?"));
  EXPECT_THAT(refusal(with_rng("\"sobol32\"")), HasSubstr("not independent"));
  EXPECT_THAT(refusal(with_rng("[]")), HasSubstr("the list is empty"));
  EXPECT_THAT(refusal(with_rng("7")), HasSubstr("expected the name of a generator"));
  EXPECT_THAT(refusal(with_rng("[\"xorwow\", 7]")), HasSubstr("plan.toml:4:18: plan.rng"));
  EXPECT_THAT(refusal(with_rng(R"(["xorwow", "xorwow"])")), HasSubstr("named twice"));
  EXPECT_THAT(refusal(good_plan(), rng({"sobol64"})), HasSubstr("--rng: the generator"));
  EXPECT_THAT(refusal(good_plan(), rng({"mt19938"})), HasSubstr("Did you mean \"mt19937\"?"));
  EXPECT_THAT(refusal(good_plan(), rng({"mt19937", "mt19937"})), HasSubstr("named twice"));
  EXPECT_THAT(refusal(good_plan_but("var_x = 2.0", "var_x = 2.0\nrng = \"rand\"")),
              HasSubstr("points.single.rng: unknown generator"));
}

TEST(ConfigGenerators, NamesThatCollideAreRefused) {
  std::string text = with_rng(R"(["xorwow", "mtgp32"])");
  text += "[points.\"pair.xorwow\"]\nrng = \"xorwow\"\nvar_x = 1.0\nvar_n = [1.0]\nvar_v = [1.0]\n";
  EXPECT_THAT(refusal(text), HasSubstr("two points are called \"pair.xorwow\""));
}

}  // namespace
}  // namespace ceo::run::testing
