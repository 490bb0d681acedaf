// Sampling of planned cells: the record is complete, and faults share the randomness of the sound
// cell.
#include "host/run/execute.hpp"

#include <gmock/gmock.h>

#include "host/base/error.hpp"
#include "kernels/launch/curand_library.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

using ::testing::ElementsAre;
using Output = models::GaussianCeo::Output;

Plan small_plan() {
  Overrides overrides;
  overrides.samples = 10'000;
  return make_plan(parse(good_plan(), overrides), fake_claims());
}

CellRecord run(const Cell& cell, int threads = 1) {
  ExecuteOptions options;
  options.cpu.threads = threads;
  return execute_cell(cell, options, nullptr);
}

launch::Int128 sum(const launch::Totals& totals, int output) {
  launch::Int128 total = 0;
  for (std::size_t b = 0; b < 256; ++b) {
    total += totals.sums[static_cast<std::size_t>(output) * 256 + b];
  }
  return total;
}

TEST(Execute, TheRecordNamesWhatWasSampled) {
  const Cell cell = small_plan().cells[0];
  const CellRecord record = run(cell);
  EXPECT_EQ(record.id, "pair");
  EXPECT_EQ(record.point, "pair");
  EXPECT_EQ(record.model, "gaussian_ceo");
  EXPECT_EQ(record.parameters, cell.spec.canonical());
  EXPECT_EQ(record.fault, "");
  EXPECT_EQ(record.rng, "philox");
  EXPECT_EQ(record.key, cell.key);
  EXPECT_EQ(record.first_strip, 0U);
  EXPECT_EQ(record.samples, 2 * kSampleQuantum);
  EXPECT_EQ(record.totals.strips * 32, record.samples);
  EXPECT_EQ(record.matrices, cell.matrices);
  EXPECT_THAT(record.outputs, ElementsAre("e", "e^2", "e^4", "e*x", "x", "x^2"));
  EXPECT_EQ(record.scale_exponent, bind(cell.spec).scale_exponent);
  EXPECT_EQ(record.row_exponent, bind(cell.spec).row_exponent);
  EXPECT_EQ(record.totals.rows, 5);
  EXPECT_EQ(record.totals.non_finite, 0U);
  EXPECT_EQ(record.totals.overflow, 0U);
  EXPECT_GE(record.seconds, 0);
}

TEST(Execute, AForeignGeneratorGivesOtherTotals) {
  std::string why;
  if (launch::curand_library(why) == nullptr) GTEST_SKIP() << why;
  const Cell sound = small_plan().cells[0];
  Cell cell = sound;
  cell.rng = launch::Generator::mtgp32;
  const CellRecord record = run(cell, 2);
  EXPECT_EQ(record.rng, "mtgp32");
  EXPECT_EQ(record.totals.strips * 32, record.samples);
  EXPECT_NE(record.totals, run(sound).totals);
  EXPECT_EQ(record.totals, run(cell).totals);
  ExecuteOptions devices;
  devices.cuda_devices = {0};
  EXPECT_THROW(static_cast<void>(execute_cell(cell, devices, nullptr)), Error);
}

TEST(Execute, ThreadsDoNotChangeBits) {
  const Cell cell = small_plan().cells[0];
  EXPECT_EQ(run(cell, 1).totals, run(cell, 3).totals);
}

TEST(Execute, AFaultyCellSeesTheRandomnessOfTheSoundOne) {
  const Plan plan = small_plan();
  Cell sound = plan.cells.at(1);
  Cell faulty = plan.cells.at(plan.controls.at(0).cell);
  ASSERT_EQ(faulty.point, sound.id);
  sound.samples = faulty.samples = kSampleQuantum;
  const CellRecord a = run(sound), b = run(faulty);
  EXPECT_EQ(b.fault, "offset=0.5");
  EXPECT_EQ(b.parameters, a.parameters);
  EXPECT_EQ(sum(a.totals, Output::kX), sum(b.totals, Output::kX));
  EXPECT_EQ(sum(a.totals, Output::kX2), sum(b.totals, Output::kX2));
  EXPECT_NE(sum(a.totals, Output::kError), sum(b.totals, Output::kError));
}

TEST(Execute, ProgressCountsTheStripsOfTheCell) {
  const Cell cell = small_plan().cells[0];
  ExecuteProgress progress;
  progress.strips.strips = 99;  // of an earlier cell
  const CellRecord record = execute_cell(cell, {}, &progress);
  EXPECT_EQ(progress.strips.strips.load(), record.totals.strips);
}

TEST(Execute, StopsEarlyWhenAsked) {
  Cell cell = small_plan().cells[0];
  cell.samples = 100'000 * kSampleQuantum;
  ExecuteProgress progress;
  progress.strips.stop = true;
  const CellRecord record = execute_cell(cell, {}, &progress);
  EXPECT_LT(record.totals.strips, cell.samples / 32);
}

}  // namespace
}  // namespace ceo::run::testing
