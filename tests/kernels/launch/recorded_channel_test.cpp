// Recorded sources of the scalar channel: on the engine's own normals the counts are those without
// a record, and packs, threads and the device kernel leave no mark.
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "kernels/launch/channel_launcher.hpp"
#include "kernels/launch/shape_launcher.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace ceo::launch {
namespace {

using models::ScalarChannel;
using Params = ScalarChannel::Params;

constexpr std::uint64_t kStrips = 96;
constexpr std::uint64_t kSamples = kStrips * 32;

Params make(int law, int workers) {
  Params p{};
  p.key[0] = 17;
  p.workers = workers;
  p.law = law;
  p.bits = law == ScalarChannel::kMidrise ? 2 : 0;
  p.sd_x = p.mix_n[1] = p.dither = 1;
  p.weight = 1.0F / static_cast<float>(workers);
  p.error_scale = p.out_scale = 0.5F;
  for (int k = 0; k < workers; ++k) {
    p.sd_n[k] = 0.75F;
    p.size[k] = 0.5F;
    p.inverse[k] = 2;
  }
  return p;
}

/// The normals that the channel itself draws for X and N_k: its worker k has the draw block of the
/// workers 2k and 2k + 1 of the Gaussian model.
std::vector<float> own_normals(const Params& p) {
  ceo::testing::GaussianCeoCell cell = ceo::testing::make_cell(2 * p.workers);
  cell.key = {p.key[0], p.key[1]};
  std::vector<float> values;
  for (int row = 0; row <= p.workers; ++row) {
    const int variable = row == 0 ? 0 : 2 * row - 1;
    const auto drawn = shape_values(cell.params(), 1, variable, 1, {0, kStrips}, {1, {}});
    values.insert(values.end(), drawn.begin(), drawn.end());
  }
  return values;
}

TEST(RecordedChannel, TheEnginesOwnNormalsGiveItsOwnCounts) {
  for (int law = ScalarChannel::kSign; law <= ScalarChannel::kGaussian; ++law) {
    for (const int workers : {1, 2, 5}) {
      const Params drawn = make(law, workers);
      const std::vector<float> values = own_normals(drawn);
      Params recorded = drawn;
      recorded.recorded = {values.data(), kSamples};
      EXPECT_EQ(run_channel_cpu(recorded, {0, kStrips}, {2, {}}),
                run_channel_cpu(drawn, {0, kStrips}, {2, {}}))
          << "law " << law << ", K = " << workers;
    }
  }
}

TEST(RecordedChannel, PacksAndTheDeviceKernelGiveTheSameIntegers) {
  for (int law = ScalarChannel::kSign; law <= ScalarChannel::kGaussian; ++law) {
    Params p = make(law, 3);
    std::vector<float> values = own_normals(p);
    for (float& z : values) z = std::clamp(z * z * z, -40.0F, 40.0F);
    const ChannelTotals drawn = run_channel_cpu(p, {1, kStrips - 3}, {1, Pack::scalar});
    p.recorded = {values.data(), kSamples};
    const ChannelTotals expected = run_channel_cpu(p, {1, kStrips - 3}, {1, Pack::scalar});
    EXPECT_NE(expected, drawn);
    for (const Pack pack : available_packs()) {
      EXPECT_EQ(run_channel_cpu(p, {1, kStrips - 3}, {2, pack}), expected) << to_string(pack);
    }
    EXPECT_EQ(run_channel_virtual(p, {1, kStrips - 3}, 7), expected);
  }
}

TEST(RecordedChannel, StripsBeyondTheRecordAreRefused) {
  Params p = make(ScalarChannel::kSign, 1);
  const std::vector<float> values = own_normals(p);
  p.recorded = {values.data(), kSamples};
  EXPECT_THROW(static_cast<void>(run_channel_cpu(p, {1, kStrips}, {1, {}})), std::invalid_argument);
}

}  // namespace
}  // namespace ceo::launch
