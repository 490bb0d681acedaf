// The ledger as text and as JSON.
#include "verify/ledger.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <sstream>

#include "tests/verify/small_run.hpp"
#include "verify/ledger_json.hpp"
#include "verify/plan_text.hpp"

namespace ceo::verify {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

stats::Finding finding(const std::string& point, stats::Verdict verdict, double p) {
  stats::Finding result;
  result.claim = "cor2.heterogeneous";
  result.point = point;
  result.quantity = "distortion";
  result.unit_name = "gradient^2";
  result.estimate = {1.0012345, 1e-4, 1'000'000, stats::Law::normal};
  result.prediction = {1, 1e-9, 1, 1};
  result.level = 1.25e-8;
  result.resolution = 1e-3;
  result.z = 3.5;
  result.p = p;
  result.verdict = verdict;
  if (verdict != stats::Verdict::agree) result.reason = "the reason is told here";
  return result;
}

/// A record with a long id, a long title and every width at its largest.
run::Record wide_record() {
  run::Record record;
  record.complete = true;
  record.plan_name = "quick";
  record.title = std::string(60, 't') + " " + std::string(60, 't');
  record.seed = 41;
  record.budget = 1e-6;
  record.resolution = 1e-3;
  record.provenance["seconds"] = "115.2";
  record.provenance["repeat"] = "ceo-verify run quick --samples 1000000";
  run::ClaimResult claim;
  claim.id = "cor2.heterogeneous";
  claim.title = "a title of many words " + std::string(70, 'x') + " and more words";
  claim.verdict = "refuted as printed";
  claim.findings = 120;
  claim.agree = 119;
  claim.disagree = 1;
  claim.controls = 2;
  claim.controls_rejected = 1;
  record.claims = {claim};
  record.findings = {finding("k64-unequal", stats::Verdict::agree, 0.25),
                     finding("k8", stats::Verdict::disagree, 1e-12)};
  record.findings[0].estimate.standard_error = 3.25e-5;
  run::ControlResult control;
  control.claim = claim.id;
  control.control = "shared-v";
  control.point = "k8";
  control.description = "Workers share " + std::string(120, 'v') + " noise.";
  control.finding = finding("k8", stats::Verdict::agree, 0.5);
  record.controls = {control};
  run::CellRecord cell;
  cell.samples = 1'500'000'000;
  record.cells = {cell, cell};
  return record;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(Ledger, NamesWhatCounts) {
  const std::string text = ledger_text(wide_record(), "results/quick-41.h5", false);
  EXPECT_THAT(text, AllOf(HasSubstr("refuted as printed"), HasSubstr("119/120"), HasSubstr("1/2"),
                          HasSubstr("1.0e-12 (1e-08)"), HasSubstr("3.2e-05..1.0e-04")));
  EXPECT_THAT(text,
              AllOf(HasSubstr("distortion at k8: disagree"), HasSubstr("the reason is told here"),
                    HasSubstr("control shared-v at k8 was not rejected")));
  EXPECT_THAT(text, AllOf(HasSubstr("0 of 1 claims as expected"), HasSubstr("budget 1e-06;"),
                          HasSubstr("results/quick-41.h5"), HasSubstr("1 min 55 s")));
}

TEST(Ledger, FitsAHundredColumns) {
  // Only a word that is longer by itself may be wider: the description above has one of 120
  // letters.
  for (const std::string& line :
       lines_of(ledger_text(wide_record(), "results/quick-41.h5", false))) {
    if (line.find(std::string(120, 'v')) == std::string::npos) {
      EXPECT_LE(line.size(), 100U) << line;
    }
  }
}

TEST(Ledger, AsksForConfirmationWithAFreshSeed) {
  run::Record record = wide_record();
  EXPECT_THAT(ledger_text(record, "f.h5", false), Not(HasSubstr("--seed 42")));
  record.findings[0].p = 50 * record.findings[0].level;
  EXPECT_THAT(ledger_text(record, "f.h5", false),
              HasSubstr("ceo-verify run quick --samples 1000000 --seed 42"));
  record.findings[0].p = 101 * record.findings[0].level;
  EXPECT_THAT(ledger_text(record, "f.h5", false), Not(HasSubstr("--seed 42")));
}

TEST(Ledger, ColoursOnlyOnRequest) {
  EXPECT_THAT(ledger_text(wide_record(), "f.h5", false), Not(HasSubstr("\033[")));
  EXPECT_THAT(ledger_text(wide_record(), "f.h5", true),
              HasSubstr("\033[31mrefuted as printed\033[0m"));
}

TEST(Ledger, CountsAllSamples) {
  EXPECT_EQ(samples_of(wide_record()), 3'000'000'000U);
}

TEST(LedgerJson, IsOneObjectWithStableKeys) {
  run::Record record = wide_record();
  record.findings[1].z = std::numeric_limits<double>::quiet_NaN();
  const std::string text = json_text(ledger_json(record, "f.h5"));
  const auto json = nlohmann::json::parse(text);
  for (const char* key : {"plan", "title", "seed", "file", "complete", "exit_code",
                          "content_sha256", "findings_sha256", "budget", "resolution", "samples",
                          "seconds", "claims", "findings", "controls", "confirm", "provenance"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  EXPECT_EQ(json["content_sha256"].get<std::string>(), run::content_sha256(record));
  EXPECT_EQ(json["exit_code"], 1);
  EXPECT_EQ(json["seconds"], 115.2);
  EXPECT_TRUE(json["confirm"].is_null());
  EXPECT_TRUE(json["findings"][1]["z"].is_null());  // JSON has no NaN
  EXPECT_EQ(json["findings"][1]["verdict"], "disagree");
  EXPECT_EQ(json["claims"][0]["controls_rejected"], 1);
}

TEST(PlanText, ShowsCellsFindingsAndControls) {
  const auto claims = testing::cheap_claims();
  const run::Plan plan = testing::small_plan(claims);
  const std::string text = plan_text(plan);
  for (const run::Cell& cell : plan.cells) EXPECT_THAT(text, HasSubstr(cell.id));
  EXPECT_THAT(text, AllOf(HasSubstr("slope"), HasSubstr("intercept"), HasSubstr("shrunk-decoder")));
  for (const std::string& line : lines_of(text)) EXPECT_LE(line.size(), 100U) << line;
  const auto json = nlohmann::json::parse(json_text(plan_json(plan)));
  EXPECT_EQ(json["cells"].size(), plan.cells.size());
  EXPECT_EQ(json["findings"].size(), plan.findings.size());
  EXPECT_EQ(json["controls"].size(), plan.controls.size());
  EXPECT_EQ(json["samples"], plan.total_samples());
}

TEST(PlanText, WarnsOfAResolutionOutOfReach) {
  const auto claims = testing::cheap_claims();
  EXPECT_EQ(resolution_warning(testing::small_plan(claims)), "");
  run::Overrides fine;
  fine.set = {"plan.resolution=1e-4"};
  const run::Plan plan = run::make_plan(
      run::parse_config(testing::small_plan_text(), "small.toml", claims, fine), claims);
  EXPECT_THAT(resolution_warning(plan), HasSubstr("6 of 8 findings"));
}

TEST(Ledger, NamesGeneratorsThatAreNotPhilox) {
  run::Record record = wide_record();
  record.findings = {finding("k1.xorwow", stats::Verdict::disagree, 1e-12),
                     finding("k1.philox", stats::Verdict::agree, 0.5)};
  record.cells.clear();
  for (const char* name : {"xorwow", "philox"}) {
    run::CellRecord cell;
    cell.point = std::string("k1.") + name;
    cell.rng = name;
    record.cells.push_back(cell);
  }
  EXPECT_THAT(ledger_text(record, "run.h5", false),
              HasSubstr("seed 41, random numbers from philox, xorwow:"));
  const auto json = ledger_json(record, "run.h5");
  EXPECT_EQ(json.at("generators"), (std::vector<std::string>{"philox", "xorwow"}));
  EXPECT_EQ(json.at("findings").at(0).at("generator"), "xorwow");
  EXPECT_EQ(json.at("findings").at(1).at("generator"), "philox");
  record.cells.erase(record.cells.begin());
  EXPECT_THAT(ledger_text(record, "run.h5", false), Not(HasSubstr("random numbers from")));
}

}  // namespace
}  // namespace ceo::verify
