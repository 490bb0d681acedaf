// Cells, levels, keys and the canonical text of plans.
#include "host/run/plan.hpp"

#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/base/error.hpp"
#include "host/base/sha256.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Plan plan_of(const std::string& text, const Overrides& overrides = {}) {
  return make_plan(parse(text, overrides), fake_claims());
}

Plan without_controls(const std::string& text) {
  Overrides overrides;
  overrides.no_controls = true;
  return plan_of(text, overrides);
}

const Cell& cell(const Plan& plan, const std::string& id) {
  const auto found = std::find_if(plan.cells.begin(), plan.cells.end(),
                                  [&](const Cell& entry) { return entry.id == id; });
  if (found == plan.cells.end()) throw std::out_of_range(id);
  return *found;
}

TEST(Plan, ClaimsShareTheCellsOfTheirPoints) {
  const Plan plan = without_controls(good_plan());
  ASSERT_EQ(plan.cells.size(), 2U);
  EXPECT_EQ(plan.cells[0].id, "pair");
  EXPECT_EQ(plan.cells[1].id, "single");
  // The larger request of the two claims, in whole quanta.
  EXPECT_EQ(plan.cells[0].samples, 62U * kSampleQuantum);
  EXPECT_EQ(plan.total_samples(), 124U * kSampleQuantum);
  ASSERT_EQ(plan.findings.size(), 6U);
  for (const PlannedFinding& finding : plan.findings) {
    EXPECT_EQ(plan.cells[finding.cell].point, finding.point);
  }
}

TEST(Plan, CellsStandInOrderOfTheirFirstUseByTheLedger) {
  const Plan plan =
      without_controls(good_plan_but(R"(points = ["pair", "single"])", "points = [\"single\"]"));
  EXPECT_EQ(plan.cells[0].id, "single");
  EXPECT_EQ(plan.cells[1].id, "pair");
  EXPECT_EQ(plan.findings[0].claim, "thm.a");
}

TEST(Plan, UnusedPointsHaveNoCell) {
  const std::string text = good_plan_but("points = \"all\"", "points = [\"pair\"]");
  const Plan plan = make_plan(parse(text.substr(0, text.find("[claims.\"thm.a\"]")) +
                                    text.substr(text.find("[claims.\"thm.b\"]"))),
                              fake_claims());
  EXPECT_EQ(cell(plan, "pair").id, plan.cells[0].id);
  EXPECT_THROW(static_cast<void>(cell(plan, "single")), std::out_of_range);
}

TEST(Plan, BudgetIsDividedOverTheFindings) {
  const Plan plan = plan_of(good_plan());
  double sum = 0;
  for (const PlannedFinding& finding : plan.findings) {
    EXPECT_EQ(finding.level, 1e-6 / 6);
    EXPECT_EQ(finding.resolution, 1e-3);
    sum += finding.level;
  }
  // Six roundings of the sum and one of the quotient.
  EXPECT_LE(sum, 1e-6 * (1 + 7 * std::numeric_limits<double>::epsilon()));
  for (const PlannedControl& control : plan.controls) EXPECT_EQ(control.level, 1e-6 / 6);
}

TEST(Plan, ExpectedResolutionFollowsFromTheSamples) {
  const Plan plan = without_controls(good_plan());
  const auto samples = static_cast<double>(plan.cells[0].samples);
  EXPECT_DOUBLE_EQ(plan.findings[0].expected_resolution, 1 / std::sqrt(samples));
  EXPECT_EQ(plan.findings[1].quantity, "square");
  EXPECT_DOUBLE_EQ(plan.findings[1].expected_resolution, 2 / std::sqrt(samples));
}

TEST(Plan, MatricesOfTheNormalsAsThePointAsks) {
  const Plan plan = plan_of(good_plan_but("var_x = 2.0", "var_x = 2.0\nmatrix_every = 0"));
  EXPECT_EQ(cell(plan, "pair").matrices, (launch::MatrixRequest{true, false, 1}));
  EXPECT_EQ(cell(plan, "single").matrices, (launch::MatrixRequest{false, false, 1}));
  EXPECT_EQ(cell(plan, "pair!pair").matrices, launch::MatrixRequest{});
}

/// fake_claims() whose first quantity reads the matrix of X, Y, U.
std::vector<Claim> physical_claims() {
  std::vector<Claim> claims = fake_claims();
  claims[0].quantities[0].needs = Needs::physical;
  return claims;
}

Plan physical_plan(const std::string& of_pair) {
  const std::string text = good_plan_but("distortion = 0.75", "distortion = 0.75\n" + of_pair);
  return make_plan(parse(text), physical_claims());
}

TEST(Plan, MatrixOfTheKernelsOwnRowsWhereAQuantityReadsIt) {
  for (const Cell& row : without_controls(good_plan()).cells) {
    EXPECT_FALSE(row.matrices.physical) << row.id;
  }
  const Plan both = physical_plan("matrix_every = 3");
  EXPECT_EQ(cell(both, "pair").matrices, (launch::MatrixRequest{true, true, 3}));
  const Plan alone = physical_plan("matrix_every = 0\nphysical_every = 5");
  EXPECT_EQ(cell(alone, "pair").matrices, (launch::MatrixRequest{false, true, 5}));
  EXPECT_EQ(effective_samples(cell(alone, "pair"), Needs::physical),
            (cell(alone, "pair").samples / 1024 + 4) / 5 * 1024);
  EXPECT_EQ(physical_plan("physical_every = 1").config.canonical(),
            physical_plan("matrix_every = 1").config.canonical());
  for (const char* bad : {"matrix_every = 0", "matrix_every = 3\nphysical_every = 5"}) {
    EXPECT_THAT([&] { static_cast<void>(physical_plan(bad)); },
                ::testing::ThrowsMessage<Error>(HasSubstr("physical_every")))
        << bad;
  }
}

TEST(Plan, QuantitiesPassOverPointsOfWhichTheySayNothing) {
  std::vector<Claim> claims = fake_claims();
  for (Quantity& quantity : claims[1].quantities) {
    quantity.applies = [](const theory::Channel& channel) { return channel.var_n.size() == 1; };
  }
  const Plan plan = make_plan(parse(good_plan()), claims);
  for (const PlannedFinding& finding : plan.findings) {
    if (finding.claim == "thm.b") {
      EXPECT_EQ(finding.point, "single");
    }
    EXPECT_DOUBLE_EQ(finding.level, 1e-6 / 5);  // one finding fewer shares the budget
  }
  for (const PlannedControl& control : plan.controls) {
    if (control.claim == "thm.b") {
      EXPECT_EQ(control.point, "single");
    }
  }
  claims[1].quantities[0].applies = [](const theory::Channel&) { return false; };
  for (const PlannedControl& control : make_plan(parse(good_plan()), claims).controls) {
    EXPECT_EQ(control.claim, "thm.a") << "no control of what is judged nowhere";
  }
}

TEST(Plan, StreamKeysDependOnSeedAndParametersOnly) {
  const Plan plan = plan_of(good_plan());
  EXPECT_EQ(cell(plan, "pair").key, cell(plan, "pair!pair").key);
  EXPECT_NE(cell(plan, "pair").key, cell(plan, "single").key);
  EXPECT_NE(plan_of(good_plan_but("seed = 7", "seed = 8")).cells[0].key, plan.cells[0].key);
  const Digest digest =
      sha256("ceo-verify stream 1\nseed = 7\n" + plan.cells[0].spec.canonical() + "\n");
  EXPECT_EQ(plan.cells[0].key[0] & 0xffU, digest[0]);
  EXPECT_EQ(plan.cells[0].key[0] >> 24, digest[3]);
  EXPECT_EQ(plan.cells[0].key[1] >> 24, digest[7]);
}

// Known answer: sha256sum of the three lines that docs/engine.md defines.
TEST(Plan, StreamKeyOfTheDocumentedText) {
  EXPECT_THAT(stream_key(7, "gaussian_ceo var_x=1 var_n=1,2 var_v=0.5,inf"),
              ElementsAre(0xdf7b9f8dU, 0x882098e4U));
}

TEST(Plan, TwoPointsWithEqualParametersAreRefused) {
  const std::string text = good_plan_but(
      "[points.single]", "[points.twin]\nworkers=2\nvar_x=1\nvar_n=1\nvar_v=0.5\n[points.single]");
  EXPECT_THAT([&] { static_cast<void>(plan_of(text)); },
              ::testing::ThrowsMessage<Error>(
                  ::testing::AllOf(HasSubstr(R"("pair" and "twin")"), HasSubstr("one cell"))));
}

TEST(Plan, TotalBeyondTheCountersIsRefused) {
  // Each cell fits, their sum does not.
  Overrides overrides;
  overrides.samples = kMaxSamples;
  EXPECT_THAT([&] { static_cast<void>(plan_of(good_plan(), overrides)); },
              ::testing::ThrowsMessage<Error>(HasSubstr("more samples than the counters hold")));
}

TEST(Plan, UnknownClaimsOfAConfigAreRefused) {
  Config config = parse(good_plan());
  config.claims[0].id = "thm.z";
  EXPECT_THAT([&] { static_cast<void>(make_plan(config, fake_claims())); },
              ::testing::ThrowsMessage<Error>(HasSubstr("\"thm.z\"")));
}

TEST(Plan, EqualParametersOnAnotherGeneratorAreAnotherCell) {
  Overrides overrides;
  overrides.rng = {"philox", "xorwow"};
  const Plan plan = make_plan(parse(good_plan(), overrides), fake_claims());
  const auto cell = [&](const std::string& id) {
    return *std::find_if(plan.cells.begin(), plan.cells.end(),
                         [&](const Cell& entry) { return entry.id == id; });
  };
  EXPECT_EQ(cell("pair.xorwow").rng, launch::Generator::xorwow);
  EXPECT_EQ(cell("pair.philox").rng, launch::Generator::philox);
  EXPECT_EQ(cell("pair.xorwow").key, cell("pair.philox").key);
  EXPECT_THAT(plan.canonical(), ::testing::ContainsRegex("cell pair.xorwow .* rng=xorwow\n"));
  EXPECT_THAT(plan.canonical(), ::testing::Not(::testing::HasSubstr("rng=philox")));
}

TEST(PlanCanonical, OneLinePerCellFindingAndControl) {
  const Plan plan = plan_of(good_plan());
  const std::string text = plan.canonical();
  EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')),
            plan.cells.size() + plan.findings.size() + plan.controls.size());
  EXPECT_THAT(text, HasSubstr("cell pair samples="));
  EXPECT_THAT(text, HasSubstr("finding thm.a single square cell=single level="));
  EXPECT_THAT(text, HasSubstr("control thm.a pair pair square cell=pair!pair needed="));
}

RC_GTEST_PROP(PlanProperties, HoldForAnySampleCountsAndBudgets, ()) {
  Config config = parse(good_plan());
  config.budget = *rc::gen::element(1e-9, 1e-6, 1e-3, 0.1);
  config.controls = *rc::gen::arbitrary<bool>();
  for (ClaimConfig& claim : config.claims) {
    claim.samples = *rc::gen::inRange<std::uint64_t>(1, std::uint64_t{1} << 50);
  }
  const Plan plan = make_plan(config, fake_claims());
  for (const Cell& entry : plan.cells) {
    RC_ASSERT(entry.samples > 0U);
    RC_ASSERT(entry.samples % kSampleQuantum == 0U);
  }
  for (const PlannedFinding& finding : plan.findings) {
    const auto claim =
        std::find_if(config.claims.begin(), config.claims.end(),
                     [&](const ClaimConfig& entry) { return entry.id == finding.claim; });
    RC_ASSERT(plan.cells[finding.cell].samples >= claim->samples);
  }
  for (const PlannedControl& control : plan.controls) {
    RC_ASSERT(plan.cells[control.cell].samples >= control.needed);
    RC_ASSERT(cell(plan, control.point).samples >= control.needed);
  }
  RC_ASSERT(make_plan(config, fake_claims()).canonical() == plan.canonical());
}

}  // namespace
}  // namespace ceo::run::testing
