// Nights of one plan: their sum against sums made another way.
#include "verify/history/pooled.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "host/io/run_file.hpp"
#include "host/run/merge.hpp"
#include "host/stats/anytime.hpp"
#include "tests/support/temporary_folder.hpp"
#include "verify/claims/registry.hpp"
#include "verify/history/pooled_text.hpp"
#include "verify/pipeline.hpp"

namespace ceo::verify {
namespace {

constexpr const char* kPlan = R"([plan]
name = "night"
seed = 1
budget = 1e-3
resolution = 1e-2
controls = false

[points.pair]
var_x = 1.0
var_n = [0.5, 2.0]
var_v = [0.5, 1.0]
shape_every = 1

[claims."thm2.unbiased"]
samples = 100_000

[claims."thm2.distortion"]
samples = 100_000

[claims."asm1.gaussian"]
samples = 100_000
)";

run::Record night(std::uint64_t seed, const std::string& plan = kPlan) {
  run::Config config = run::parse_config(plan, "night.toml", claims(), {});
  config.seed = seed;
  run::ExecuteProgress progress;
  RunOptions options;
  options.execute.cpu.threads = 1;
  run::Record record = run_plan(run::make_plan(config, claims()), claims(), options, progress);
  record.provenance["started"] = "2026-11-0" + std::to_string(seed) + "T02:00:00Z";
  return record;
}

class Pooled : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    nights_ = new std::vector<run::Record>{night(1), night(2), night(3)};
  }
  static void TearDownTestSuite() { delete nights_; }

  std::string write(const run::Record& record, const std::string& name) {
    io::write_run(record, folder_ / name, true);
    return folder_ / name;
  }
  std::vector<std::string> three() {
    return {write((*nights_)[0], "a.h5"), write((*nights_)[1], "b.h5"),
            write((*nights_)[2], "c.h5")};
  }
  static const PooledFinding& find(const PooledRuns& pooled, const std::string& quantity) {
    return *std::find_if(
        pooled.findings.begin(), pooled.findings.end(),
        [&](const PooledFinding& item) { return item.finding.quantity == quantity; });
  }

  test::TemporaryFolder folder_;
  static std::vector<run::Record>* nights_;
};
std::vector<run::Record>* Pooled::nights_ = nullptr;

TEST_F(Pooled, TheSumIsTheMeanOfEqualNights) {
  const PooledRuns pooled = pool_runs(three());
  ASSERT_EQ(pooled.nights(), 3U);
  const stats::Finding& sum = find(pooled, "distortion").finding;
  double mean = 0, least = 1;
  std::uint64_t samples = 0;
  for (const run::Record& record : *nights_) {
    for (const stats::Finding& finding : record.findings) {
      if (finding.quantity != "distortion") continue;
      mean += finding.estimate.value / 3;
      samples += finding.estimate.samples;
      least = std::min(least, finding.estimate.standard_error);
    }
  }
  EXPECT_NEAR(sum.estimate.value, mean, 1e-12);
  EXPECT_EQ(sum.estimate.samples, samples);
  EXPECT_LT(sum.estimate.standard_error, 0.75 * least);
  EXPECT_EQ(find(pooled, "distortion").pooling, Pooling::totals);
}

TEST_F(Pooled, LevelsAreThoseOfTheLook) {
  const PooledRuns pooled = pool_runs(three());
  for (const PooledFinding& item : pooled.findings) {
    EXPECT_DOUBLE_EQ(item.finding.level, stats::look_level(item.whole_level, 3));
  }
  EXPECT_EQ(exit_code(pooled), ExitCode::as_expected);
}

TEST_F(Pooled, SortedSamplesAreCombinedByTheirPValues) {
  const PooledRuns pooled = pool_runs(three());
  const PooledFinding& item = find(pooled, "kolmogorov-smirnov");
  EXPECT_EQ(item.pooling, Pooling::fisher);
  std::vector<double> p;
  for (const run::Record& record : *nights_) {
    for (const stats::Finding& finding : record.findings) {
      if (finding.quantity == "kolmogorov-smirnov") p.push_back(finding.p);
    }
  }
  EXPECT_DOUBLE_EQ(item.finding.p, stats::fisher_p(p));
}

TEST_F(Pooled, ACopyCountsOnce) {
  std::vector<std::string> files = three();
  files.push_back(write((*nights_)[1], "copy.h5"));
  const PooledRuns pooled = pool_runs(files);
  EXPECT_EQ(pooled.nights(), 3U);
  ASSERT_EQ(pooled.left_out.size(), 1U);
  EXPECT_NE(pooled.left_out[0].reason.find("counted already"), std::string::npos);
  EXPECT_NE(left_out_text(pooled.left_out).find("copy.h5"), std::string::npos);
}

TEST_F(Pooled, OtherPlansDamagedAndUnfinishedRunsAreNamed) {
  std::string other(kPlan);
  other.replace(other.find("var_v = [0.5"), 12, "var_v = [0.6");
  run::Record open = (*nights_)[2];
  open.complete = false;
  const std::vector<std::string> files = {write((*nights_)[0], "a.h5"),
                                          write(night(4, other), "other.h5"),
                                          write(open, "open.h5"), folder_ / "absent.h5"};
  const PooledRuns pooled = pool_runs(files);
  EXPECT_EQ(pooled.nights(), 1U);
  ASSERT_EQ(pooled.left_out.size(), 3U);
}

TEST_F(Pooled, ABiasBelowOneNightsErrorIsFound) {
  // The same fault every night: the pooled z grows with the root of the nights.
  std::vector<std::string> files;
  double worst = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    run::Record record = (*nights_)[i];
    run::CellRecord& cell = record.cells[0];
    // A shift of the squared error by three of its standard errors.
    for (launch::Int128* sum = &cell.totals.sums[256]; sum != &cell.totals.sums[512]; ++sum) {
      *sum += *sum * 14 / 1000;
    }
    run::Record judged = record;
    run::Config config = run::parse_config(kPlan, "night.toml", claims(), {});
    config.seed = record.seed;
    judge_record(judged, run::make_plan(config, claims()), claims());
    for (const stats::Finding& finding : judged.findings) {
      if (finding.quantity == "distortion") worst = std::max(worst, std::abs(finding.z));
    }
    files.push_back(write(judged, "faulty" + std::to_string(i) + ".h5"));
  }
  const PooledRuns pooled = pool_runs(files);
  EXPECT_GT(std::abs(find(pooled, "distortion").finding.z), worst);
}

}  // namespace
}  // namespace ceo::verify
