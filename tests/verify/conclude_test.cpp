// The words of a verdict and the exit code, case by case.
#include "verify/conclude.hpp"

#include <gmock/gmock.h>

namespace ceo::verify {
namespace {

using stats::Verdict;
using ::testing::HasSubstr;

run::Claim claim_expecting(const std::string& expected) {
  run::Claim claim;
  claim.id = "x.y";
  claim.expected = expected;
  return claim;
}

stats::Finding finding(const std::string& quantity, Verdict verdict) {
  stats::Finding result;
  result.claim = "x.y";
  result.quantity = quantity;
  result.point = "p";
  result.verdict = verdict;
  result.printed = quantity == "printed";
  return result;
}

struct Case {
  const char* name;
  const char* expected;
  std::vector<Verdict> printed, corrected;
  const char* verdict;
  bool as_expected;
  ExitCode code;
};

class Conclude : public ::testing::TestWithParam<Case> {};

TEST_P(Conclude, GivesTheWordAndTheExitCode) {
  const Case& c = GetParam();
  std::vector<stats::Finding> findings;
  for (const Verdict v : c.printed) findings.push_back(finding("printed", v));
  for (const Verdict v : c.corrected) findings.push_back(finding("corrected", v));
  run::Record record;
  record.complete = true;
  record.claims = {conclude(claim_expecting(c.expected), findings, {})};
  EXPECT_EQ(record.claims[0].verdict, c.verdict);
  EXPECT_EQ(record.claims[0].as_expected, c.as_expected);
  EXPECT_EQ(exit_code(record), c.code);
  EXPECT_EQ(record.claims[0].reason.empty(), record.claims[0].verdict == "holds" && c.as_expected);
}

constexpr auto kAgree = Verdict::agree;
constexpr auto kDisagree = Verdict::disagree;
constexpr auto kUnresolved = Verdict::unresolved;
constexpr auto kError = Verdict::error;
constexpr auto kNotRun = Verdict::not_run;

INSTANTIATE_TEST_SUITE_P(
    Words, Conclude,
    ::testing::Values(
        Case{"AllAgree", "holds", {}, {kAgree, kAgree}, "holds", true, ExitCode::as_expected},
        Case{"OneDisagrees",
             "holds",
             {},
             {kAgree, kDisagree},
             "refuted",
             false,
             ExitCode::unexpected},
        Case{"DisagreementOutweighsDoubt",
             "holds",
             {},
             {kUnresolved, kDisagree},
             "refuted",
             false,
             ExitCode::unexpected},
        Case{"OneUnresolved",
             "holds",
             {},
             {kAgree, kUnresolved},
             "unresolved",
             false,
             ExitCode::unresolved},
        Case{"OneError",
             "holds",
             {},
             {kAgree, kDisagree, kError},
             "error",
             false,
             ExitCode::unexpected},
        Case{"OneNotRun", "holds", {}, {kAgree, kNotRun}, "not run", false, ExitCode::unresolved},
        Case{"NoFindings", "holds", {}, {}, "not run", false, ExitCode::unresolved},
        Case{"PrintedFormFails",
             "refuted as printed",
             {kDisagree},
             {kAgree},
             "refuted as printed",
             true,
             ExitCode::as_expected},
        Case{"PrintedFormFailsAtOnePoint",
             "refuted as printed",
             {kAgree, kDisagree},
             {kAgree},
             "refuted as printed",
             true,
             ExitCode::as_expected},
        Case{"BothFormsFail",
             "refuted as printed",
             {kDisagree},
             {kDisagree},
             "refuted",
             false,
             ExitCode::unexpected},
        Case{"PrintedFormFailsButCorrectedIsOpen",
             "refuted as printed",
             {kDisagree},
             {kUnresolved},
             "refuted",
             false,
             ExitCode::unexpected},
        Case{"PrintedFormPasses",
             "refuted as printed",
             {kAgree},
             {kAgree},
             "holds",
             false,
             ExitCode::unexpected},
        Case{"Reported",
             "reported",
             {},
             {kAgree, kDisagree},
             "reported",
             true,
             ExitCode::as_expected},
        Case{"ReportedWithError", "reported", {}, {kError}, "error", false, ExitCode::unexpected}),
    [](const auto& test) { return std::string(test.param.name); });

run::ControlResult control(bool rejected) {
  run::ControlResult result;
  result.claim = "x.y";
  result.control = "c";
  result.point = "p";
  result.rejected = rejected;
  return result;
}

TEST(ConcludeControls, AllMustBeRejected) {
  const run::Claim claim = claim_expecting("holds");
  const std::vector<stats::Finding> findings = {finding("corrected", kAgree)};
  EXPECT_TRUE(conclude(claim, findings, {control(true), control(true)}).as_expected);
  const run::ClaimResult missed = conclude(claim, findings, {control(true), control(false)});
  EXPECT_FALSE(missed.as_expected);
  EXPECT_EQ(missed.verdict, "holds");
  EXPECT_EQ(missed.controls, 2U);
  EXPECT_EQ(missed.controls_rejected, 1U);
  EXPECT_THAT(missed.reason, HasSubstr("control c was not rejected at p"));
}

TEST(ConcludeControls, AMissedOneOutweighsAnOpenClaim) {
  run::Record record;
  record.complete = true;
  record.claims = {
      conclude(claim_expecting("holds"), {finding("corrected", kUnresolved)}, {control(false)})};
  EXPECT_EQ(exit_code(record), ExitCode::unexpected);
}

TEST(ConcludeControls, ReasonsNameThreePlacesAndCountTheRest) {
  const std::vector<stats::Finding> findings(5, finding("corrected", kDisagree));
  EXPECT_THAT(conclude(claim_expecting("holds"), findings, {}).reason, HasSubstr("and 2 more"));
}

TEST(ExitCodes, AnIncompleteRecordIsUnresolved) {
  run::Record record;
  record.complete = false;
  EXPECT_EQ(exit_code(record), ExitCode::unresolved);
}

}  // namespace
}  // namespace ceo::verify
