// The shape statistics: bins, parity of every path, and a slow count of the same values.
#include "kernels/core/shape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include "kernels/launch/shape_launcher.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace ceo::launch {
namespace {

using ceo::testing::GaussianCeoCell;
using ceo::testing::make_cell;
using ceo::testing::make_faulty_cell;
using ceo::testing::make_noisy_cell;
using Model = models::GaussianCeo;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

float below(float x) {
  return std::nextafter(x, -kInfinity);
}

TEST(ShapeBins, EdgesBelongToTheBinAbove) {
  for (int i = 0; i <= 192; ++i) {
    const float edge = -6.0F + static_cast<float>(i) / 16;
    EXPECT_EQ(shape_bin(edge), i + 1) << edge;
    EXPECT_EQ(shape_bin(below(edge)), i) << edge;
  }
}

TEST(ShapeBins, TakesEveryFloat) {
  EXPECT_EQ(shape_bin(-kInfinity), 0);
  EXPECT_EQ(shape_bin(kInfinity), kShapeBins - 1);
  EXPECT_EQ(shape_bin(std::numeric_limits<float>::quiet_NaN()), kShapeBins - 1);
  EXPECT_EQ(shape_bin(0.0F), 97);
  EXPECT_EQ(shape_bin(-0.0F), 97);
  EXPECT_EQ(shape_bin(std::numeric_limits<float>::denorm_min()), 97);
  EXPECT_EQ(shape_bin(-std::numeric_limits<float>::denorm_min()), 96);
  EXPECT_EQ(shape_bin(std::numeric_limits<float>::max()), kShapeBins - 1);
}

TEST(SourceBins, EdgesAreQuantiles) {
  for (int j = 1; j < kSourceBins / 2; ++j) {
    const double above = 0.5 * std::erfc(static_cast<double>(source_edge(j)) / std::sqrt(2.0));
    // The edge is the nearest float32: half a unit in the last place times the density.
    EXPECT_NEAR(above, 0.5 - j / 32.0, 0x1p-25 * 2 * source_edge(j) * 0.4) << j;
  }
}

TEST(SourceBins, AreHalfOpenAndMirrored) {
  EXPECT_EQ(source_bin(0.0F), 16);
  EXPECT_EQ(source_bin(-0.0F), 16);
  EXPECT_EQ(source_bin(-std::numeric_limits<float>::denorm_min()), 15);
  for (int j = 1; j < kSourceBins / 2; ++j) {
    const float edge = source_edge(j);
    EXPECT_EQ(source_bin(edge), 16 + j);
    EXPECT_EQ(source_bin(below(edge)), 15 + j);
    EXPECT_EQ(source_bin(-edge), 16 - j);
    EXPECT_EQ(source_bin(below(-edge)), 15 - j);
  }
  EXPECT_EQ(source_bin(kInfinity), 31);
  EXPECT_EQ(source_bin(-kInfinity), 0);
}

/// 1/sd(e) of a cell, about.
float error_scale(const GaussianCeoCell& cell) {
  double precision = 0;
  for (std::size_t k = 0; k < cell.sd_n.size(); ++k) {
    if (cell.sd_v[k] > 0) {
      precision += 1 / (static_cast<double>(cell.sd_n[k]) * cell.sd_n[k] +
                        static_cast<double>(cell.sd_v[k]) * cell.sd_v[k]);
    }
  }
  return static_cast<float>(std::sqrt(precision));
}

/// Unaligned, crosses 2^32 samples and several sheaves.
constexpr StripRange kRange{(std::uint64_t{1} << 27) - 45, 150};

void expect_parity(const GaussianCeoCell& cell) {
  SCOPED_TRACE(::testing::Message() << "K = " << cell.workers());
  for (const std::uint32_t every : {1U, 3U}) {
    const ShapeRequest request{every, error_scale(cell)};
    const ShapeTotals scalar = run_shape_cpu(cell.params(), request, kRange, {1, Pack::scalar});
    EXPECT_GT(scalar.strips, 0U);
    for (const Pack pack : available_packs()) {
      EXPECT_TRUE(run_shape_cpu(cell.params(), request, kRange, {2, pack}) == scalar)
          << to_string(pack);
    }
    EXPECT_TRUE(run_shape_virtual(cell.params(), request, kRange, 5) == scalar);
    EXPECT_TRUE(run_shape_virtual(cell.params(), request, kRange, 64) == scalar);
  }
}

TEST(Shape, GivesTheSameIntegersOnEveryPath) {
  for (const int workers : {1, 2, 3, 8, 17, 70}) expect_parity(make_cell(workers));
  expect_parity(make_cell(5, {1, 4}));
}

TEST(Shape, GivesTheSameIntegersOnEveryPathWithFaults) {
  expect_parity(make_faulty_cell(8));
  expect_parity(make_noisy_cell(3, Model::kWarpedNoise));
  expect_parity(make_noisy_cell(4, Model::kLaplaceNoise));
}

TEST(Shape, CutsAddUp) {
  const GaussianCeoCell cell = make_cell(3);
  const ShapeRequest request{2, error_scale(cell)};
  const ShapeTotals whole = run_shape_cpu(cell.params(), request, {0, 500}, {1, {}});
  ShapeTotals sum(3);
  std::uint64_t first = 0;
  for (const std::uint64_t end : {31U, 33U, 64U, 200U, 500U}) {
    sum.add(run_shape_cpu(cell.params(), request, {first, end - first}, {1, {}}));
    first = end;
  }
  EXPECT_TRUE(sum == whole);
  EXPECT_EQ(whole.strips, 256U);  // sheaves 0, 2, ..., 14
  EXPECT_THROW(sum.add(ShapeTotals(4)), std::invalid_argument);
}

TEST(Shape, CountsTheValues) {
  const GaussianCeoCell cell = make_faulty_cell(3);
  const float scale = error_scale(cell);
  const StripRange range{64, 96};
  const ShapeTotals totals = run_shape_cpu(cell.params(), {1, scale}, range, {1, {}});
  std::vector<std::vector<float>> values;
  for (int variable = 0; variable < totals.variables; ++variable) {
    values.push_back(shape_values(cell.params(), scale, variable, 1, range, {2, {}}));
    ASSERT_EQ(values.back().size(), 96U * 32);
    std::vector<std::int64_t> counts(kShapeBins);
    for (const float z : values.back()) {
      const double place = std::floor(static_cast<double>(z) * 16) + 97;
      ++counts[static_cast<std::size_t>(std::clamp(place, 0.0, 193.0))];
    }
    const auto begin = totals.histogram.begin() + std::ptrdiff_t{variable} * kShapeBins;
    EXPECT_TRUE(std::equal(counts.begin(), counts.end(), begin)) << variable;
  }
  const std::vector<float> together = shape_values(cell.params(), scale, 1, 4, range, {2, {}});
  ASSERT_EQ(together.size(), 4 * values[1].size());
  for (std::ptrdiff_t i = 0; i < 4; ++i) {
    const std::vector<float>& alone = values[static_cast<std::size_t>(i) + 1];
    EXPECT_TRUE(std::equal(alone.begin(), alone.end(), together.begin() + i * 96 * 32)) << i;
  }
  std::vector<std::int64_t> bins(std::size_t{3} * kSourceBins);
  for (std::size_t n = 0; n < values[0].size(); ++n) {
    const auto bin = static_cast<std::size_t>(source_bin(values[0][n]));
    const float error = values[4][n];
    ++bins[bin];
    bins[kSourceBins + bin] += std::lrint(error * 0x1p16F);
    bins[std::size_t{2} * kSourceBins + bin] += std::lrint(error * error * 0x1p12F);
  }
  EXPECT_EQ(totals.source_bins, bins);
}

TEST(Shape, CountsBrokenSamplesAndLeavesThemOut) {
  GaussianCeoCell cell = make_cell(3);
  const ShapeRequest huge{1, 1e6F};  // e/sd(e) near 1e6: beyond the sums of a source bin
  const ShapeTotals overflow = run_shape_cpu(cell.params(), huge, kRange, {1, {}});
  EXPECT_GT(overflow.overflow, kRange.count * 32 * 9 / 10);
  EXPECT_TRUE(run_shape_virtual(cell.params(), huge, kRange, 7) == overflow);
  cell.sd_n[1] = kInfinity;
  const ShapeTotals broken = run_shape_cpu(cell.params(), {1, 1}, kRange, {1, {}});
  EXPECT_EQ(broken.non_finite, kRange.count * 32);
  EXPECT_TRUE(run_shape_virtual(cell.params(), {1, 1}, kRange, 7) == broken);
}

TEST(Shape, RefusesImpossibleRequests) {
  const GaussianCeoCell cell = make_cell(2);
  const auto run = [&](const ShapeRequest& request) {
    (void)run_shape_cpu(cell.params(), request, {0, 32}, {1, {}});
  };
  EXPECT_THROW(run({0, 1}), std::invalid_argument);
  EXPECT_THROW(run({1, 0}), std::invalid_argument);
  EXPECT_THROW(run({1, kInfinity}), std::invalid_argument);
  EXPECT_THROW((void)shape_values(cell.params(), 1, 4, 1, {0, 32}, {1, {}}), std::invalid_argument);
  EXPECT_THROW((void)shape_values(cell.params(), 1, 2, 3, {0, 32}, {1, {}}), std::invalid_argument);
  EXPECT_THROW((void)shape_values(cell.params(), 1, 0, 0, {0, 32}, {1, {}}), std::invalid_argument);
  EXPECT_THROW((void)shape_values(cell.params(), 1, 0, 1, {1, 31}, {1, Pack::portable8}),
               std::invalid_argument);
}

}  // namespace
}  // namespace ceo::launch
