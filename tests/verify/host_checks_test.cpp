// Host checks from end to end: outcomes become findings, words, verdicts and figures.
#include <gmock/gmock.h>

#include <stdexcept>

#include "host/base/error.hpp"
#include "host/run/merge.hpp"
#include "host/run/shard.hpp"
#include "tests/verify/small_run.hpp"
#include "verify/claims/registry.hpp"
#include "verify/conclude.hpp"
#include "verify/ledger.hpp"
#include "verify/ledger_json.hpp"
#include "verify/plan_text.hpp"
#include "verify/recorded_plan.hpp"
#include "verify/session.hpp"

namespace ceo::verify {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

run::Plan plan_of(const std::string& text, const std::vector<run::Claim>& claims) {
  return run::make_plan(run::parse_config(text, "host.toml", claims, {}), claims);
}

run::Record run_text(const std::string& text, const std::vector<run::Claim>& claims) {
  return testing::run_small(plan_of(text, claims), claims);
}

const std::string kRingPlan = "[plan]\nname = \"ring\"\n[claims.\"liu.ring\"]\n";

/// A claim with one exact quantity that is off by `excess`, and a control of each kind.
run::Claim toy(double excess) {
  run::Claim claim;
  claim.id = "toy.claim";
  claim.expected = "holds";
  claim.instances = 4;
  run::HostQuantity quantity;
  quantity.id = "sum";
  quantity.statement = "the sum is 0";
  quantity.check = [excess](const run::HostContext& context) {
    return run::exactly(excess, 0, 1e-12, 1, context.instances(), "The sum is what it is.");
  };
  claim.host = {quantity};
  run::HostControl fault{"fault", "A fault.", "sum", {}};
  fault.check = [](const run::HostContext&) { return run::exactly(1, 0, 1e-12, 1, 1, ""); };
  run::HostControl sound{"sound", "A sound case.", "sum", {}};
  sound.check = [](const run::HostContext&) { return run::exactly(0, 0, 1e-12, 1, 1, ""); };
  sound.required = run::Required::accepted;
  claim.host_controls = {fault, sound};
  return claim;
}

const std::string kToyPlan = "[plan]\nname = \"toy\"\n[claims.\"toy.claim\"]\n";

TEST(HostChecks, TheRingIsRefutedAsPrintedAndItsControlsAreRejected) {
  const run::Record record = run_text(kRingPlan, claims());
  ASSERT_THAT(record.claims, SizeIs(1));
  const run::ClaimResult& claim = record.claims[0];
  EXPECT_EQ(claim.verdict, "refuted as printed") << claim.reason;
  EXPECT_TRUE(claim.as_expected) << claim.reason;
  EXPECT_EQ(claim.agree, 2U);
  EXPECT_EQ(claim.disagree, 1U);
  EXPECT_EQ(claim.controls, 2U);
  EXPECT_EQ(claim.controls_rejected, 2U);
  EXPECT_EQ(exit_code(record), ExitCode::as_expected);
  EXPECT_TRUE(record.cells.empty());
  for (const stats::Finding& finding : record.findings) {
    EXPECT_EQ(finding.point, run::kHostPoint);
    EXPECT_FALSE(finding.words.empty());
    EXPECT_EQ(finding.printed, finding.quantity == "constant-printed");
  }
  ASSERT_THAT(record.series, SizeIs(1));
  EXPECT_EQ(record.series[0].claim, "liu.ring");
  EXPECT_THAT(record.series[0].curves, SizeIs(3));
}

TEST(HostChecks, EveryOtherSizeOfTheRingGivesTheSameVerdict) {
  for (const char* instances : {"16", "17", "120"}) {
    const run::Record record = run_text(kRingPlan + "instances = " + instances + "\n", claims());
    EXPECT_TRUE(record.claims.at(0).as_expected) << instances << ": " << record.claims[0].reason;
  }
  // Rings too small to tell the constant.
  const run::Record small = run_text(kRingPlan + "instances = 1\n", claims());
  EXPECT_FALSE(small.claims.at(0).as_expected);
  EXPECT_EQ(small.claims.at(0).unresolved, 1U);
}

TEST(HostChecks, TheLedgerTellsThemInWords) {
  const run::Record record = run_text(kRingPlan, claims());
  const std::string text = ledger_text(record, "ring.h5", false);
  EXPECT_THAT(
      text, AllOf(HasSubstr("Refuted as printed, as expected:"), HasSubstr("N^2 (1 - rho)"),
                  HasSubstr(" host "), HasSubstr("exact"), Not(HasSubstr("Not as it should be"))));
  const auto json = ledger_json(record, "ring.h5");
  EXPECT_EQ(json["findings"][0]["law"], "exact");
  EXPECT_EQ(json["findings"][2]["printed"], true);
  EXPECT_EQ(json["controls"][0]["required"], "rejected");
  EXPECT_EQ(json["controls"][0]["passed"], true);
  EXPECT_EQ(json["series"][0]["curves"][1]["style"], "line");
}

TEST(HostChecks, ThePlanListsThem) {
  const run::Plan plan = plan_of(kRingPlan, claims());
  EXPECT_THAT(plan_text(plan), AllOf(HasSubstr("Host checks"), HasSubstr("weight-1e-9: rejected"),
                                     Not(HasSubstr("Cells"))));
  const auto json = plan_json(plan);
  EXPECT_THAT(json["host_findings"], SizeIs(3));
  EXPECT_EQ(json["host_findings"][0]["instances"], 64);
  EXPECT_THAT(json["host_controls"], SizeIs(2));
}

TEST(HostChecks, AWrongTheoremIsRefuted) {
  EXPECT_EQ(run_text(kToyPlan, {toy(0)}).claims.at(0).verdict, "holds");
  const run::Record record = run_text(kToyPlan, {toy(2e-12)});
  EXPECT_EQ(record.claims.at(0).verdict, "refuted");
  EXPECT_EQ(exit_code(record), ExitCode::unexpected);
  EXPECT_THAT(ledger_text(record, "", false), HasSubstr("The sum is what it is."));
}

TEST(HostChecks, AControlThatMustBeAcceptedFailsTheClaimIfItIsNot) {
  EXPECT_TRUE(run_text(kToyPlan, {toy(0)}).claims.at(0).as_expected);
  run::Claim strict = toy(0);
  strict.host_controls[1].check = strict.host_controls[0].check;
  const run::Record record = run_text(kToyPlan, {strict});
  EXPECT_EQ(record.claims.at(0).verdict, "holds");
  EXPECT_FALSE(record.claims.at(0).as_expected);
  EXPECT_EQ(record.claims.at(0).controls_rejected, 1U);
  EXPECT_THAT(record.claims.at(0).reason, HasSubstr("the control sound was not accepted"));
  run::Claim blind = toy(0);
  blind.host_controls[0].check = blind.host_controls[1].check;
  EXPECT_THAT(run_text(kToyPlan, {blind}).claims.at(0).reason,
              HasSubstr("the control fault was not rejected"));
}

TEST(HostChecks, AnAcceptedControlMustAgreeAndNotOnlyEscapeRejection) {
  run::Claim coarse = toy(0);
  coarse.host_controls[1].check = [](const run::HostContext&) {
    return run::exactly(0, 0, 1, 1, 1, "");  // rounding as large as the unit: unresolved
  };
  EXPECT_FALSE(run_text(kToyPlan, {coarse}).claims.at(0).as_expected);
}

TEST(HostChecks, ACheckThatThrowsIsAnErrorOfItsClaimAlone) {
  run::Claim broken = toy(0);
  broken.id = "toy.broken";
  broken.host[0].check = [](const run::HostContext&) -> run::HostOutcome {
    throw std::runtime_error("the solver gave up");
  };
  const run::Record record = run_text(kToyPlan + "[claims.\"toy.broken\"]\n", {toy(0), broken});
  EXPECT_EQ(record.claims.at(0).verdict, "error");
  EXPECT_EQ(record.claims.at(1).verdict, "holds");
  EXPECT_THAT(record.findings.at(1).reason, HasSubstr("the solver gave up"));
}

TEST(HostChecks, ALawOtherThanDeclaredIsAnError) {
  run::Claim claim = toy(0);
  claim.host[0].law = stats::Law::normal;  // would be judged by a share of the budget
  const run::Record record = run_text(kToyPlan, {claim});
  EXPECT_EQ(record.claims.at(0).verdict, "error");
}

TEST(HostChecks, AFigureThatCannotBeDrawnIsAnError) {
  run::Claim claim = toy(0);
  claim.host_series = [](const run::HostContext&) {
    run::Series empty;
    empty.id = "empty";
    empty.title = "Nothing";
    return std::vector<run::Series>{empty};
  };
  const run::Record record = run_text(kToyPlan, {claim});
  EXPECT_EQ(record.claims.at(0).verdict, "error");
  EXPECT_TRUE(record.series.empty());
}

TEST(HostChecks, ASampledClaimDrawsItsCells) {
  std::vector<run::Claim> drawn = testing::cheap_claims();
  for (run::Claim& claim : drawn) {
    if (claim.id != "thm2.distortion") continue;
    claim.cell_series = [](std::span<const run::PlacedCell> cells) {
      run::Curve curve{"D", run::CurveStyle::points, {}, {}};
      for (const run::PlacedCell& cell : cells) {
        curve.x.push_back(static_cast<double>(cell.point.size()));
        curve.y.push_back(cell.view.binding.channel.distortion);
      }
      run::Series series;
      series.id = "distortion";
      series.title = "Distortions";
      series.curves = {curve};
      return std::vector<run::Series>{series};
    };
  }
  const run::Plan plan = testing::small_plan(drawn);
  const run::Record record = testing::run_small(plan, drawn);
  ASSERT_THAT(record.series, SizeIs(1));
  EXPECT_EQ(record.series[0].claim, "thm2.distortion");
  EXPECT_EQ(record.series[0].curves.at(0).x, (std::vector<double>{4, 6}));  // pair, silent
}

TEST(HostChecks, AStopActsBetweenTwoOfThemAndNothingIsLost) {
  std::vector<run::Claim> claims = testing::cheap_claims();
  claims.push_back(toy(0));
  run::ExecuteProgress progress;
  int checked = 0;
  const auto check = claims.back().host[0].check;
  claims.back().host[0].check = [&](const run::HostContext& context) {
    ++checked;
    progress.strips.stop = true;
    return check(context);
  };
  run::Overrides overrides;
  overrides.samples = 8192;
  const std::string text = testing::small_plan_text() + kToyPlan.substr(kToyPlan.find("[claims"));
  const run::Plan plan =
      run::make_plan(run::parse_config(text, "host.toml", claims, overrides), claims);
  SessionOptions options;
  options.run.execute.cpu.threads = 1;
  options.interval = 0;
  std::vector<run::Record> written;
  options.write = [&](const run::Record& record) { written.push_back(record); };
  run::Record record = begin_record(plan);
  const std::vector<run::Ranges> all = run::shares_of(plan, {});

  EXPECT_FALSE(run_session(record, plan, claims, all, options, progress));
  EXPECT_EQ(checked, 1) << "its control was not begun";
  ASSERT_THAT(written, SizeIs(1));
  EXPECT_TRUE(run::is_whole(written[0]));
  EXPECT_FALSE(written[0].complete);
  for (const stats::Finding& finding : written[0].findings) {
    EXPECT_EQ(finding.verdict, stats::Verdict::not_run) << finding.quantity;
  }
  EXPECT_EQ(exit_code(written[0]), ExitCode::unresolved);

  progress.strips.stop = false;
  claims.back().host[0].check = check;
  EXPECT_TRUE(run_session(record, plan, claims, all, options, progress));
  ASSERT_THAT(written, SizeIs(2));
  EXPECT_TRUE(written[1].complete);
  EXPECT_EQ(run::content_sha256(written[1]), run::content_sha256(written[0]));
  EXPECT_EQ(written[1].claims.back().verdict, "holds");
  EXPECT_EQ(written[1].sessions.back().strips, 0U) << "nothing was sampled again";
}

TEST(HostChecks, AStopOfARunWithoutSamplesWritesNothing) {
  run::ExecuteProgress progress;
  progress.strips.stop = true;
  const std::vector<run::Claim> claims = {toy(0)};
  const run::Plan plan = plan_of(kToyPlan, claims);
  SessionOptions options;
  options.write = [](const run::Record&) { ADD_FAILURE() << "written"; };
  run::Record record = begin_record(plan);
  EXPECT_FALSE(run_session(record, plan, claims, {}, options, progress));
  EXPECT_FALSE(record.complete);
}

TEST(HostChecks, TheContentHashIsThatOfThePlanAlone) {
  const run::Record record = run_text(kToyPlan, {toy(0)});
  const run::Record other = run_text(kToyPlan, {toy(5)});
  EXPECT_EQ(run::content_sha256(record), run::content_sha256(other));
  EXPECT_NE(run::findings_sha256(record), run::findings_sha256(other));
}

}  // namespace
}  // namespace ceo::verify
