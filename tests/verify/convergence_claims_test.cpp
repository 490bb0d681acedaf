// The claims that replicas of projected SGD decide.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>

#include "host/base/error.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/verify/small_run.hpp"
#include "verify/claims/german_credit.hpp"
#include "verify/claims/registry.hpp"
#include "verify/claims/sgd_costs.hpp"
#include "verify/claims/sgd_instances.hpp"
#include "verify/conclude.hpp"

namespace ceo::verify {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

run::Record run_claim(const std::string& id, const std::string& seed, const std::string& count) {
  const std::string text = "[plan]\nname = \"replicas\"\nseed = " + seed + "\n[claims.\"" + id +
                           "\"]\ninstances = " + count + "\n";
  const run::Config config = run::parse_config(text, "replicas.toml", claims(), {});
  return testing::run_small(run::make_plan(config, claims()), claims());
}

TEST(ConvergenceClaims, AreAsExpectedAtEverySeed) {
  for (const char* seed : {"1", "2", "3"}) {
    for (const auto& [id, count] :
         {std::pair{"thm1.convergence", "2048"}, {"cor3.iterations", "200"}}) {
      const run::Record record = run_claim(id, seed, count);
      const run::ClaimResult& claim = record.claims.at(0);
      EXPECT_TRUE(claim.as_expected) << id << ' ' << seed << ": " << claim.reason;
      EXPECT_EQ(claim.controls_rejected, claim.controls);
      EXPECT_EQ(exit_code(record), ExitCode::as_expected);
      for (const stats::Finding& finding : record.findings) {
        EXPECT_FALSE(finding.words.empty()) << finding.quantity;
        EXPECT_EQ(finding.verdict == stats::Verdict::disagree, finding.printed) << finding.quantity;
      }
    }
  }
}

// theory.md section 8: 0.45 against a bound of 0.0251; 0.92 of the tight bound is reached.
TEST(ConvergenceClaims, GiveTheNumbersOfTheTheory) {
  const run::Record record = run_claim("thm1.convergence", "5", "4096");
  EXPECT_THAT(record.series, SizeIs(2));
  for (const stats::Finding& finding : record.findings) {
    if (finding.quantity == "draft-step") {
      EXPECT_THAT(finding.words, HasSubstr("the mean is 0.45, the bound 0.0251"));
    }
    if (finding.quantity == "nearly-linear") {
      EXPECT_GT(finding.estimate.value, 0.85);
      EXPECT_LT(finding.estimate.value, 0.95);
    }
  }
}

TEST(ConvergenceClaims, TooFewOrTooManyReplicasAreAnErrorThatSaysSo) {
  for (const char* count : {"1", "5_000_000"}) {
    const run::Record record = run_claim("thm1.convergence", "1", count);
    EXPECT_EQ(record.claims.at(0).verdict, "error");
    EXPECT_THAT(record.findings.at(0).reason, HasSubstr("choose other instances"));
  }
}

TEST(GermanCredit, IsReadWhereItsFileIs) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(setenv("CEO_DATA", folder.path().c_str(), 1), 0);
  EXPECT_THAT(german_credit().words, HasSubstr("not run: it is not in the folder of CEO_DATA"));
  const std::string file = folder / "german.numer_scale";
  std::ofstream(file) << "+1 1:0.5 3:-1\n-1 2:0.25\n";
  const GermanCredit found = german_credit();
  ASSERT_TRUE(found.instance);
  EXPECT_EQ(found.instance->problem.logistic->table, (std::vector<double>{-0.5, 0, 1, 0, 0.25, 0}));
  EXPECT_THAT(found.words, HasSubstr("2 rows, SHA-256"));
  std::ofstream(file) << "+1 65:1\n";
  EXPECT_THROW(static_cast<void>(german_credit()), Error);
  std::ofstream(file) << "+1 x\n";
  EXPECT_THROW(static_cast<void>(german_credit()), Error);
  ASSERT_EQ(unsetenv("CEO_DATA"), 0);
  EXPECT_THAT(german_credit().words, HasSubstr("CEO_DATA names no folder"));
}

TEST(LinearRecursion, IsThatOfOneStepAndOfTwo) {
  // One step: w_1 = step (linear - noise); f - f* = curvature (w_1 - centre)^2/2.
  const theory::Quadratic f{{2}, {1}};
  EXPECT_NEAR(linear_recursion_mean(f, 0.1, {4}, 1), (0.1 - 0.5) * (0.1 - 0.5) + 0.01 * 4, 1e-15);
  // Two: d_1 = -0.4 - 0.1 z_1, d_2 = 0.8 d_1 - 0.1 z_2; average (1.8 d_1 - 0.1 z_2)/2.
  EXPECT_NEAR(linear_recursion_mean(f, 0.1, {4}, 2), 0.36 * 0.36 + 4 * (0.09 * 0.09 + 0.05 * 0.05),
              1e-15);
}

TEST(BoundTest, TakesTheWorstAndCountsAll) {
  BoundTest test;
  test.take("far", 0.5, 0.01, 0, 1);
  test.take("near", 1.03, 0.01, 0, 1);
  const run::HostOutcome outcome = test.outcome(100, "Words:");
  EXPECT_NEAR(outcome.estimate.value, 1.03, 1e-15);
  EXPECT_NEAR(outcome.estimate.p, std::erfc(3 / std::sqrt(2.0)), 1e-9);  // 2 times one side
  EXPECT_THAT(outcome.words, HasSubstr("near"));
  BoundTest within;
  within.take("rounded", 1.5, 0, 1, 1);  // the rounding is granted
  EXPECT_GT(within.outcome(1, "").estimate.p, 0.5);
}

TEST(Training, CostsAddUpOverTheCheckpoints) {
  const TrainingProblem problem = training_problem(10, 0.1);
  const Training training = prescribed_training(problem, 1.5);
  run::SgdCurve curve;
  curve.points = {{10, 0.4, 0, problem.cost.var_x * problem.cost.symbols, 0, {}},
                  {20, 0.2, 0, problem.cost.var_x * problem.cost.symbols, 0, {}},
                  {40, 0.05, 0.005, 0, 0, {}}};
  const MeasuredCost cost = cost_of(problem, training, curve);
  // ln mean falls by ln 4 over ln 2 of the steps: 0.1 is reached at 20 sqrt(2).
  EXPECT_NEAR(cost.iterations, 20 * std::sqrt(2.0), 1e-9);
  EXPECT_NEAR(cost.relative_error, 0.1 / 2, 1e-12);
  // The statistics did not fall, so both counts of nats are n T Rsum.
  EXPECT_NEAR(cost.total_following, cost.total, 1e-9 * cost.total);
  const theory::CostPoint point = theory::total_cost(problem.cost, 1.5);
  EXPECT_NEAR(cost.total, 8 * cost.iterations * point.sum_rate, 1e-9 * cost.total);
}

TEST(Training, DistortionsThatFollowRiseAsTheGradientFalls) {
  const TrainingProblem problem = training_problem(10, 0.004);
  run::SgdCurve curve;
  for (int i = 0; i < 4; ++i) {
    run::SgdPoint point;
    point.step = 10 * (i + 1);
    point.gradient = problem.cost.symbols * problem.cost.var_x * std::pow(0.1, i + 1);
    curve.points.push_back(point);
  }
  const Distortions distortions = following(problem, curve);
  EXPECT_EQ(distortions.at(1), theory::cheapest_distortion(problem.cost)->delta);
  EXPECT_EQ(distortions.at(10), distortions.at(1));
  EXPECT_GT(distortions.at(11), distortions.at(10));
  EXPECT_EQ(distortions.at(31), 32);  // the cost falls throughout
}

}  // namespace
}  // namespace ceo::verify
