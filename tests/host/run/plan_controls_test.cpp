// Where controls are placed and how many samples they get.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/base/error.hpp"
#include "host/run/plan.hpp"
#include "host/stats/judge.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

using ::testing::HasSubstr;

constexpr double kLevel = 1e-6 / 6;  // six findings share the budget of good_plan()

Plan plan_of(const std::string& text) {
  return make_plan(parse(text), fake_claims());
}

const PlannedControl& control(const Plan& plan, const std::string& id) {
  const auto found = std::find_if(plan.controls.begin(), plan.controls.end(),
                                  [&](const PlannedControl& entry) { return entry.control == id; });
  if (found == plan.controls.end()) throw std::out_of_range(id);
  return *found;
}

std::uint64_t in_quanta(std::uint64_t samples) {
  const std::uint64_t rest = samples % kSampleQuantum;
  return rest == 0 ? samples : samples + kSampleQuantum - rest;
}

std::string refusal(const Config& config, const std::vector<Claim>& claims) {
  try {
    static_cast<void>(make_plan(config, claims));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  ADD_FAILURE() << "the plan was accepted";
  return "";
}

TEST(PlanControls, NeededFollowsFromEffectLevelAndPower) {
  const Plan plan = plan_of(good_plan());
  ASSERT_EQ(plan.controls.size(), 3U);
  for (const PlannedControl& entry : plan.controls) {
    EXPECT_EQ(entry.needed,
              in_quanta(stats::samples_for_power(entry.effect, kLevel, kControlPower)));
    EXPECT_EQ(entry.level, kLevel);
  }
  EXPECT_EQ(control(plan, "offset").effect, 0.01);
  EXPECT_EQ(control(plan, "pair").effect, 0.1);
  // A two-sided test at this level has z = 5.233; with 3.090 for the power, (8.323/0.01)^2
  // = 6.927e5 samples, which 85 quanta hold and 84 do not.
  EXPECT_EQ(control(plan, "offset").needed, 85 * kSampleQuantum);
}

TEST(PlanControls, TheCheapestApplicablePointIsChosen) {
  const Plan plan = plan_of(good_plan());
  // Same effect everywhere: one worker is cheaper than two.
  EXPECT_EQ(control(plan, "offset").point, "single");
  EXPECT_EQ(control(plan, "shift").point, "single");
  // Sharing noise takes two.
  EXPECT_EQ(control(plan, "pair").point, "pair");
}

TEST(PlanControls, AConfigMayNameThePoint) {
  const Plan plan = plan_of(
      good_plan_but("samples = 10_000", "samples = 10_000\ncontrol_points = {offset = \"pair\"}"));
  EXPECT_EQ(control(plan, "offset").point, "pair");
  EXPECT_EQ(plan.cells[control(plan, "offset").cell].id, "pair!offset");
}

TEST(PlanControls, TheSoundCellGrowsWithItsControl) {
  const Plan plan = plan_of(good_plan());
  const PlannedControl& offset = control(plan, "offset");
  EXPECT_GT(offset.needed, 500'000U);
  EXPECT_EQ(plan.cells[1].id, "single");
  EXPECT_EQ(plan.cells[1].samples, offset.needed);
  EXPECT_EQ(plan.cells[0].samples, in_quanta(500'000));
}

TEST(PlanControls, EqualFaultsAtAPointShareTheirCell) {
  const Plan plan = plan_of(good_plan());
  const PlannedControl& offset = control(plan, "offset");
  const PlannedControl& shift = control(plan, "shift");
  EXPECT_EQ(offset.cell, shift.cell);
  EXPECT_EQ(plan.cells[offset.cell].id, "single!offset");
  EXPECT_EQ(plan.cells[offset.cell].spec.fault.name, "offset");
  EXPECT_EQ(plan.cells[offset.cell].samples, std::max(offset.needed, shift.needed));
  EXPECT_EQ(plan.cells.size(), 4U);
}

TEST(PlanControls, UnequalFaultsOfOneNameHaveTheirOwnCells) {
  std::vector<Claim> claims = fake_claims();
  claims[1].controls[0].id = "offset";
  claims[1].controls[0].fault = [](const theory::Channel&) {
    Fault fault;
    fault.offset = 0.25;
    return fault;
  };
  const Plan plan = make_plan(parse(good_plan()), claims);
  const std::size_t first = plan.controls[0].cell, second = plan.controls[2].cell;
  EXPECT_NE(first, second);
  EXPECT_EQ(plan.cells[first].id, "single!offset");
  EXPECT_EQ(plan.cells[second].id, "single!thm.b!offset");
}

TEST(PlanControls, FaultyCellsDifferFromTheirSoundCellInTheFaultOnly) {
  const Plan plan = plan_of(good_plan());
  const Cell& faulty = plan.cells[control(plan, "pair").cell];
  const Cell& sound = plan.cells[0];
  EXPECT_EQ(faulty.point, sound.id);
  EXPECT_EQ(faulty.spec.canonical(), sound.spec.canonical());
  EXPECT_EQ(faulty.spec.fault.correlation_v, 1);
  EXPECT_EQ(sound.spec.fault, Fault{});
}

TEST(PlanControls, NoneWithoutControls) {
  const Plan plan = plan_of(good_plan_but("controls = true", "controls = false"));
  EXPECT_TRUE(plan.controls.empty());
  EXPECT_EQ(plan.cells.size(), 2U);
}

TEST(PlanControls, AllThatCannotBePlacedIsReportedAtOnce) {
  Config config = parse(good_plan());
  config.claims[0].points = {"single"};
  config.claims[1].control_points = {{"shift", "single"}};
  std::vector<Claim> claims = fake_claims();
  claims[1].controls[0].effect = [](const theory::Channel&) { return std::optional<double>(0); };
  const std::string message = refusal(config, claims);
  EXPECT_THAT(message, HasSubstr("no point of the claim fits its control \"pair\""));
  EXPECT_THAT(message, HasSubstr("control_points.shift"));
  EXPECT_THAT(message, HasSubstr("at the point \"single\""));
}

TEST(PlanControls, AnEffectTooSmallToMeasureIsNoEffect) {
  std::vector<Claim> claims = fake_claims();
  for (const double effect : {0.0, 1e-9, -1e-9, 1e-12, 1e-300}) {
    claims[1].controls[0].effect = [=](const theory::Channel&) {
      return std::optional<double>(effect);
    };
    EXPECT_THAT(refusal(parse(good_plan()), claims), HasSubstr("control \"shift\"")) << effect;
  }
}

TEST(PlanControls, AFaultThatTheKernelCannotCarryIsReported) {
  std::vector<Claim> claims = fake_claims();
  claims[1].controls[0].fault = [](const theory::Channel&) {
    Fault fault;
    fault.offset = 1e300;
    return fault;
  };
  EXPECT_THAT(refusal(parse(good_plan()), claims), HasSubstr("the cell single!shift: "));
}

TEST(PlanControls, ANonsensicalEffectIsADefectOfTheClaim) {
  std::vector<Claim> claims = fake_claims();
  claims[1].controls[0].effect = [](const theory::Channel&) {
    return std::optional<double>(std::numeric_limits<double>::quiet_NaN());
  };
  EXPECT_THAT([&] { static_cast<void>(make_plan(parse(good_plan()), claims)); },
              ::testing::Throws<Error>(
                  ::testing::Property(&Error::code, ::testing::Eq(ExitCode::internal))));
}

}  // namespace
}  // namespace ceo::run::testing
