// A run from end to end: sound claims hold, wrong ones are refuted, broken samples are errors.
#include "verify/pipeline.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

#include "host/base/error.hpp"
#include "tests/verify/small_run.hpp"
#include "verify/conclude.hpp"

namespace ceo::verify {
namespace {

using ::testing::HasSubstr;

/// The item with this id, of claims or of their results.
template <class Item>
Item& by_id(std::vector<Item>& items, const std::string& id) {
  for (Item& item : items) {
    if (item.id == id) return item;
  }
  throw std::out_of_range(id);
}

class Pipeline : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    claims_ = new std::vector<run::Claim>(testing::cheap_claims());
    plan_ = new run::Plan(testing::small_plan(*claims_));
    record_ = new run::Record(testing::run_small(*plan_, *claims_));
  }
  static void TearDownTestSuite() {
    delete record_;
    delete plan_;
    delete claims_;
  }
  static std::vector<run::Claim>* claims_;
  static run::Plan* plan_;
  static run::Record* record_;
};
std::vector<run::Claim>* Pipeline::claims_ = nullptr;
run::Plan* Pipeline::plan_ = nullptr;
run::Record* Pipeline::record_ = nullptr;

TEST_F(Pipeline, SoundClaimsHoldAndControlsAreRejected) {
  ASSERT_EQ(record_->claims.size(), 2U);
  for (const run::ClaimResult& claim : record_->claims) {
    EXPECT_EQ(claim.verdict, "holds") << claim.id << ": " << claim.reason;
    EXPECT_TRUE(claim.as_expected) << claim.id << ": " << claim.reason;
    EXPECT_EQ(claim.agree, claim.findings);
    EXPECT_EQ(claim.controls_rejected, claim.controls);
    EXPECT_GT(claim.controls, 0U);
  }
  EXPECT_EQ(record_->findings.size(), 2U * 4U);  // two points, four quantities
  EXPECT_EQ(record_->controls.size(), 3U);
  EXPECT_EQ(exit_code(*record_), ExitCode::as_expected);
  EXPECT_TRUE(record_->complete);
}

TEST_F(Pipeline, TheRecordIsWhatThePlanSays) {
  EXPECT_EQ(record_->plan_name, "small");
  EXPECT_EQ(record_->seed, 11U);
  EXPECT_EQ(record_->plan_canonical, plan_->canonical());
  EXPECT_EQ(record_->config_text, testing::small_plan_text());
  ASSERT_EQ(record_->cells.size(), plan_->cells.size());
  for (const char* key : {"started", "finished", "seconds"}) {
    EXPECT_TRUE(record_->provenance.contains(key)) << key;
  }
}

TEST_F(Pipeline, ControlsSeeTheRandomnessOfTheSoundCell) {
  for (const run::PlannedControl& control : plan_->controls) {
    const run::Cell& faulty = plan_->cells.at(control.cell);
    for (const run::Cell& cell : plan_->cells) {
      if (cell.id == control.point) {
        EXPECT_EQ(faulty.key, cell.key);
      }
    }
  }
}

TEST_F(Pipeline, AWrongTheoremIsRefuted) {
  std::vector<run::Claim> wrong = *claims_;
  run::Quantity& distortion = by_id(wrong, "thm2.distortion").quantities.at(0);
  // sd(e^2)/D is sqrt(2) and there are 3e5 samples: 3 % are 11 standard errors.
  distortion.predict = [sound = distortion.predict](const run::GaussianCeoBinding& binding) {
    stats::Prediction prediction = sound(binding);
    prediction.value *= 1.03;
    return prediction;
  };
  run::Record record = *record_;
  judge_record(record, *plan_, wrong);
  EXPECT_EQ(by_id(record.claims, "thm2.unbiased").verdict, "holds");
  const run::ClaimResult& refuted = by_id(record.claims, "thm2.distortion");
  EXPECT_EQ(refuted.verdict, "refuted");
  EXPECT_EQ(refuted.disagree, 2U);
  EXPECT_FALSE(refuted.as_expected);
  EXPECT_THAT(refuted.reason, HasSubstr("distortion at pair"));
  EXPECT_EQ(exit_code(record), ExitCode::unexpected);
}

TEST_F(Pipeline, ABrokenSampleIsAnErrorOfItsCell) {
  run::Record record = *record_;
  ASSERT_EQ(record.cells.at(0).id, "pair");
  record.cells.at(0).totals.non_finite = 1;
  judge_record(record, *plan_, *claims_);
  for (const run::ClaimResult& claim : record.claims) {
    EXPECT_EQ(claim.verdict, "error");
    EXPECT_FALSE(claim.as_expected);
    EXPECT_GT(claim.agree, 0U);  // the other point stands
  }
  EXPECT_EQ(exit_code(record), ExitCode::unexpected);
}

TEST_F(Pipeline, AnOverflowIsAnErrorOfItsCell) {
  run::Record record = *record_;
  record.cells.at(1).totals.overflow = 3;
  judge_record(record, *plan_, *claims_);
  for (const run::ClaimResult& claim : record.claims) EXPECT_EQ(claim.verdict, "error");
}

TEST_F(Pipeline, ABrokenControlIsNotARejection) {
  run::Record record = *record_;
  for (run::CellRecord& cell : record.cells) {
    if (!cell.fault.empty()) cell.totals.non_finite = 1;
  }
  judge_record(record, *plan_, *claims_);
  for (const run::ClaimResult& claim : record.claims) {
    EXPECT_EQ(claim.verdict, "holds");
    EXPECT_EQ(claim.controls_rejected, 0U);
    EXPECT_FALSE(claim.as_expected);
    EXPECT_THAT(claim.reason, HasSubstr("was not rejected"));
  }
  EXPECT_EQ(exit_code(record), ExitCode::unexpected);
}

TEST_F(Pipeline, AFaultThatIsNoneIsNotRejected) {
  std::vector<run::Claim> weak = *claims_;
  std::vector<run::Control>& controls = by_id(weak, "thm2.unbiased").controls;
  ASSERT_EQ(controls.size(), 1U);
  controls.at(0).fault = [](const theory::Channel&) {
    run::Fault fault;
    fault.weight_factor = 1 + 1e-6;  // far below what the samples can tell
    return fault;
  };
  const run::Plan plan = testing::small_plan(weak);
  run::Record record = testing::run_small(plan, weak);
  const run::ClaimResult& claim = by_id(record.claims, "thm2.unbiased");
  EXPECT_EQ(claim.verdict, "holds");
  EXPECT_EQ(claim.controls_rejected, 0U);
  EXPECT_FALSE(claim.as_expected);
  EXPECT_EQ(exit_code(record), ExitCode::unexpected);
}

TEST_F(Pipeline, AMissingCellIsNotRun) {
  run::Record record = *record_;
  std::erase_if(record.cells, [](const run::CellRecord& cell) { return cell.id == "silent"; });
  judge_record(record, *plan_, *claims_);
  for (const run::ClaimResult& claim : record.claims) EXPECT_EQ(claim.verdict, "not run");
  EXPECT_EQ(exit_code(record), ExitCode::unresolved);
}

TEST_F(Pipeline, TooFewSamplesAreUnresolved) {
  run::Overrides few;
  few.set = {"plan.resolution=1e-4"};
  few.no_controls = true;
  const run::Config config =
      run::parse_config(testing::small_plan_text(), "small.toml", *claims_, few);
  const run::Record record = testing::run_small(run::make_plan(config, *claims_), *claims_);
  for (const run::ClaimResult& claim : record.claims) {
    EXPECT_EQ(claim.verdict, "unresolved");
    EXPECT_FALSE(claim.as_expected);
  }
  EXPECT_EQ(exit_code(record), ExitCode::unresolved);
}

TEST_F(Pipeline, AStopEndsTheRunWithItsExitCode) {
  run::ExecuteProgress progress;
  progress.strips.stop = true;
  try {
    static_cast<void>(run_plan(*plan_, *claims_, {}, progress));
    FAIL() << "the run went on";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::interrupted);
    EXPECT_THAT(error.what(), HasSubstr("nothing was written"));
  }
}

}  // namespace
}  // namespace ceo::verify
