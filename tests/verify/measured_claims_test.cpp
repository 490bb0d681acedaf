// Claims that the engine samples for a host check: verdicts at several seeds, calibration, figures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/host/stats/uniformity.hpp"
#include "tests/verify/small_run.hpp"
#include "verify/claims/channel_samples.hpp"
#include "verify/claims/fig7_measured.hpp"
#include "verify/claims/lem3_measured.hpp"
#include "verify/claims/lem4_measured.hpp"

namespace ceo::verify {
namespace {

/// The measured parts alone, without the checks by quadrature.
std::vector<run::Claim> make_claims() {
  std::vector<run::Claim> table;
  const auto add = [&](const char* id, const char* expected, void (*part)(run::Claim&)) {
    run::Claim claim;
    claim.id = id;
    claim.title = claim.statement = claim.source = claim.assumptions = "for a test";
    claim.kind = "bound";
    claim.expected = expected;
    claim.instances = 256;
    claim.host_series = [](const run::HostContext&) { return std::vector<run::Series>(); };
    part(claim);
    table.push_back(claim);
  };
  add("lem3.information", "holds", add_measured_lem3);
  add("lem4.information", "holds", add_measured_lem4);
  add("fig7.signsgd", "refuted as printed", add_measured_fig7);
  return table;
}

/// Kept, so that a law is computed once for all seeds.
const std::vector<run::Claim>& measured_claims() {
  static const std::vector<run::Claim> table = make_claims();
  return table;
}

run::Record run_claims(std::uint64_t seed, const std::string& instances, double resolution,
                       bool controls) {
  std::string text = "[plan]\nname = \"measured\"\nseed = " + std::to_string(seed) +
                     "\nresolution = " + std::to_string(resolution) +
                     "\ncontrols = " + (controls ? "true" : "false") + "\n";
  const std::vector<run::Claim>& claims = measured_claims();
  for (const run::Claim& claim : claims) {
    text += "[claims.\"" + claim.id + "\"]\ninstances = " + instances + "\n";
  }
  return testing::run_small(
      run::make_plan(run::parse_config(text, "measured.toml", claims, {}), claims), claims);
}

TEST(MeasuredClaims, AreAsExpectedAndTheirControlsAreRejected) {
  const run::Record record = run_claims(1, "128", 2e-3, true);
  ASSERT_EQ(record.claims.size(), 3U);
  for (const run::ClaimResult& claim : record.claims) {
    EXPECT_TRUE(claim.as_expected) << claim.id << ": " << claim.reason;
    EXPECT_EQ(claim.controls_rejected, claim.controls) << claim.id;
  }
  for (const run::ControlResult& control : record.controls) {
    EXPECT_TRUE(control.rejected) << control.control << " p = " << control.finding.p;
  }
  std::vector<std::string> figures;
  for (const run::Series& series : record.series) figures.push_back(series.id);
  EXPECT_THAT(figures, ::testing::UnorderedElementsAre("measured", "measured", "measured-rates",
                                                       "measured-distortion", "measured-mean"));
}

/// Findings that are true, over many seeds: p of m tests by Bonferroni is at most m times the
/// least, whose law is uniform to 1 - (1 - p/m)^m; here the share of small ones is bounded.
TEST(MeasuredClaims, RarelyRaiseAFalseAlarm) {
  constexpr int kSeeds = 40;
  constexpr double kSmall = 0.05;
  int findings = 0;
  int small = 0;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const run::Record record = run_claims(static_cast<std::uint64_t>(seed), "8", 0.1, false);
    for (const stats::Finding& finding : record.findings) {
      if (finding.printed) continue;
      ++findings;
      small += finding.p <= kSmall ? 1 : 0;
    }
  }
  ASSERT_EQ(findings, kSeeds * 10);
  // Findings of one seed share samples: the seeds alone are counted as independent, ten findings
  // each that move together at worst. Hoeffding's bound on the mean of 40 numbers in [0, 1].
  const double allowed = kSmall + std::sqrt(std::log(1e9) / (2 * kSeeds));
  EXPECT_LT(static_cast<double>(small) / findings, allowed);
}

TEST(JointTest, TakesTheLeastLikelyTimesTheirNumber) {
  JointTest test;
  test.take({1.0, 0.5, 100, stats::Law::normal, 1}, 1.0);
  test.take({3.0, 1.0, 200, stats::Law::normal, 1}, 0.5, 2);
  const run::HostOutcome outcome = test.outcome("");
  EXPECT_DOUBLE_EQ(outcome.estimate.value, 1.25);
  EXPECT_DOUBLE_EQ(outcome.estimate.standard_error, 0.5);
  EXPECT_EQ(outcome.estimate.samples, 300U);
  EXPECT_NEAR(outcome.estimate.p, 2 * 0.012419330651552, 1e-12);
}

TEST(JointTest, BoundsAreOneSided) {
  JointTest far_below;
  far_below.take_bound(-5, 0.1, 10);
  EXPECT_EQ(far_below.outcome("").estimate.value, 0);
  EXPECT_EQ(far_below.outcome("").estimate.p, 1);
  JointTest above;
  above.take_bound(0.5, 0.1, 10);
  EXPECT_DOUBLE_EQ(above.outcome("").estimate.value, 0.5);
  EXPECT_NEAR(above.outcome("").estimate.p, 2.866515719e-7, 1e-15);
  JointTest broken;
  broken.take_bound(std::nan(""), 0.1, 10);
  EXPECT_TRUE(std::isnan(broken.outcome("").estimate.p));
}

TEST(ChannelSamples, AreDrawnOnceAndFollowFromTheSeed) {
  ChannelSamples samples(8192);
  const run::HostContext context(1, "lem3.information", "a", 2);
  ChannelPoint point;
  point.name = "uniform";
  point.law = models::ScalarChannel::kUniform;
  point.var_n = {0.1};
  point.size = {1};
  point.mse = 0.2;
  const auto first = samples.of(context, point);
  EXPECT_EQ(first->samples(), 16384U);
  EXPECT_EQ(samples.of(run::HostContext(1, "lem3.information", "b", 2), point), first);
  EXPECT_EQ(ChannelSamples(8192).of(context, point)->totals, first->totals);
  EXPECT_NE(samples.of(run::HostContext(2, "lem3.information", "a", 2), point)->totals,
            first->totals);
  point.correlation_n = 0;
  point.size = {2};
  EXPECT_NE(samples.of(context, point)->totals, first->totals);
  point.law = models::ScalarChannel::kDithered;
  point.size = {0.3};
  EXPECT_THROW(static_cast<void>(samples.of(context, point)), std::exception);
}

}  // namespace
}  // namespace ceo::verify
