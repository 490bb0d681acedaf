// A replayed sample has the bits that the engine summed: strips of it add up to the totals.
#include "host/run/replay.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "host/base/error.hpp"
#include "host/run/execute.hpp"

namespace ceo::run {
namespace {

constexpr int kOutputs = models::GaussianCeo::kOutputs;

Cell cell_of(std::vector<double> var_n, std::vector<double> var_v, const Fault& fault = {}) {
  Cell cell;
  cell.id = cell.point = "point";
  cell.spec.var_x = 1.5;
  cell.spec.var_n = std::move(var_n);
  cell.spec.var_v = std::move(var_v);
  cell.spec.fault = fault;
  cell.samples = 2 * kSampleQuantum;
  cell.key = {0x01234567, 0x89abcdef};
  return cell;
}

std::vector<Cell> cells() {
  Fault mixed;
  mixed.name = "mixed";
  mixed.correlation_n = 0.5;
  mixed.correlation_v = -0.25;
  mixed.offset = 0.125;
  Fault laplace;
  laplace.name = "laplace";
  laplace.laplace_noise = true;
  Fault student;
  student.name = "student";
  student.noise_degrees = 9;
  return {cell_of({0.5}, {0.25}), cell_of({0.5, 2, 1}, {1, 0.25, INFINITY}),
          cell_of({0.5, 2}, {1, 0.25}, mixed), cell_of({1, 1, 1}, {1, 1, 1}, laplace),
          cell_of({1, 3, 1, 0.5}, {1, 2, 1, 1}, student)};
}

CellRecord executed(const Cell& cell) {
  ExecuteOptions options;
  options.cpu.threads = 1;
  return execute_cell(cell, options, nullptr);
}

TEST(Replay, StripsAddUpToTheTotalsOfTheEngine) {
  for (const Cell& cell : cells()) {
    const CellRecord record = executed(cell);
    std::vector<launch::Int128> sums(record.totals.sums.size());
    for (std::uint64_t strip = 0; strip < cell.samples / 32; ++strip) {
      const Replay replayed = replay(cell, 32 * strip + strip % 32);
      ASSERT_EQ(replayed.strip, strip);
      ASSERT_EQ(replayed.outputs.size(), static_cast<std::size_t>(kOutputs));
      for (std::size_t i = 0; i < replayed.outputs.size(); ++i) {
        ASSERT_FALSE(replayed.outputs[i].overflow);
        sums[i * 256 + replayed.batch] += replayed.outputs[i].fixed;
      }
    }
    EXPECT_EQ(sums, record.totals.sums) << cell.spec.canonical_fault();
  }
}

TEST(Replay, TheSamplesOfAStripFollowEachOther) {
  const Cell cell = cells()[1];
  for (std::uint64_t n = 64; n < 95; ++n) {
    const Replay here = replay(cell, n), next = replay(cell, n + 1);
    for (std::size_t i = 0; i < here.outputs.size(); ++i) {
      EXPECT_EQ(here.outputs[i].after, next.outputs[i].before);
    }
    EXPECT_EQ(here.outputs[0].after, here.outputs[0].before + here.error);
  }
  EXPECT_EQ(replay(cell, 64).outputs[1].before, 0);
  const Replay last = replay(cell, 95);
  EXPECT_EQ(last.outputs[1].after, last.outputs[1].strip);
}

TEST(Replay, ValuesFollowFromTheDraws) {
  const Cell cell = cells()[1];
  const GaussianCeoBinding binding = bind(cell.spec);
  const Replay sample = replay(cell, 12345);
  EXPECT_EQ(sample.source.counter, (std::array<std::uint32_t, 4>{12345 / 4, 0, 65535, 0}));
  EXPECT_EQ(sample.z_x, sample.source.normals[1]);
  EXPECT_EQ(sample.x, binding.sd_x * sample.z_x);
  ASSERT_EQ(sample.blocks.size(), 2U);
  EXPECT_EQ(sample.blocks[1].counter, (std::array<std::uint32_t, 4>{12345, 0, 1, 0}));
  ASSERT_EQ(sample.workers.size(), 3U);
  double decoded = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    const ReplayedWorker& worker = sample.workers[k];
    EXPECT_EQ(worker.z_n, sample.blocks[k / 2].normals[2 * (k % 2)]);
    EXPECT_EQ(worker.z_v, sample.blocks[k / 2].normals[2 * (k % 2) + 1]);
    // One rounding each, beside sums in double.
    EXPECT_NEAR(worker.y, double{sample.x} + double{binding.sd_n[k]} * double{worker.z_n},
                std::ldexp(std::fabs(worker.y), -24));
    EXPECT_NEAR(worker.u, double{worker.y} + double{binding.sd_v[k]} * double{worker.z_v},
                std::ldexp(std::fabs(worker.u), -24));
    decoded += double{worker.weight} * double{worker.u};
  }
  EXPECT_EQ(sample.workers[2].weight, 0) << "a silent worker";
  EXPECT_NEAR(sample.decoded, decoded, std::ldexp(8.0, -24));
  EXPECT_EQ(sample.error, sample.decoded - sample.x);
}

TEST(Replay, ExtremesAreThoseOfAFullScanOnAnyThreads) {
  const Cell cell = cells()[3];
  constexpr std::uint64_t kScanned = 1003;
  std::vector<ExtremeSample> all;
  for (std::uint64_t n = 0; n < kScanned; ++n) all.push_back({n, replay(cell, n).error});
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::fabs(a.error) > std::fabs(b.error);
  });
  for (const int threads : {1, 2, 7}) {
    const auto found = extreme_samples(cell, kScanned, 5, threads);
    ASSERT_EQ(found.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) {
      EXPECT_EQ(found[i].sample, all[i].sample);
      EXPECT_EQ(found[i].error, all[i].error);
    }
  }
  EXPECT_EQ(extreme_samples(cell, 3, 5, 7).size(), 3U);
}

TEST(Replay, RefusesWhatIsNotThere) {
  Cell cell = cells()[0];
  EXPECT_NO_THROW(static_cast<void>(replay(cell, cell.samples - 1)));
  EXPECT_THROW(static_cast<void>(replay(cell, cell.samples)), Error);
  EXPECT_THROW(static_cast<void>(extreme_samples(cell, cell.samples + 1, 1, 1)), Error);
  cell.rng = launch::Generator::mt19937;
  EXPECT_THROW(static_cast<void>(replay(cell, 0)), Error);
}

}  // namespace
}  // namespace ceo::run
