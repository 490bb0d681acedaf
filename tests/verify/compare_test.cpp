// Two runs side by side: bits, then two-sample tests with planted differences.
#include "verify/compare.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "host/stats/batch_estimate.hpp"
#include "tests/verify/small_run.hpp"
#include "verify/compare_text.hpp"
#include "verify/pipeline.hpp"

namespace ceo::verify {
namespace {

using ::testing::HasSubstr;

class Compare : public ::testing::Test {
 protected:
  static run::Record run_with(std::uint64_t seed) {
    const auto claims = testing::cheap_claims();
    run::Overrides overrides;
    overrides.seed = seed;
    overrides.no_controls = true;
    const run::Plan plan = run::make_plan(
        run::parse_config(testing::small_plan_text(), "small.toml", claims, overrides), claims);
    return testing::run_small(plan, claims);
  }
  static void SetUpTestSuite() {
    a_ = new run::Record(run_with(1));
    b_ = new run::Record(run_with(2));
  }
  static void TearDownTestSuite() {
    delete a_;
    delete b_;
  }

  /// Moves the mean of e of the first cell by `errors` standard errors of a difference of two runs.
  static run::Record shifted(double errors) {
    run::Record record = *b_;
    run::CellRecord& cell = record.cells[0];
    const auto moments = stats::moments_of(cell.totals, cell.scale_exponent, cell.row_exponent);
    const auto estimate =
        stats::batch_estimate(moments, [](std::span<const double> means) { return means[0]; });
    const double shift = errors * std::sqrt(2.0) * estimate.standard_error;
    const double unit = std::ldexp(1.0, -cell.scale_exponent[0]);
    const double per_batch = shift / unit * static_cast<double>(moments.samples) / 256;
    for (std::size_t batch = 0; batch < 256; ++batch) {
      cell.totals.sums[batch] += static_cast<launch::Int128>(per_batch);
    }
    return record;
  }

  static run::Record* a_;
  static run::Record* b_;
};
run::Record* Compare::a_ = nullptr;
run::Record* Compare::b_ = nullptr;

TEST_F(Compare, ARunIsTheSameAsItself) {
  const Comparison comparison = compare(*a_, *a_, 1e-6);
  EXPECT_TRUE(comparison.same_bits);
  EXPECT_TRUE(comparison.same_verdicts);
  EXPECT_TRUE(comparison.agree);
  EXPECT_FALSE(comparison.difference);
  EXPECT_EQ(comparison.worst()->p, 1);
  EXPECT_EQ(comparison.moments.size(), a_->cells.size() * 6);
  EXPECT_EQ(comparison.findings.size(), a_->findings.size());
  EXPECT_THAT(bits_text(comparison), HasSubstr("The same bits"));
}

TEST_F(Compare, RunsOfTwoSeedsAgreeInStatisticsOnly) {
  const Comparison comparison = compare(*a_, *b_, 1e-6);
  EXPECT_FALSE(comparison.same_bits);
  EXPECT_TRUE(comparison.agree) << statistics_text(comparison);
  ASSERT_TRUE(comparison.difference);
  EXPECT_THAT(comparison.difference->dataset, HasSubstr("config/canonical line"));
  EXPECT_THAT(comparison.difference->what, HasSubstr("plan.seed = 1"));
  EXPECT_DOUBLE_EQ(comparison.level *
                       static_cast<double>(comparison.moments.size() + comparison.findings.size()),
                   1e-6);
  EXPECT_THAT(statistics_text(comparison), HasSubstr("Statistics agree"));
}

TEST_F(Compare, AShiftIsFoundIfItIsLarge) {
  // The level is 1e-6/20: 5.6 standard errors. The runs' own difference is at most 4 of them here.
  EXPECT_TRUE(compare(*a_, shifted(1), 1e-6).agree);
  const Comparison far = compare(*a_, shifted(12), 1e-6);
  EXPECT_FALSE(far.agree);
  EXPECT_EQ(far.worst()->name, "e of " + a_->cells[0].id);
  EXPECT_THAT(statistics_text(far), HasSubstr("Statistics disagree"));
}

TEST_F(Compare, AMissingCellOrFindingIsNoAgreement) {
  run::Record record = *b_;
  record.findings.pop_back();
  const Comparison comparison = compare(*a_, record, 1e-6);
  EXPECT_EQ(comparison.unmatched, 1U);
  EXPECT_FALSE(comparison.agree);
  EXPECT_THAT(statistics_text(comparison), HasSubstr("Statistics agree in what both have"));
  EXPECT_FALSE(compare(run::Record{}, run::Record{}, 1e-6).agree) << "nothing was compared";
}

TEST_F(Compare, AnotherVerdictIsSaid) {
  run::Record record = *a_;
  record.findings[0].verdict = stats::Verdict::unresolved;
  const Comparison comparison = compare(*a_, record, 1e-6);
  EXPECT_TRUE(comparison.same_bits) << "verdicts are no content";
  EXPECT_FALSE(comparison.same_verdicts);
  EXPECT_THAT(tables_text(comparison, true), HasSubstr("agree, unresolved"));
}

TEST_F(Compare, ANumberThatIsNotFiniteDiffersFromOneThatIs) {
  run::Record record = *a_;
  record.findings[0].estimate.value = std::nan("");
  EXPECT_FALSE(compare(*a_, record, 1e-6).agree);
  EXPECT_TRUE(compare(record, record, 1e-6).agree);
}

TEST_F(Compare, TablesAreShortUnlessAllIsAsked) {
  const Comparison comparison = compare(*a_, *b_, 1e-6);
  const std::string few = tables_text(comparison, false), all = tables_text(comparison, true);
  EXPECT_THAT(few, HasSubstr("--all"));
  EXPECT_LT(few.size(), all.size());
  const auto json = comparison_json(comparison);
  EXPECT_EQ(json["moments"].size(), comparison.moments.size());
  EXPECT_EQ(json["same_bits"], false);
}

}  // namespace
}  // namespace ceo::verify
