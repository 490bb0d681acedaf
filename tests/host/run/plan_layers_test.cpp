// Joined findings and controls of layered points, and the streams of their layers.
#include <gmock/gmock.h>

#include <cmath>

#include "host/base/error.hpp"
#include "host/run/plan.hpp"
#include "host/stats/judge.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

using ::testing::HasSubstr;

/// Three layers, the first two equal.
const char* const kLayered =
    "[points.deep]\nworkers = 2\nlayers = 3\nvar_x = [1.5, 1.5, 3.0]\nvar_n = 1.0\nrates = 0.5\n";

/// fake_claims(), with a joined quantity "sum" of claim a (4 standard deviations per sample) and
/// its control "layer": an offset in layer 2 with effect 0.05.
std::vector<Claim> joined_claims() {
  std::vector<Claim> claims = fake_claims();
  JoinedQuantity sum;
  sum.id = "sum";
  sum.predict = [](std::span<const GaussianCeoBinding>) {
    stats::Prediction prediction;
    prediction.sd_per_sample = 4;
    return prediction;
  };
  JoinedControl layer;
  layer.id = "layer";
  layer.description = "An offset in one layer.";
  layer.quantity = "sum";
  layer.plant = [](std::span<const theory::Channel>) -> std::optional<PlantedLayers> {
    PlantedLayer planted;
    planted.layer = 1;
    planted.fault.offset = 0.25;
    return PlantedLayers{{planted}, 0.05};
  };
  claims[0].joined = {sum};
  claims[0].joined_controls = {layer};
  return claims;
}

std::string everywhere() {
  return good_plan_but(R"(points = ["pair", "single"])", "points = \"all\"") + kLayered;
}

Plan plan_of(const std::string& text, const std::vector<Claim>& claims = joined_claims()) {
  return make_plan(parse_config(text, "plan.toml", claims, {}), claims);
}

std::vector<std::string> ids(const Plan& plan, const std::vector<std::size_t>& cells) {
  std::vector<std::string> result;
  result.reserve(cells.size());
  for (const std::size_t cell : cells) result.push_back(plan.cells.at(cell).id);
  return result;
}

const Cell& cell(const Plan& plan, const std::string& id) {
  for (const Cell& row : plan.cells) {
    if (row.id == id) return row;
  }
  throw std::out_of_range(id);
}

TEST(PlanLayers, EqualLayersHaveStreamsOfTheirOwn) {
  const Plan plan = plan_of(everywhere());
  const Cell& first = cell(plan, "deep.l01");
  const Cell& second = cell(plan, "deep.l02");
  EXPECT_EQ(first.spec.var_v, second.spec.var_v);
  EXPECT_NE(first.key, second.key);
  EXPECT_THAT(first.spec.canonical(), ::testing::EndsWith(" layer=1"));
  EXPECT_EQ(first.key, stream_key(7, first.spec.canonical()));
  // A point that is no layer keeps its text, and so its key.
  EXPECT_THAT(cell(plan, "pair").spec.canonical(), ::testing::Not(HasSubstr("layer")));
}

TEST(PlanLayers, AJoinedFindingReadsTheCellsOfAllLayers) {
  const Plan plan = plan_of(everywhere());
  // Claim a: five points with two quantities and one joined; claim b: five with one.
  ASSERT_EQ(plan.findings.size(), 16U);
  const PlannedFinding& joined = plan.findings.at(10);
  EXPECT_EQ(joined.point, "deep");
  EXPECT_EQ(joined.quantity, "sum");
  EXPECT_THAT(ids(plan, joined.layers), ::testing::ElementsAre("deep.l01", "deep.l02", "deep.l03"));
  EXPECT_EQ(joined.level, 1e-6 / 16);
  const double fewest = static_cast<double>(cell(plan, "deep.l03").samples);
  EXPECT_DOUBLE_EQ(joined.expected_resolution, 4 / std::sqrt(fewest));
  EXPECT_THAT(plan.canonical(),
              HasSubstr("finding thm.a deep sum cell=deep.l01,deep.l02,deep.l03 level="));
}

TEST(PlanLayers, AClaimWithoutAllLayersHasNoJoinedFinding) {
  const Plan plan = plan_of(good_plan_but(R"(points = ["pair", "single"])",
                                          R"(points = ["pair", "deep.l01", "deep.l02"])") +
                            kLayered);
  for (const PlannedFinding& finding : plan.findings) EXPECT_TRUE(finding.layers.empty());
  for (const PlannedControl& control : plan.controls) EXPECT_TRUE(control.layers.empty());
}

TEST(PlanLayers, AJoinedControlPutsAFaultyLayerAmongSoundOnes) {
  const Plan plan = plan_of(everywhere());
  const auto found = std::find_if(plan.controls.begin(), plan.controls.end(),
                                  [](const auto& row) { return row.control == "layer"; });
  ASSERT_NE(found, plan.controls.end());
  EXPECT_EQ(found->point, "deep");
  EXPECT_THAT(ids(plan, found->layers),
              ::testing::ElementsAre("deep.l01", "deep.l02!layer", "deep.l03"));
  EXPECT_EQ(found->cell, found->layers.at(1));
  EXPECT_EQ(plan.cells.at(found->cell).spec.fault.offset, 0.25);
  EXPECT_EQ(plan.cells.at(found->cell).key, cell(plan, "deep.l02").key);
  EXPECT_GE(found->needed, stats::samples_for_power(0.05, 1e-6 / 16, kControlPower));
  for (const std::size_t index : found->layers) {
    EXPECT_GE(plan.cells.at(index).samples, found->needed);
  }
  EXPECT_GE(cell(plan, "deep.l02").samples, found->needed);
  EXPECT_THAT(plan.canonical(), HasSubstr("cell=deep.l01,deep.l02!layer,deep.l03 needed="));
}

TEST(PlanLayers, SamplesFollowFromTheJoinedQuantityToo) {
  std::string text = everywhere();
  text.erase(text.find("samples = 10_000\n"), 17);
  // (4/(0.9 1e-3))^2 = 1.98e7 samples; the other quantities need a quarter of that at most.
  const Config config = parse_config(text, "plan.toml", joined_claims(), {});
  const double needed = std::pow(4 / 0.9e-3, 2);
  EXPECT_GE(static_cast<double>(config.claims.at(0).samples), needed);
  EXPECT_LT(static_cast<double>(config.claims.at(0).samples), needed + kSampleQuantum);
}

TEST(PlanLayers, ControlPointsNameALayeredPoint) {
  const auto placed = [](const std::string& point) {
    std::string text = everywhere();
    return text.insert(text.find("samples = 10_000"),
                       "control_points = { layer = \"" + point + "\" }\n");
  };
  EXPECT_EQ(plan_of(placed("deep")).controls.back().claim, "thm.b");
  EXPECT_THAT([&] { static_cast<void>(plan_of(placed("pair"))); },
              ::testing::ThrowsMessage<Error>(HasSubstr(
                  "the claim has no layered point \"pair\". Known layered points: deep.")));
}

TEST(PlanLayers, AControlWithoutEffectIsAProblem) {
  std::vector<Claim> claims = joined_claims();
  claims[0].joined_controls[0].plant = [](std::span<const theory::Channel>) {
    return std::optional<PlantedLayers>();
  };
  EXPECT_THAT([&] { static_cast<void>(plan_of(everywhere(), claims)); },
              ::testing::ThrowsMessage<Error>(
                  HasSubstr("no layered point of the claim fits its control \"layer\"")));
}

}  // namespace
}  // namespace ceo::run::testing
