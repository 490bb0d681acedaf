// The CUDA kernels themselves, on a virtual warp and block: whole totals equal to the CPU
// pipeline's to the bit, for every K class, matrix and fault.
#include "kernels/launch/virtual_device.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/device_launches.hpp"
#include "kernels/launch/fold_slots.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace ceo::launch {
namespace {

using ceo::testing::GaussianCeoCell;
using ceo::testing::make_cell;
using ceo::testing::make_faulty_cell;

/// Unaligned, crosses 2^32 samples and several sheaves.
constexpr StripRange kRange{(std::uint64_t{1} << 27) - 45, 100};

class EveryWorkers : public ::testing::TestWithParam<int> {};

void expect_parity(const GaussianCeoCell& cell, const MatrixRequest& request) {
  const Totals cpu = run_cpu(cell.params(), request, kRange, {1, {}});
  EXPECT_EQ(run_virtual(cell.params(), request, kRange, {2, 8, 64, false}), cpu);
  EXPECT_EQ(run_virtual(cell.params(), request, kRange, {3, 16, 256, true}), cpu);
}

TEST_P(EveryWorkers, GivesTheBitsOfTheCpuWithoutMatrices) {
  expect_parity(make_cell(GetParam()), {false, false, 1});
}
TEST_P(EveryWorkers, GivesTheBitsOfTheCpuWithBothMatrices) {
  expect_parity(make_cell(GetParam()), {true, true, 1});
}
TEST_P(EveryWorkers, GivesTheBitsOfTheCpuOnEveryThirdSheaf) {
  expect_parity(make_cell(GetParam()), {false, true, 3});
  expect_parity(make_cell(GetParam()), {true, false, 3});
}
TEST_P(EveryWorkers, GivesTheBitsOfTheCpuWithFaults) {
  if (GetParam() < 2) GTEST_SKIP() << "mixing needs two workers";
  expect_parity(make_faulty_cell(GetParam()), {true, true, 1});
}

TEST_P(EveryWorkers, GivesTheBitsOfTheCpuWithOtherLawsOfTheNoise) {
  using Model = models::GaussianCeo;
  expect_parity(ceo::testing::make_noisy_cell(GetParam(), Model::kWarpedNoise), {true, true, 1});
  expect_parity(ceo::testing::make_noisy_cell(GetParam(), Model::kLaplaceNoise), {true, true, 1});
}

// K = 1..8: registers; 9, 16, 17, 40: several strips in a block; 64, 130: fewer threads than tiles.
INSTANTIATE_TEST_SUITE_P(VirtualDevice, EveryWorkers,
                         ::testing::Values(1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 40, 64, 130),
                         [](const auto& workers) { return "K" + std::to_string(workers.param); });

TEST(VirtualDevice, SeesSilentWorkers) {
  expect_parity(make_cell(5, {1, 4}), {true, true, 1});
}

TEST(VirtualDevice, CountsWhatIsNotFinite) {
  GaussianCeoCell cell = make_cell(3);
  cell.sd_n[1] = std::numeric_limits<float>::infinity();
  expect_parity(cell, {false, false, 1});
  const Totals totals = run_virtual(cell.params(), {false, false, 1}, kRange, {});
  EXPECT_EQ(totals.non_finite, kRange.count * 32);
}

TEST(VirtualDevice, CountsOverflowAndLeavesTheSumOut) {
  GaussianCeoCell cell = make_cell(12);
  cell.scale[0] *= 0x1p40F;
  expect_parity(cell, {false, false, 1});
  EXPECT_GT(run_virtual(cell.params(), {false, false, 1}, kRange, {}).overflow, 0U);
}

TEST(VirtualDevice, RefusesImpossibleRequests) {
  const GaussianCeoCell cell = make_cell(2);
  EXPECT_THROW((void)run_virtual(cell.params(), {true, false, 0}, kRange, {}),
               std::invalid_argument);
  EXPECT_THROW((void)run_virtual(cell.params(), {}, kRange, {2, 12, 64, false}),
               std::invalid_argument);
  EXPECT_THROW((void)run_virtual(cell.params(), {}, kRange, {2, 8, 48, true}),
               std::invalid_argument);
}

TEST(FoldSlots, AddsTheSlots) {
  const std::vector<std::int64_t> partial{1, -2, 3, 10, 20, 30, -100, 200, 300};
  const FoldSlots fold{partial.data(), 3, 3};
  EXPECT_EQ(fold(0), -89);
  EXPECT_EQ(fold(1), 218);
  EXPECT_EQ(fold(2), 333);
}

TEST(Passes, BothMatricesTakeTwoPassesAndCarryTheScalarsOnce) {
  const std::vector<Pass> passes = passes_of({true, true, 1});
  ASSERT_EQ(passes.size(), 2U);
  EXPECT_TRUE(passes[0].scalars);
  EXPECT_FALSE(passes[1].scalars);
  EXPECT_EQ(passes_of({false, false, 1}).size(), 1U);
}

}  // namespace
}  // namespace ceo::launch
