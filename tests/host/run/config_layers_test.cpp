// Layered points in plan files: what a table expands to, and what is refused.
#include <gmock/gmock.h>

#include "host/base/error.hpp"
#include "host/run/layers.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const kLayered =
    "[points.deep]\nworkers = 2\nlayers = 3\nvar_x = [1.0, 2.0, 3.0]\nvar_n = 1.0\n"
    "distortion = [0.6, 0.7, 0.8]\n";

std::string with(const std::string& points) {
  return good_plan() + points;
}

std::string layered_but(const std::string& line, const std::string& replacement) {
  std::string text = kLayered;
  const auto at = text.find(line + '\n');
  if (at == std::string::npos) throw std::logic_error("no line " + line);
  return with(text.replace(at, line.size(), replacement));
}

const PointConfig& point(const Config& config, const std::string& name) {
  for (const PointConfig& row : config.points) {
    if (row.name == name) return row;
  }
  throw std::out_of_range(name);
}

std::string refusal(const std::string& text) {
  try {
    static_cast<void>(parse(text));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  ADD_FAILURE() << "the plan was accepted";
  return "";
}

TEST(LayerNames, AreReadBack) {
  EXPECT_EQ(layer_name("a", 3, 4), "a.l03");
  EXPECT_EQ(layer_name("a.l02", 3, 120), "a.l02.l003");
  EXPECT_EQ(joined_name("a.l02.l003", 3), "a.l02");
  EXPECT_EQ(joined_name("a.l3", 3), "a");
  for (const char* name : {"a.l03x", "a.l", "a", "a.l-3", ".l03", "a.l04", ""}) {
    EXPECT_EQ(joined_name(name, 3), "") << name;
  }
  EXPECT_TRUE(is_layer_of("a.l03", "a"));
  EXPECT_FALSE(is_layer_of("a.l03", "b"));
  EXPECT_FALSE(is_layer_of("a", "a"));
}

TEST(ConfigLayers, ATableStandsForAPointPerLayer) {
  const Config config = parse(with(kLayered));
  ASSERT_EQ(config.points.size(), 5U);
  for (int layer = 1; layer <= 3; ++layer) {
    const PointConfig& row = point(config, layer_name("deep", layer, 3));
    EXPECT_EQ(row.layer, layer);
    EXPECT_EQ(row.var_x, layer);
    EXPECT_THAT(row.var_n, ElementsAre(1, 1));
    // Two equal workers that reach D: 2/(1 + sV2) = 1/D.
    const double distortion = 0.5 + 0.1 * layer;
    EXPECT_NEAR(row.var_v.at(0), 2 * distortion - 1, 1e-11);
  }
  const auto layered = layered_points(config.points, config.claims.at(1).points);
  ASSERT_EQ(layered.size(), 1U);
  EXPECT_EQ(layered[0].name, "deep");
  EXPECT_THAT(layered[0].layers, ElementsAre("deep.l01", "deep.l02", "deep.l03"));
  EXPECT_TRUE(layered_points(config.points, {"deep.l01", "deep.l03"}).empty());
}

TEST(ConfigLayers, TheCanonicalFormIsAPlan) {
  const std::string text = parse(with(kLayered)).canonical();
  EXPECT_THAT(text, HasSubstr("points.\"deep.l02\".layer = 2\n"));
  EXPECT_EQ(parse(text).canonical(), text);
  EXPECT_THAT(parse(good_plan()).canonical(), Not(HasSubstr("layer")));
}

TEST(ConfigLayers, ClaimsNameAllLayersByOneName) {
  const std::string text = good_plan_but("points = \"all\"", "points = [\"deep\"]") + kLayered;
  EXPECT_THAT(parse(text).claims.at(1).points, ElementsAre("deep.l01", "deep.l02", "deep.l03"));
}

TEST(ConfigLayers, UnequalWorkersTakeATablePerLayer) {
  const std::string text = with(
      "[points.\"deep.l1\"]\nlayer = 1\nvar_x = 1.0\nvar_n = [1.0, 2.0]\nrates = 0.5\n"
      "[points.\"deep.l2\"]\nlayer = 2\nvar_x = 1.0\nvar_n = [3.0]\nrates = 0.5\n");
  const Config config = parse(text);
  const auto layered = layered_points(config.points, config.claims.at(1).points);
  ASSERT_EQ(layered.size(), 1U);
  EXPECT_THAT(layered[0].layers, ElementsAre("deep.l1", "deep.l2"));
}

TEST(ConfigLayers, EachGeneratorHasItsOwnLayeredPoint) {
  Overrides overrides;
  overrides.rng = {"philox", "xorwow"};
  const Config config = parse(with(kLayered), overrides);
  const auto layered = layered_points(config.points, config.claims.at(1).points);
  ASSERT_EQ(layered.size(), 2U);
  EXPECT_EQ(layered[0].name, "deep.philox");
  EXPECT_EQ(layered[1].name, "deep.xorwow");
  EXPECT_EQ(layered[1].layers.at(2), "deep.xorwow.l03");
  // The canonical form names them one by one.
  EXPECT_EQ(parse(config.canonical()).canonical(), config.canonical());
}

TEST(ConfigLayers, ListsHaveANumberPerLayer) {
  const std::string message = refusal(layered_but("var_n = 1.0", "var_n = [1.0, 2.0]"));
  EXPECT_THAT(message, HasSubstr("points.deep.var_n: has 2 numbers, but layers says 3 layers"));
  EXPECT_THAT(message, HasSubstr("one number per layer"));
  EXPECT_THAT(message, HasSubstr("for unequal workers give each layer a table of its own"));
  EXPECT_THAT(refusal(layered_but("distortion = [0.6, 0.7, 0.8]", "distortion = [0.6]")),
              HasSubstr("points.deep.distortion: has 1 numbers"));
  EXPECT_THAT(refusal(layered_but("var_x = [1.0, 2.0, 3.0]", "var_x = [1.0, 2.0, 3.0, 4.0]")),
              HasSubstr("points.deep.var_x: has 4 numbers"));
}

TEST(ConfigLayers, WhatCannotBeIsRefused) {
  EXPECT_THAT(refusal(layered_but("workers = 2", "")),
              HasSubstr("points.deep: the number of workers is missing"));
  EXPECT_THAT(refusal(layered_but("layers = 3", "layers = 1")),
              HasSubstr("Give an integer from 2 to 200"));
  EXPECT_THAT(refusal(layered_but("layers = 3", "layers = 3\nlayer = 2")),
              HasSubstr("a layer has no layers"));
  EXPECT_THAT(refusal(layered_but("layers = 3", "layer = 3")),
              HasSubstr("Call the point \"NAME.l03\""));
  EXPECT_THAT(refusal(layered_but("distortion = [0.6, 0.7, 0.8]", "distortion = [0.6, 0.4, 0.8]")),
              HasSubstr("points.deep.distortion: layer 2: "));
  EXPECT_THAT(refusal(layered_but("var_x = [1.0, 2.0, 3.0]", "var_x = [1.0, -2.0, 3.0]")),
              HasSubstr("-2 is out of range"));
}

TEST(ConfigLayers, NamesAndNumbersOfLayersMustFit) {
  const std::string layer = "[points.\"wide.l03\"]\nlayer = 3\nvar_x=1\nvar_n=[1]\nvar_v=[1]\n";
  EXPECT_THAT(refusal(with(layer)), HasSubstr("the layers of \"wide\" are not 1 to L: there is 3"));
  const std::string twin = "[points.\"deep.l3\"]\nlayer = 3\nvar_x=1\nvar_n=[1]\nvar_v=[1]\n";
  EXPECT_THAT(refusal(with(kLayered + twin)), HasSubstr("are both layer 3 of \"deep\""));
  const std::string same = "[points.\"pair.l3\"]\nlayer = 3\nvar_x=1\nvar_n=[1]\nvar_v=[1]\n";
  EXPECT_THAT(refusal(with(same)), HasSubstr("\"pair\" is both a point and a layered point"));
}

}  // namespace
}  // namespace ceo::run::testing
