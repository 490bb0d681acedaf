// Parameters that break float32: every pack counts the damage, and none lets it into the sums.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "kernels/launch/cpu_launcher.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace {

using ceo::launch::Int128;
using ceo::launch::Pack;
using ceo::launch::run_cpu;
using ceo::launch::StripRange;
using ceo::launch::Totals;
using ceo::models::GaussianCeo;
using ceo::testing::GaussianCeoCell;
using ceo::testing::make_cell;

constexpr StripRange kRange{3, 50};

/// The totals that all packs agree on.
Totals agreed(const GaussianCeoCell& cell) {
  Totals totals = run_cpu(cell.params(), {}, kRange, {1, Pack::scalar});
  for (const Pack pack : ceo::launch::available_packs()) {
    EXPECT_EQ(run_cpu(cell.params(), {}, kRange, {1, pack}), totals)
        << ceo::launch::to_string(pack);
  }
  return totals;
}

/// The 256 batches of one output.
std::vector<Int128> batches(const Totals& totals, int output) {
  const auto begin = totals.sums.begin() + static_cast<std::ptrdiff_t>(256) * output;
  return {begin, begin + 256};
}

TEST(GaussianCeoLimits, EverySampleOfABrokenCellCountsAsNonFinite) {
  const std::vector<std::pair<std::string, std::function<float&(GaussianCeoCell&)>>> places{
      {"sd_x", [](GaussianCeoCell& c) -> float& { return c.sd_x; }},
      {"offset", [](GaussianCeoCell& c) -> float& { return c.offset; }},
      {"mix_n", [](GaussianCeoCell& c) -> float& { return c.mix_n[0]; }},
      {"mix_v", [](GaussianCeoCell& c) -> float& { return c.mix_v[0]; }},
      {"sd_n", [](GaussianCeoCell& c) -> float& { return c.sd_n[1]; }},
      {"sd_v", [](GaussianCeoCell& c) -> float& { return c.sd_v[0]; }},
      {"weight", [](GaussianCeoCell& c) -> float& { return c.weight[2]; }}};
  for (const auto& [name, place] : places) {
    for (const float bad :
         {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
          std::numeric_limits<float>::quiet_NaN()}) {
      SCOPED_TRACE(name + " = " + std::to_string(bad));
      GaussianCeoCell cell = make_cell(3);
      place(cell) = bad;
      const Totals totals = agreed(cell);
      EXPECT_EQ(totals.strips, kRange.count);
      EXPECT_EQ(totals.non_finite, 32 * kRange.count);
      // No strip sum that holds e is a number: four outputs of each strip overflow at least.
      EXPECT_GE(totals.overflow, 4 * kRange.count);
      for (const int output : {GaussianCeo::kError, GaussianCeo::kError2, GaussianCeo::kError4,
                               GaussianCeo::kErrorX}) {
        EXPECT_EQ(batches(totals, output), std::vector<Int128>(256, 0));
      }
    }
  }
}

TEST(GaussianCeoLimits, AScaleTooLargeOverflowsInItsOwnOutputOnly) {
  const Totals sound = agreed(make_cell(3));
  for (int broken = 0; broken < GaussianCeo::kOutputs; ++broken) {
    SCOPED_TRACE(GaussianCeo::kOutputNames[broken]);
    GaussianCeoCell cell = make_cell(3);
    // A strip sum of e would have to be below 1e-9 of its size to fit.
    cell.scale.at(static_cast<std::size_t>(broken)) *= 0x1p40F;
    const Totals totals = agreed(cell);
    EXPECT_EQ(totals.overflow, kRange.count);
    EXPECT_EQ(totals.non_finite, 0U);
    for (int output = 0; output < GaussianCeo::kOutputs; ++output) {
      EXPECT_EQ(batches(totals, output),
                output == broken ? std::vector<Int128>(256, 0) : batches(sound, output));
    }
  }
}

TEST(GaussianCeoLimits, OverflowBeginsAtTwoToThe30) {
  // Strips one by one: a sum of x that fits is kept, one that does not is counted and left out.
  GaussianCeoCell cell = make_cell(1);
  cell.scale[GaussianCeo::kX] *= 0x1p10F;
  Totals expected(GaussianCeo::kOutputs, 3, {});
  int kept = 0;
  int lost = 0;
  for (std::uint64_t strip = kRange.first; strip < kRange.first + kRange.count; ++strip) {
    const Totals coarse = run_cpu(make_cell(1).params(), {}, {strip, 1}, {1, {}});
    const Totals fine = run_cpu(cell.params(), {}, {strip, 1}, {1, {}});
    const Int128 sum = coarse.sums.at(256U * GaussianCeo::kX + strip % 256);
    // Within half a unit of the coarse scale of 2^20 either may be right.
    const Int128 size = sum < 0 ? -sum : sum;
    if (size > (1 << 20)) {
      EXPECT_EQ(fine.overflow, 1U);
    }
    if (size < (1 << 20)) {
      EXPECT_EQ(fine.overflow, 0U);
    }
    (fine.overflow == 0 ? kept : lost) += 1;
    expected.add(fine);
  }
  EXPECT_GT(kept, 5);
  EXPECT_GT(lost, 5);
  EXPECT_EQ(agreed(cell), expected);
}

TEST(GaussianCeoLimits, ScalesThatAreNoNumbersOverflow) {
  for (const float bad :
       {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    GaussianCeoCell cell = make_cell(2);
    cell.scale[GaussianCeo::kX2] = bad;
    const Totals totals = agreed(cell);
    EXPECT_EQ(totals.overflow, kRange.count);
    EXPECT_EQ(batches(totals, GaussianCeo::kX2), std::vector<Int128>(256, 0));
  }
}

}  // namespace
