#include "reports/figures/quantities.hpp"

#include <gtest/gtest.h>

#include "tests/reports/page_record.hpp"

namespace ceo::reports {
namespace {

TEST(EstimatesBySamples, EndAtTheEstimateOfTheFile) {
  const run::Record record = testing::page_record();
  const auto steps = estimates_by_samples(record.cells[0], record.findings[0], 60);
  ASSERT_GT(steps.size(), 40U);
  EXPECT_EQ(steps.back().samples, static_cast<double>(record.cells[0].samples));
  EXPECT_NEAR(steps.back().value, 1.0, 1e-9);
  // Batches alternate between 1.01 and 0.99: an odd number b of them averages to 1 + 0.01/b.
  for (const Step& step : steps) {
    const double batches = step.samples * 256 / static_cast<double>(record.cells[0].samples);
    const bool odd = static_cast<int>(batches) % 2 == 1;
    EXPECT_NEAR(step.value, odd ? 1 + 0.01 / batches : 1.0, 1e-4 / batches);
  }
}

TEST(EstimatesBySamples, NothingForAnotherEstimate) {
  run::Record record = testing::page_record();
  record.findings[0].estimate.value += 1e-6;
  EXPECT_TRUE(estimates_by_samples(record.cells[0], record.findings[0], 60).empty());
}

TEST(EstimatesBySamples, NothingForUnknownQuantitiesAndBrokenBatches) {
  run::Record record = testing::page_record();
  record.cells[1].totals.strips -= 1;
  EXPECT_TRUE(estimates_by_samples(record.cells[1], record.findings[1], 60).empty());
  record.findings[0].quantity = "rate";
  EXPECT_TRUE(estimates_by_samples(record.cells[0], record.findings[0], 60).empty());
}

}  // namespace
}  // namespace ceo::reports
