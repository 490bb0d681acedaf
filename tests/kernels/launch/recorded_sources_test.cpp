// Recorded sources: on the engine's own normals the totals and shapes are those of the engine
// itself, and packs, threads, cuts and the device kernels leave no mark.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "kernels/core/panel.hpp"
#include "kernels/launch/aligned_memory.hpp"
#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/shape_launcher.hpp"
#include "kernels/launch/twins.hpp"
#include "kernels/launch/virtual_device.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace {

using ceo::launch::MatrixRequest;
using ceo::launch::Pack;
using ceo::launch::run_cpu;
using ceo::launch::run_shape_cpu;
using ceo::launch::ShapeRequest;
using ceo::launch::ShapeTotals;
using ceo::launch::StripRange;
using ceo::launch::Totals;
using ceo::models::GaussianCeo;
using ceo::testing::GaussianCeoCell;
using ceo::testing::make_cell;
using ceo::testing::make_faulty_cell;

constexpr std::uint64_t kStrips = 352;  // eleven sheaves: no whole number of any launcher's pieces
constexpr std::uint64_t kSamples = kStrips * 32;

/// The normals that the engine itself draws for X and N_k, faults left aside.
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

GaussianCeo::Params on(const GaussianCeoCell& cell, const std::vector<float>& values) {
  GaussianCeo::Params params = cell.params();
  params.recorded = {values.data(), kSamples};
  return params;
}

TEST(RecordedSources, TheEnginesOwnNormalsGiveItsOwnTotals) {
  for (const int workers : {1, 2, 3, 8}) {
    for (const GaussianCeoCell& cell : {make_cell(workers), make_faulty_cell(workers)}) {
      const std::vector<float> values = own_normals(cell);
      const MatrixRequest request{true, true, 2};
      EXPECT_EQ(run_cpu(on(cell, values), request, {0, kStrips}, {2, {}}),
                run_cpu(cell.params(), request, {0, kStrips}, {2, {}}))
          << "K = " << workers;
      const ShapeRequest shape{1, 1};
      EXPECT_EQ(run_shape_cpu(on(cell, values), shape, {0, kStrips}, {2, {}}),
                run_shape_cpu(cell.params(), shape, {0, kStrips}, {2, {}}))
          << "K = " << workers;
    }
  }
}

TEST(RecordedSources, PacksThreadsAndCutsDoNotMatter) {
  for (const int workers : {1, 2, 10}) {
    const GaussianCeoCell cell = make_cell(workers);
    const std::vector<float> values = rough_values(cell);
    const MatrixRequest request{true, true, 1};
    const auto run = [&](StripRange range, int threads, Pack pack) {
      return run_cpu(on(cell, values), request, range, {threads, pack});
    };
    const auto shape = [&](StripRange range, int threads, Pack pack) {
      return run_shape_cpu(on(cell, values), {2, 0.5F}, range, {threads, pack});
    };
    const Totals expected = run({0, kStrips}, 1, Pack::scalar);
    const ShapeTotals shapes = shape({0, kStrips}, 1, Pack::scalar);
    for (const Pack pack : ceo::launch::available_packs()) {
      for (const int threads : {1, 2, 5}) {
        EXPECT_EQ(run({0, kStrips}, threads, pack), expected)
            << to_string(pack) << ", " << threads << " threads";
        EXPECT_EQ(shape({0, kStrips}, threads, pack), shapes) << to_string(pack);
      }
      Totals cut = run({0, 101}, 2, pack);
      cut.add(run({101, 1}, 1, pack));
      cut.add(run({102, kStrips - 102}, 2, pack));
      EXPECT_EQ(cut, expected) << to_string(pack);
    }
  }
}

TEST(RecordedSources, TheDeviceKernelsGiveTheSameIntegers) {
  for (const int workers : {1, 2, 10}) {
    for (const GaussianCeoCell& cell : {make_cell(workers), make_faulty_cell(workers)}) {
      const std::vector<float> values = rough_values(cell);
      const MatrixRequest request{true, true, 2};
      const StripRange range{3, kStrips - 40};
      EXPECT_EQ(ceo::launch::run_virtual(on(cell, values), request, range, {}),
                run_cpu(on(cell, values), request, range, {1, {}}))
          << "K = " << workers;
      EXPECT_EQ(ceo::launch::run_shape_virtual(on(cell, values), {2, 0.5F}, range, 7),
                run_shape_cpu(on(cell, values), {2, 0.5F}, range, {1, {}}))
          << "K = " << workers;
    }
  }
}

TEST(RecordedSources, TheRecordedValuesMoveTheTotals) {
  const GaussianCeoCell cell = make_cell(2);
  std::vector<float> values = own_normals(cell);
  const auto run = [&] { return run_cpu(on(cell, values), {}, {0, kStrips}, {1, {}}); };
  const Totals before = run();
  values[2 * kSamples + 5] += 1;  // N_2 of sample 5
  EXPECT_NE(run(), before);
  values[2 * kSamples + 5] -= 1;
  values[kSamples - 1] += 1;  // X of the last sample
  EXPECT_NE(run(), before);
}

TEST(RecordedSources, ValuesOfAVariableAreThoseThatWereRecorded) {
  const GaussianCeoCell cell = make_cell(3);
  const std::vector<float> values = rough_values(cell);
  EXPECT_EQ(ceo::launch::shape_values(on(cell, values), 1, 0, 4, {0, kStrips}, {2, {}}), values);
}

TEST(RecordedSources, WhatCannotBeRunIsRefused) {
  const GaussianCeoCell cell = make_cell(2);
  const std::vector<float> values = own_normals(cell);
  GaussianCeo::Params params = on(cell, values);
  const StripRange beyond{1, kStrips};
  EXPECT_THROW(static_cast<void>(run_cpu(params, {}, beyond, {1, {}})), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(run_shape_cpu(params, {}, beyond, {1, {}})),
               std::invalid_argument);
  params.recorded.samples = kSamples - 32;  // no whole sheaves
  EXPECT_THROW(static_cast<void>(run_cpu(params, {}, {0, 1}, {1, {}})), std::invalid_argument);
}

}  // namespace
