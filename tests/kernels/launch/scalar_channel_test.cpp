// The scalar channel: parity of every path, a slow count from the normals of the Gaussian model,
// and the laws of what is added.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <utility>
#include <vector>

#include "kernels/launch/channel_launcher.hpp"
#include "kernels/launch/shape_launcher.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace ceo::launch {
namespace {

using models::ScalarChannel;
using Params = ScalarChannel::Params;

constexpr std::array<int, 6> kLaws = {ScalarChannel::kSign,     ScalarChannel::kMidrise,
                                      ScalarChannel::kDithered, ScalarChannel::kUniform,
                                      ScalarChannel::kLaplace,  ScalarChannel::kGaussian};

Params make(int law, int workers) {
  Params p{};
  p.key[0] = 0x01234567;
  p.key[1] = 0x89abcdef;
  p.workers = workers;
  p.law = law;
  p.bits = law == ScalarChannel::kMidrise ? (workers == 1 ? 5 : 2) : 0;
  p.sd_x = 1;
  p.mix_n[1] = 1;
  p.dither = 1;
  p.weight = 1.0F / static_cast<float>(workers);
  p.error_scale = 0.5F;
  p.out_scale = 0.5F;
  for (int k = 0; k < workers; ++k) {
    p.sd_n[k] = 0.5F + 0.25F * static_cast<float>(k);
    p.size[k] = 0.5F;
    p.inverse[k] = 2.0F;
  }
  return p;
}

/// Unaligned, and crosses 2^32 samples.
constexpr StripRange kRange{(std::uint64_t{1} << 27) - 45, 100};

TEST(Channel, GivesTheSameIntegersOnEveryPath) {
  for (const int law : kLaws) {
    for (const int workers : {1, 2, 5}) {
      SCOPED_TRACE(::testing::Message() << "law " << law << ", K = " << workers);
      Params p = make(law, workers);
      if (workers == 2) p.mix_n[0] = 0.6F, p.mix_n[1] = 0.8F;
      const ChannelTotals scalar = run_channel_cpu(p, kRange, {1, Pack::scalar});
      EXPECT_EQ(scalar.strips, kRange.count);
      EXPECT_EQ(scalar.non_finite + scalar.overflow, 0U);
      for (const Pack pack : available_packs()) {
        EXPECT_TRUE(run_channel_cpu(p, kRange, {2, pack}) == scalar) << to_string(pack);
      }
      EXPECT_TRUE(run_channel_virtual(p, kRange, 1) == scalar);
      EXPECT_TRUE(run_channel_virtual(p, kRange, 7) == scalar);
    }
  }
}

TEST(Channel, CountsSixteenSigns) {
  const Params p = make(ScalarChannel::kSign, 16);
  const ChannelTotals totals = run_channel_cpu(p, {3, 64}, {2, {}});
  EXPECT_TRUE(run_channel_virtual(p, {3, 64}, 3) == totals);
  EXPECT_EQ(totals.symbols.size(), 65536U);
  EXPECT_EQ(totals.joint.size(), 194U * 17U);
}

TEST(Channel, CutsAddUp) {
  const Params p = make(ScalarChannel::kLaplace, 3);
  const ChannelTotals whole = run_channel_cpu(p, {0, 700}, {1, {}});
  ChannelTotals sum(p);
  std::uint64_t first = 0;
  for (const std::uint64_t count : {1U, 30U, 256U, 413U}) {
    sum.add(run_channel_cpu(p, {first, count}, {3, {}}));
    first += count;
  }
  EXPECT_TRUE(sum == whole);
  ChannelTotals other(make(ScalarChannel::kSign, 3));
  EXPECT_THROW(other.add(whole), std::invalid_argument);
}

/// Draw block k belongs to worker k: its first normal is N_2k of the Gaussian model, its third
/// N_2k+1, and X is the same.
TEST(Channel, SharesItsDrawsWithTheGaussianModel) {
  constexpr int kWorkers = 2;
  constexpr StripRange kStrips{16, 32};
  const testing::GaussianCeoCell cell = testing::make_cell(2 * kWorkers);
  Params p = make(ScalarChannel::kSign, kWorkers);
  const models::GaussianCeo::Params gaussian = cell.params();
  p.key[0] = gaussian.key[0];
  p.key[1] = gaussian.key[1];
  const auto rows = [&](int variable) {
    return shape_values(gaussian, 1, variable, 1, kStrips, {1, {}});
  };
  const std::vector<float> x = rows(0);
  const std::vector<float> first = rows(1);   // N_1 of the Gaussian model
  const std::vector<float> second = rows(3);  // N_3
  std::vector<std::int64_t> symbols(4);
  std::vector<std::int64_t> joint(194 * 3);
  for (std::size_t n = 0; n < x.size(); ++n) {
    const int low = std::fma(p.sd_n[0], first[n], x[n]) < 0 ? 0 : 1;
    const int high = std::fma(p.sd_n[1], second[n], x[n]) < 0 ? 0 : 1;
    ++symbols[static_cast<std::size_t>(low + 2 * high)];
    ++joint[static_cast<std::size_t>(shape_bin(x[n]) * 3 + low + high)];
  }
  const ChannelTotals totals = run_channel_cpu(p, kStrips, {2, {}});
  EXPECT_EQ(totals.symbols, symbols);
  EXPECT_EQ(totals.joint, joint);
}

std::int64_t bin_sum(const ChannelTotals& totals, int sum) {
  const auto begin = totals.source_bins.begin() + sum * kSourceBins;
  return std::accumulate(begin, begin + kSourceBins, std::int64_t{0});
}

/// Mean square of e; 6.5 standard errors, of which one in 10^10 is wrong, bound the deviation. The
/// kurtosis of a sum of a normal and a Laplace variable is below 6.
TEST(Channel, AddsNoiseOfTheRightVariance) {
  constexpr std::uint64_t kStrips = 1U << 15;
  constexpr double kSamples = 32.0 * kStrips;
  const double var_n = 0.25;
  const std::vector<std::pair<int, double>> laws = {{ScalarChannel::kDithered, 0.25 / 12},
                                                    {ScalarChannel::kUniform, 0.25 / 12},
                                                    {ScalarChannel::kLaplace, 0.5},
                                                    {ScalarChannel::kGaussian, 0.25}};
  for (const auto& [law, var_v] : laws) {
    const ChannelTotals totals = run_channel_cpu(make(law, 1), {0, kStrips}, {2, {}});
    const double measured =
        static_cast<double>(bin_sum(totals, kBinError2)) / kSamples / kBinError2Scale * 4;
    const double expected = var_n + var_v;
    EXPECT_NEAR(measured, expected, 6.5 * expected * std::sqrt(5 / kSamples)) << law;
    const double mean =
        static_cast<double>(bin_sum(totals, kBinError)) / kSamples / kBinErrorScale * 2;
    EXPECT_NEAR(mean, 0, 6.5 * std::sqrt(expected / kSamples)) << law;
  }
}

TEST(Channel, WithoutDitherThereAreFewLevels) {
  Params p = make(ScalarChannel::kDithered, 1);
  const auto used = [](const ChannelTotals& totals) {
    return std::count_if(totals.symbols.begin(), totals.symbols.end(),
                         [](std::int64_t count) { return count > 0; });
  };
  EXPECT_GT(used(run_channel_cpu(p, {0, 4096}, {1, {}})), 60);
  p.dither = 0;
  EXPECT_LT(used(run_channel_cpu(p, {0, 4096}, {1, {}})), 30);
}

TEST(Channel, RefusesWhatItCannotCount) {
  const auto refused = [](const Params& p) {
    EXPECT_THROW(check_channel(p, {0, 1}), std::invalid_argument);
  };
  Params p = make(ScalarChannel::kSign, 1);
  EXPECT_NO_THROW(check_channel(p, {0, 1}));
  p.workers = 17;
  refused(p);
  p = make(ScalarChannel::kDithered, 1);
  p.size[0] = 0.3F;
  refused(p);
  p = make(ScalarChannel::kMidrise, 4);
  p.bits = 3;
  refused(p);
  p = make(ScalarChannel::kSign, 1);
  p.law = 6;
  refused(p);
  EXPECT_THROW(check_channel(make(0, 1), {std::uint64_t{1} << 58, 1}), std::invalid_argument);
}

}  // namespace
}  // namespace ceo::launch
