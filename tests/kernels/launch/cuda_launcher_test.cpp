// The CUDA launcher on a real device. Without one the tests are skipped aloud; CEO_REQUIRE_GPU=1
// turns the skip into a failure.
#include "kernels/launch/cuda_launcher.hpp"
#include "kernels/launch/channel_launcher.hpp"
#include "kernels/launch/shape_launcher.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/device_test.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace ceo::launch {
namespace {

using ceo::testing::make_cell;
using ceo::testing::make_faulty_cell;

class OnDevice : public ceo::testing::NeedsDevice<::testing::TestWithParam<int>> {};

/// Unaligned, across 2^32 samples; fewer strips where the CPU needs long for each.
StripRange range_for(std::uint64_t workers) {
  constexpr std::uint64_t kWork = 80'000'000;
  return {(std::uint64_t{1} << 27) - 45,
          std::min<std::uint64_t>(20000, kWork / (workers * workers))};
}

TEST_P(OnDevice, GivesTheBitsOfTheCpu) {
  const StripRange range = range_for(static_cast<std::uint64_t>(GetParam()));
  for (const MatrixRequest request : {MatrixRequest{false, false, 1}, MatrixRequest{true, true, 1},
                                      MatrixRequest{true, false, 3}}) {
    const auto cell = make_cell(GetParam());
    EXPECT_EQ(run_cuda(cell.params(), request, range, {{0}}),
              run_cpu(cell.params(), request, range, {}));
    if (GetParam() < 2) continue;
    const auto faulty = make_faulty_cell(GetParam());
    EXPECT_EQ(run_cuda(faulty.params(), request, range, {{0}}),
              run_cpu(faulty.params(), request, range, {}));
  }
}

TEST_P(OnDevice, CountsTheShapesOfTheCpu) {
  const StripRange range = range_for(static_cast<std::uint64_t>(GetParam()));
  for (const std::uint32_t every : {1U, 3U}) {
    const ShapeRequest request{every, 0.75F};
    const auto cell = make_cell(GetParam());
    EXPECT_TRUE(run_shape_cuda(cell.params(), request, range, {{0}}) ==
                run_shape_cpu(cell.params(), request, range, {}));
    using Model = models::GaussianCeo;
    for (const auto law : {Model::kWarpedNoise, Model::kLaplaceNoise}) {
      const auto noisy = ceo::testing::make_noisy_cell(GetParam(), law);
      EXPECT_TRUE(run_shape_cuda(noisy.params(), request, range, {{0}}) ==
                  run_shape_cpu(noisy.params(), request, range, {}));
    }
  }
}

TEST_P(OnDevice, TakesRecordedSourcesAsTheCpuDoes) {
  constexpr std::uint64_t kSamples = 8192;
  const auto cell = make_cell(GetParam());
  std::vector<float> values((static_cast<std::size_t>(GetParam()) + 1) * kSamples);
  std::uint32_t state = 1;
  for (float& value : values) {  // of heavy tails, by a linear congruential generator
    state = state * 1664525U + 1013904223U;
    const float u = static_cast<float>(state >> 8) * 0x1p-23F - 1;
    value = 4 * u * u * u;
  }
  models::GaussianCeo::Params params = cell.params();
  params.recorded = {values.data(), kSamples};
  const StripRange range{3, kSamples / 32 - 7};
  const MatrixRequest request{true, true, 2};
  EXPECT_EQ(run_cuda(params, request, range, {{0}}), run_cpu(params, request, range, {}));
  EXPECT_TRUE(run_shape_cuda(params, {2, 0.75F}, range, {{0}}) ==
              run_shape_cpu(params, {2, 0.75F}, range, {}));
}

TEST_P(OnDevice, CountsTheChannelsOfTheCpu) {
  using Channel = models::ScalarChannel;
  if (GetParam() > Channel::kMostWorkers) GTEST_SKIP() << "a scalar channel has 16 workers at most";
  for (int law = Channel::kSign; law <= Channel::kGaussian; ++law) {
    if (law == Channel::kMidrise && GetParam() > 10) continue;  // of one bit each: 2^10 columns
    Channel::Params params{};
    params.key[0] = 7;
    params.workers = GetParam();
    params.law = law;
    params.bits = 1;
    params.sd_x = params.dither = params.mix_n[1] = 1;
    params.weight = 1.0F / static_cast<float>(GetParam());
    params.error_scale = params.out_scale = 0.5F;
    for (int k = 0; k < GetParam(); ++k) params.sd_n[k] = params.size[k] = params.inverse[k] = 1;
    const StripRange range{(std::uint64_t{1} << 27) - 45, 3000};
    EXPECT_TRUE(run_channel_cuda(params, range, {{0}}) == run_channel_cpu(params, range, {}))
        << law;
  }
}

// K = 1..8: registers; 9 to 64: tiles, one to several strips in a block; 130: several passes; 1024:
// a panel in global memory.
INSTANTIATE_TEST_SUITE_P(CudaLauncher, OnDevice,
                         ::testing::Values(1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 32, 64, 130, 1024),
                         [](const auto& workers) { return "K" + std::to_string(workers.param); });

TEST(CudaLauncher, SaysWhyThereIsNoDevice) {
  std::string why;
  if (!cuda_devices(why).empty()) GTEST_SKIP() << "there is a device";
  EXPECT_FALSE(why.empty());
  const auto cell = make_cell(2);
  EXPECT_THROW((void)run_cuda(cell.params(), {}, {0, 1}, {{0}}), std::runtime_error);
  models::ScalarChannel::Params params{};
  params.workers = 1;
  EXPECT_THROW((void)run_channel_cuda(params, {0, 1}, {{0}}), std::runtime_error);
}

}  // namespace
}  // namespace ceo::launch
