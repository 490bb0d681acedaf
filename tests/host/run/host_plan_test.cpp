// Plans of claims that are checked on the host: keys, errors, levels, canonical forms.
#include <gmock/gmock.h>

#include "host/base/error.hpp"
#include "host/run/plan.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

HostQuantity quantity(const std::string& id, stats::Law law) {
  HostQuantity result;
  result.id = id;
  result.law = law;
  return result;
}

/// thm.a and thm.b of fake_claims(), thm.h with host checks alone, thm.m with both.
std::vector<Claim> claims() {
  std::vector<Claim> all = fake_claims();
  Claim host;
  host.id = "thm.h";
  host.host = {quantity("identity", stats::Law::exact), quantity("replicas", stats::Law::normal),
               quantity("published", stats::Law::own)};
  host.host[2].level = 1e-3;
  host.host[2].resolution = 1;
  HostControl fault{"fault", "A fault.", "replicas", {}};
  HostControl sound{"sound", "A sound case.", "published", {}};
  sound.required = Required::accepted;
  host.host_controls = {fault, sound};
  host.instances = 50;
  Claim mixed = all[1];
  mixed.id = "thm.m";
  mixed.host = {quantity("identity", stats::Law::exact)};
  mixed.instances = 9;
  all.push_back(host);
  all.push_back(mixed);
  return all;
}

Config read(const std::string& text) {
  return parse_config(text, "plan.toml", claims(), {});
}

std::string refusal(const std::string& text) {
  try {
    static_cast<void>(read(text));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  ADD_FAILURE() << "the plan was accepted";
  return "";
}

const std::string kHostPlan = "[plan]\nname = \"host\"\nbudget = 1e-6\n[claims.\"thm.h\"]\n";

TEST(HostPlan, NeedsNoPoints) {
  const Config config = read(kHostPlan);
  ASSERT_EQ(config.claims.size(), 1U);
  EXPECT_EQ(config.claims[0].instances, 50U);
  EXPECT_EQ(config.claims[0].samples, 0U);
  EXPECT_TRUE(config.claims[0].points.empty());
  EXPECT_EQ(read(kHostPlan + "instances = 7\n").claims[0].instances, 7U);
}

TEST(HostPlan, KeysOfSamplesAreRefused) {
  EXPECT_THAT(refusal(kHostPlan + "samples = 5\n"),
              AllOf(StartsWith("plan.toml:5:11: "), HasSubstr("samples nothing"),
                    HasSubstr("instances"), Not(HasSubstr("\n"))));
  EXPECT_THAT(refusal(kHostPlan + "points = [\"a\"]\n"),
              AllOf(StartsWith("plan.toml:5:10: "), HasSubstr("samples nothing")));
  EXPECT_THAT(refusal(kHostPlan + "control_points = {fault = \"a\"}\n"),
              HasSubstr("samples nothing"));
  EXPECT_THAT(refusal(kHostPlan + "instances = 0\n"), HasSubstr("0 is out of range"));
  EXPECT_THAT(refusal(kHostPlan + "instanses = 3\n"), HasSubstr("Did you mean \"instances\"?"));
  // All at once.
  EXPECT_THAT(refusal(kHostPlan + "samples = 5\ninstances = -1\n"), HasSubstr("\n"));
}

TEST(HostPlan, InstancesNeedAHostCheck) {
  EXPECT_THAT(
      refusal(good_plan_but("samples = 10_000", "instances = 10_000")),
      AllOf(StartsWith("plan.toml:18:13: "), HasSubstr("no host checks"), Not(HasSubstr("\n"))));
}

TEST(HostPlan, OneSampledClaimStillNeedsPoints) {
  EXPECT_THAT(refusal(kHostPlan + "[claims.\"thm.b\"]\n"),
              HasSubstr("the section [points] is missing"));
}

TEST(HostPlan, NoPointMayTakeTheirPlace) {
  EXPECT_THAT(refusal(good_plan_but("[points.single]", "[points.host]")),
              HasSubstr("this is no name for a point"));
}

TEST(HostPlan, ExactChecksAndOwnLevelsTakeNoShareOfTheBudget) {
  const Plan plan = make_plan(read(kHostPlan), claims());
  EXPECT_TRUE(plan.cells.empty());
  EXPECT_TRUE(plan.findings.empty());
  ASSERT_EQ(plan.host_findings.size(), 3U);
  EXPECT_EQ(plan.host_findings[0].level, 0);
  EXPECT_EQ(plan.host_findings[1].level, 1e-6);  // the only one that shares the budget
  EXPECT_EQ(plan.host_findings[2].level, 1e-3);
  EXPECT_EQ(plan.host_findings[1].resolution, 1e-3);
  EXPECT_EQ(plan.host_findings[2].resolution, 1);
  ASSERT_EQ(plan.host_controls.size(), 2U);
  EXPECT_EQ(plan.host_controls[0].level, 1e-6);
  EXPECT_EQ(plan.host_controls[1].required, Required::accepted);
}

TEST(HostPlan, SharesAreCountedWithThoseOfCells) {
  const std::string more = good_plan() + "[claims.\"thm.h\"]\n";
  const Plan alone = make_plan(read(good_plan()), claims());
  const Plan both = make_plan(read(more), claims());
  ASSERT_EQ(alone.findings.size(), both.findings.size());
  const auto count = static_cast<double>(alone.findings.size());
  EXPECT_DOUBLE_EQ(both.findings[0].level * (count + 1), alone.findings[0].level * count);
}

TEST(HostPlan, AMixedClaimHasBothKindsOfKeys) {
  const Config config =
      read(good_plan_but("[claims.\"thm.b\"]", "[claims.\"thm.m\"]\ninstances = 3"));
  EXPECT_EQ(config.claims[1].instances, 3U);
  EXPECT_EQ(config.claims[1].samples, 500'000U);
  const Plan plan = make_plan(config, claims());
  EXPECT_EQ(plan.host_findings.size(), 1U);
  EXPECT_THAT(config.canonical(), AllOf(HasSubstr("claims.\"thm.m\".instances = 3\n"),
                                        HasSubstr("claims.\"thm.m\".samples = 500000\n")));
}

TEST(HostPlan, CanonicalFormsSayInstancesAndAreAPlan) {
  Config config = read(kHostPlan);
  const std::string canonical = config.canonical();
  EXPECT_THAT(canonical, AllOf(HasSubstr("claims.\"thm.h\".instances = 50\n"),
                               Not(HasSubstr("samples")), Not(HasSubstr("points"))));
  EXPECT_EQ(read(canonical).canonical(), canonical);
  const std::string plan = make_plan(config, claims()).canonical();
  EXPECT_EQ(plan,
            "host finding thm.h identity instances=50 level=0 resolution=0.001\n"
            "host finding thm.h replicas instances=50 level=1e-06 resolution=0.001\n"
            "host finding thm.h published instances=50 level=0.001 resolution=1\n"
            "host control thm.h fault replicas instances=50 level=1e-06 required=rejected\n"
            "host control thm.h sound published instances=50 level=0.001 required=accepted\n");
  config.controls = false;
  EXPECT_THAT(make_plan(config, claims()).canonical(), Not(HasSubstr("host control")));
}

TEST(HostPlan, PlansWithoutHostChecksKeepTheirText) {
  const Config config = read(good_plan());
  EXPECT_THAT(config.canonical(), Not(HasSubstr("instances")));
  EXPECT_THAT(make_plan(config, claims()).canonical(), Not(HasSubstr("host")));
}

}  // namespace
}  // namespace ceo::run::testing
