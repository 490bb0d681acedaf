// Recorded sources: on the engine's own normals the totals are those of the engine itself, and
// packs, threads and cuts leave no mark.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "kernels/core/panel.hpp"
#include "kernels/launch/aligned_memory.hpp"
#include "kernels/launch/recorded_launcher.hpp"
#include "kernels/launch/twins.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace {

using ceo::launch::MatrixRequest;
using ceo::launch::Pack;
using ceo::launch::Progress;
using ceo::launch::RecordedRows;
using ceo::launch::run_cpu;
using ceo::launch::run_recorded;
using ceo::launch::StripRange;
using ceo::launch::Totals;
using ceo::testing::GaussianCeoCell;
using ceo::testing::make_cell;
using ceo::testing::make_faulty_cell;

constexpr std::uint64_t kStrips = 333;                // several blocks, and a broken last pack
constexpr std::uint64_t kSamples = kStrips * 32 + 7;  // the last seven fill no strip

/// The normals that the engine itself draws for X and N_k.
std::vector<float> own_normals(const GaussianCeoCell& cell) {
  const auto& twin = ceo::launch::gaussian_ceo_twin(Pack::scalar);
  const auto panel = ceo::launch::zeroed<float>(twin.panel_floats(cell.workers()));
  const auto rows = static_cast<std::size_t>(cell.workers()) + 1;
  std::vector<float> values(rows * kSamples, 1);
  for (std::uint64_t s = 0; s < kStrips; ++s) {
    twin.normals(cell.params(), s, panel.get());
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t panel_row = row == 0 ? 0 : 2 * row - 1;
      for (std::size_t i = 0; i < 32; ++i) {
        values[row * kSamples + s * 32 + i] = panel[panel_row * 32 + i];
      }
    }
  }
  return values;
}

/// Heavy tails and dependence: the cube of the engine's own normals, the noises shifted by X.
std::vector<float> rough_values(const GaussianCeoCell& cell) {
  std::vector<float> values = own_normals(cell);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float z = i < kSamples ? values[i] : 0.5F * (values[i] + values[i % kSamples]);
    values[i] = std::clamp(z * z * z / 4, -40.0F, 40.0F);
  }
  return values;
}

TEST(RunRecorded, TheEnginesOwnNormalsGiveItsOwnTotals) {
  for (const int workers : {1, 2, 3, 8}) {
    for (const GaussianCeoCell& cell : {make_cell(workers), make_faulty_cell(workers)}) {
      const std::vector<float> values = own_normals(cell);
      const MatrixRequest request{true, true, 2};
      EXPECT_EQ(run_recorded(cell.params(), request, {0, kStrips}, {values, kSamples}, {2, {}}),
                run_cpu(cell.params(), request, {0, kStrips}, {2, {}}))
          << "K = " << workers;
    }
  }
}

TEST(RunRecorded, PacksThreadsAndCutsDoNotMatter) {
  for (const int workers : {1, 2, 10}) {
    const GaussianCeoCell cell = make_cell(workers);
    const std::vector<float> values = rough_values(cell);
    const RecordedRows rows{values, kSamples};
    const MatrixRequest request{true, true, 1};
    const auto run = [&](StripRange range, int threads, Pack pack) {
      return run_recorded(cell.params(), request, range, rows, {threads, pack});
    };
    const Totals expected = run({0, kStrips}, 1, Pack::scalar);
    for (const Pack pack : ceo::launch::available_packs()) {
      for (const int threads : {1, 2, 5}) {
        EXPECT_EQ(run({0, kStrips}, threads, pack), expected)
            << to_string(pack) << ", " << threads << " threads";
      }
      Totals cut = run({0, 101}, 2, pack);
      cut.add(run({101, 1}, 1, pack));
      cut.add(run({102, kStrips - 102}, 2, pack));
      EXPECT_EQ(cut, expected) << to_string(pack);
    }
  }
}

TEST(RunRecorded, TheRecordedValuesMoveTheTotals) {
  const GaussianCeoCell cell = make_cell(2);
  std::vector<float> values = own_normals(cell);
  const auto run = [&] {
    return run_recorded(cell.params(), {}, {0, kStrips}, {values, kSamples}, {1, {}});
  };
  const Totals before = run();
  values[2 * kSamples + 5] += 1;  // N_2 of sample 5
  EXPECT_NE(run(), before);
  values[2 * kSamples + 5] -= 1;
  values[kSamples - 1] += 1;  // X of a sample that fills no strip
  EXPECT_EQ(run(), before);
}

TEST(RunRecorded, AStopLeavesTheFirstBlocks) {
  const GaussianCeoCell cell = make_cell(2);
  const std::vector<float> values = own_normals(cell);
  Progress progress;
  progress.stop = true;
  const Totals none =
      run_recorded(cell.params(), {}, {0, kStrips}, {values, kSamples}, {2, {}}, &progress);
  EXPECT_EQ(none.strips, 0U);
}

TEST(RunRecorded, WhatCannotBeRunIsRefused) {
  const GaussianCeoCell cell = make_cell(2);
  std::vector<float> values = own_normals(cell);
  const auto run = [&](StripRange range, std::uint64_t samples) {
    return run_recorded(cell.params(), {}, range, {values, samples}, {1, {}});
  };
  EXPECT_THROW(static_cast<void>(run({0, kStrips + 1}, kSamples)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(run({0, 1}, kSamples - 1)), std::invalid_argument);
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(),
                          std::numeric_limits<float>::infinity(), 40.5F, -40.5F}) {
    values[kSamples + 3] = bad;
    EXPECT_THROW(static_cast<void>(run({0, kStrips}, kSamples)), std::invalid_argument);
  }
}

}  // namespace
