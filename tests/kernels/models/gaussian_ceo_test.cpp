// The engine's totals against the separately written reference (tests/reference), within the bound
// on float32 rounding that the reference carries along: each float operation adds 2^-24 of its
// result, so a strip sum may be off by about (operations per sample + 32) 2^-24 of its terms. To
// that each strip adds half a unit of its fixed point.
#include "kernels/models/gaussian_ceo.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "kernels/launch/cpu_launcher.hpp"
#include "tests/reference/ceo_reference.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace {

using ceo::launch::Int128;
using ceo::launch::StripRange;
using ceo::launch::Totals;
using ceo::models::GaussianCeo;
using ceo::reference::Bounded;
using ceo::reference::Cell;
using ceo::reference::Sums;
using ceo::testing::GaussianCeoCell;
using ceo::testing::make_cell;

Cell reference_cell(const GaussianCeoCell& cell) {
  Cell same;
  same.key = cell.key;
  same.sd_x = cell.sd_x;
  same.offset = cell.offset;
  same.mix_n = {cell.mix_n[0], cell.mix_n[1]};
  same.mix_v = {cell.mix_v[0], cell.mix_v[1]};
  if (cell.noise_law == GaussianCeo::kWarpedNoise) {
    same.warp.assign(cell.warp.begin(), cell.warp.end());
  }
  same.laplace = cell.noise_law == GaussianCeo::kLaplaceNoise;
  same.sd_n.assign(cell.sd_n.begin(), cell.sd_n.end());
  same.sd_v.assign(cell.sd_v.begin(), cell.sd_v.end());
  same.weight.assign(cell.weight.begin(), cell.weight.end());
  return same;
}

/// Scales finer than a plan's by 2^3: strip sums near 2^23 and room for the largest of e^4.
GaussianCeoCell finely_scaled(GaussianCeoCell cell) {
  for (float& scale : cell.scale) scale *= 0x1p3F;
  return cell;
}

/// What the engine's totals say, in physical units, and how far fixed point may have moved it.
struct Found {
  std::vector<Bounded> outputs, normals, physical;
};

Bounded from_fixed(Int128 total, long double unit, std::uint64_t strips) {
  return {static_cast<long double>(total) * unit, unit / 2 * static_cast<long double>(strips)};
}

Found found_in(const Totals& totals, const GaussianCeoCell& cell) {
  Found found;
  for (std::size_t i = 0; i < cell.scale.size(); ++i) {
    const auto begin = totals.sums.begin() + static_cast<std::ptrdiff_t>(256 * i);
    const Int128 total = std::accumulate(begin, begin + 256, Int128{0});
    found.outputs.push_back(
        from_fixed(total, 1 / static_cast<long double>(cell.scale.at(i)), totals.strips));
  }
  std::size_t entry = 0;
  for (std::size_t i = 0; i < cell.row_scale.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j, ++entry) {
      const long double rows = static_cast<long double>(cell.row_scale[i]) * cell.row_scale[j];
      found.normals.push_back(from_fixed(totals.normals[entry], 0x1p-15L, totals.strips));
      found.physical.push_back(from_fixed(totals.physical[entry], 0x1p-13L / rows, totals.strips));
    }
  }
  return found;
}

/// Entries of which the two sides are further apart than both bounds allow.
template <class List>
std::size_t disagreements(const std::vector<Bounded>& found, const List& expected) {
  EXPECT_EQ(found.size(), expected.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const long double apart = std::fabs(found[i].value - expected[i].value);
    if (!(apart <= found[i].error + expected[i].error)) ++count;
  }
  return count;
}

Found engine(const GaussianCeoCell& cell, const StripRange& range) {
  const Totals totals = ceo::launch::run_cpu(cell.params(), {true, true, 1}, range, {1, {}});
  EXPECT_EQ(totals.strips, range.count);
  EXPECT_EQ(totals.matrix_strips, range.count);
  EXPECT_EQ(totals.non_finite, 0U);
  EXPECT_EQ(totals.overflow, 0U);
  return found_in(totals, cell);
}

void expect_agreement(const GaussianCeoCell& plain, const StripRange& range) {
  SCOPED_TRACE(::testing::Message() << "K = " << plain.workers() << ", " << range.count
                                    << " strips from " << range.first);
  const GaussianCeoCell cell = finely_scaled(plain);
  const Found found = engine(cell, range);
  const Sums expected = ceo::reference::sums(reference_cell(cell), range.first, range.count);
  EXPECT_EQ(disagreements(found.outputs, expected.outputs), 0U);
  EXPECT_EQ(disagreements(found.normals, expected.normals), 0U);
  EXPECT_EQ(disagreements(found.physical, expected.physical), 0U);
  // The bounds mean something: of a sum of squares they are narrower than what the smallest planted
  // change of a standard deviation below, 1e-4, makes of it.
  for (const int output : {GaussianCeo::kError2, GaussianCeo::kX2}) {
    const auto i = static_cast<std::size_t>(output);
    EXPECT_LT(expected.outputs.at(i).error + found.outputs[i].error,
              2e-4L * expected.outputs.at(i).value);
  }
}

TEST(GaussianCeo, EqualsTheReference) {
  for (const int workers : {1, 2, 3, 8}) expect_agreement(make_cell(workers), {11, 256});
  expect_agreement(make_cell(17), {(std::uint64_t{1} << 27) - 33, 64});
  expect_agreement(make_cell(64), {(std::uint64_t{1} << 40) + 1, 32});
}

TEST(GaussianCeo, EqualsTheReferenceWithSilentWorkers) {
  expect_agreement(make_cell(2, {0}), {0, 128});
  expect_agreement(make_cell(5, {1, 3, 4}), {5, 128});
}

TEST(GaussianCeo, EqualsTheReferenceWithFaults) {
  GaussianCeoCell offset = make_cell(3);
  offset.offset = 0.125F;
  expect_agreement(offset, {0, 128});
  GaussianCeoCell mixed_n = make_cell(3);
  mixed_n.mix_n = {0.6F, 0.8F};
  expect_agreement(mixed_n, {0, 128});
  GaussianCeoCell shared_v = make_cell(2);
  shared_v.mix_v = {1, 0};
  expect_agreement(shared_v, {0, 128});
  GaussianCeoCell weights = make_cell(4);
  for (float& weight : weights.weight) weight *= 0.75F;
  expect_agreement(weights, {0, 128});
  expect_agreement(ceo::testing::make_faulty_cell(8), {0, 128});
}

TEST(GaussianCeo, EqualsTheReferenceWithOtherLawsOfTheNoise) {
  for (const int workers : {1, 2, 5, 12}) {
    for (const auto law : {GaussianCeo::kWarpedNoise, GaussianCeo::kLaplaceNoise}) {
      GaussianCeoCell cell = ceo::testing::make_noisy_cell(workers, law);
      // Fourth moments of Laplace noise are larger than the scales expect.
      cell.scale[GaussianCeo::kError4] *= 0x1p-3F;
      expect_agreement(cell, {7, 128});
    }
  }
}

/// How many of all sums tell the engine's cell from the reference with other parameters.
std::size_t detections(const Found& found, const Cell& other, const StripRange& range) {
  const Sums expected = ceo::reference::sums(other, range.first, range.count);
  return disagreements(found.outputs, expected.outputs) +
         disagreements(found.normals, expected.normals) +
         disagreements(found.physical, expected.physical);
}

TEST(GaussianCeo, TheComparisonSeesSmallFaults) {
  const StripRange range{11, 128};
  const GaussianCeoCell cell = finely_scaled(make_cell(3));
  const Cell sound = reference_cell(cell);
  const Found found = engine(cell, range);
  ASSERT_EQ(detections(found, sound, range), 0U);
  Cell fault = sound;
  fault.sd_x *= 1 + 1e-5;
  EXPECT_GT(detections(found, fault, range), 0U);
  fault = sound;
  fault.sd_n[1] *= 1 + 1e-4;
  EXPECT_GT(detections(found, fault, range), 0U);
  fault = sound;
  fault.sd_v[2] *= 1 + 1e-4;
  EXPECT_GT(detections(found, fault, range), 0U);
  fault = sound;
  fault.weight[0] *= 1 + 1e-5;
  EXPECT_GT(detections(found, fault, range), 0U);
  fault = sound;
  fault.offset = 1e-5;
  EXPECT_GT(detections(found, fault, range), 0U);
  fault = sound;
  fault.mix_n = {1e-4, 1};
  EXPECT_GT(detections(found, fault, range), 0U);
  fault = sound;
  fault.key[0] ^= 1U;
  EXPECT_GT(detections(found, fault, range), 0U);
}

}  // namespace
