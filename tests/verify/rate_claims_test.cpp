// Claims on rate regions and sum rates that are checked on the host.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/verify/small_run.hpp"
#include "verify/claims/cor1_layers_host.hpp"
#include "verify/claims/cor2_sumrate_host.hpp"
#include "verify/claims/drawn_problem.hpp"
#include "verify/claims/registry.hpp"
#include "verify/claims/thm2_classical_host.hpp"
#include "verify/conclude.hpp"

namespace ceo::verify {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::vector<std::string> kClaims{"thm2.region", "thm2.classical", "cor1.layers",
                                       "lem1.vertex", "cor2.sumrate",   "cor2.heterogeneous"};

/// The claims with their host parts alone, so that a plan needs no points.
const std::vector<run::Claim>& host_claims() {
  static const std::vector<run::Claim> table = [] {
    std::vector<run::Claim> parts;
    for (const std::string& id : kClaims) {
      run::Claim claim = claim_by_id(id);
      claim.quantities.clear();
      claim.controls.clear();
      claim.joined.clear();
      claim.joined_controls.clear();
      claim.cell_series = nullptr;
      parts.push_back(std::move(claim));
    }
    return parts;
  }();
  return table;
}

run::Record run_claims(std::uint64_t seed, const std::string& instances) {
  std::string text = "[plan]\nname = \"rates\"\nseed = " + std::to_string(seed) + "\n";
  for (const std::string& id : kClaims) {
    text += "[claims.\"" + id + "\"]\ninstances = " + instances + "\n";
  }
  const run::Config config = run::parse_config(text, "rates.toml", host_claims(), {});
  return testing::run_small(run::make_plan(config, host_claims()), host_claims());
}

TEST(RateClaims, AreAsExpectedAtEverySeedAndTheirControlsComeOut) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const run::Record record = run_claims(seed, "30");
    ASSERT_THAT(record.claims, SizeIs(kClaims.size()));
    for (const run::ClaimResult& claim : record.claims) {
      EXPECT_TRUE(claim.as_expected) << claim.id << ": " << claim.reason;
      EXPECT_EQ(claim.controls_rejected, claim.controls) << claim.id;
      EXPECT_GE(claim.controls, 1U) << claim.id;
    }
    EXPECT_EQ(exit_code(record), ExitCode::as_expected);
  }
}

TEST(RateClaims, RefutedOnesSayByHowMuch) {
  const run::Record record = run_claims(7, "60");
  for (const stats::Finding& finding : record.findings) {
    EXPECT_FALSE(finding.words.empty()) << finding.claim << ' ' << finding.quantity;
    const bool printed = finding.quantity == "all-r" || finding.quantity == "printed-formula";
    EXPECT_EQ(finding.printed, printed) << finding.quantity;
    EXPECT_EQ(finding.verdict == stats::Verdict::disagree, printed) << finding.quantity;
    if (finding.quantity == "printed-formula") {
      EXPECT_THAT(finding.words, HasSubstr("too low in"));
    }
  }
  EXPECT_THAT(record.series, SizeIs(6));
}

TEST(RateClaims, AHostPartKeepsTheWordsOfItsSampledClaim) {
  run::Claim sampled;
  sampled.id = "cor2.sumrate";
  sampled.title = "a title";
  sampled.kind = "equality";
  sampled.assumptions = "Measured.";
  const run::Claim both = cor2_sumrate_on_host(sampled);
  EXPECT_EQ(both.title, "a title");
  EXPECT_EQ(both.kind, "equality");
  EXPECT_THAT(both.assumptions, HasSubstr("Measured. On the host"));
  EXPECT_EQ(cor1_layers_on_host(sampled).expected, "refuted as printed");
}

TEST(Determinants, KnowASingleWorker) {
  // I(Y; U) = (1/2) ln(1 + (sX2 + sN2)/sV2).
  const theory::Channel channel =
      theory::channel_from_noise(2, std::vector<double>{1}, std::vector<double>{0.5});
  const Determinants determinants(channel);
  EXPECT_NEAR(determinants.subset_information({0}), 0.5 * std::log(7.0), determinants.rounding());
  EXPECT_LT(determinants.rounding(), 1e-12);
}

}  // namespace
}  // namespace ceo::verify
