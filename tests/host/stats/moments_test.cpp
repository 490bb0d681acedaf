#include "host/stats/moments.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "host/base/error.hpp"

namespace ceo::stats {
namespace {

using launch::Int128;

launch::Totals totals_of(int outputs, int rows, std::uint64_t strips) {
  launch::Totals totals;
  totals.outputs = outputs;
  totals.rows = rows;
  totals.strips = strips;
  totals.sums.assign(static_cast<std::size_t>(outputs) * kBatches, 0);
  return totals;
}

TEST(Moments, ScalarMeansAndBatches) {
  launch::Totals totals = totals_of(2, 3, 2ULL * kBatches);
  for (std::size_t b = 0; b < kBatches; ++b) {
    totals.sums[b] = static_cast<Int128>(b) * 64;  // 64 samples per batch: mean b * 2^-3
    totals.sums[kBatches + b] = -96;               // mean -1.5 * 2^4
  }
  totals.non_finite = 5;
  totals.overflow = 7;
  const Moments moments = moments_of(totals, std::vector<int>{3, -4}, std::vector<int>{0, 0, 0});
  EXPECT_EQ(moments.samples, 2U * kBatches * 32);
  EXPECT_EQ(moments.mean[0], 127.5 / 8);
  EXPECT_EQ(moments.mean[1], -24);
  EXPECT_EQ(moments.batch_mean[0][17], 17.0 / 8);
  EXPECT_EQ(moments.batch_mean[1][255], -24);
  EXPECT_EQ(moments.non_finite, 5U);
  EXPECT_EQ(moments.overflow, 7U);
  EXPECT_TRUE(moments.normals.empty());
  EXPECT_TRUE(moments.physical.empty());
}

TEST(Moments, TotalsPast64BitsKeepTheirDigits) {
  launch::Totals totals = totals_of(1, 3, std::uint64_t{1} << 48);  // 2^53 samples, 2^45 a batch
  for (std::size_t b = 0; b < kBatches; ++b) {
    // Alternating huge parts that cancel but for one unit: no rounding before the sum is allowed.
    const Int128 huge = static_cast<Int128>(1) << 100;
    totals.sums[b] = b % 2 == 0 ? huge : 1 - huge;
  }
  const Moments moments = moments_of(totals, std::vector<int>{0}, std::vector<int>{0, 0, 0});
  EXPECT_EQ(moments.mean[0], std::ldexp(128.0, -53));
  EXPECT_EQ(moments.batch_mean[0][0], std::ldexp(1.0, 55));
}

TEST(Moments, AgreesWithLongDoubleSums) {
  std::mt19937_64 generator(11);
  launch::Totals totals = totals_of(3, 3, 3ULL * kBatches);
  std::vector<long double> sums(3, 0);
  for (std::size_t i = 0; i < totals.sums.size(); ++i) {
    const auto value = static_cast<std::int64_t>(generator()) >> 12;
    totals.sums[i] = value;
    sums[i / kBatches] += static_cast<long double>(value);
  }
  const Moments moments = moments_of(totals, std::vector<int>{20, 0, 127}, std::vector<int>(3));
  const std::vector<int> exponents{20, 0, 127};
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const long double expected = std::ldexp(sums[i] / (3.0L * kBatches * 32), -exponents[i]);
    EXPECT_EQ(moments.mean[i], static_cast<double>(expected));
  }
}

TEST(Moments, PhysicalMatrixUndoesTheRowScales) {
  launch::Totals totals = totals_of(1, 3, kBatches);
  totals.matrix_strips = 8;  // 256 samples
  totals.normals = {256 << 15, 0, 128 << 15, -(256 << 14), 0, 256 << 15};
  totals.physical = {256 << 13, 256 << 13, 256 << 13, 256 << 13, 256 << 13, 256 << 13};
  const Moments moments = moments_of(totals, std::vector<int>{0}, std::vector<int>{2, -3, 5});
  EXPECT_EQ(moments.matrix_samples, 256U);
  EXPECT_EQ(moments.normals, (std::vector<double>{1, 0, 0.5, -0.5, 0, 1}));
  // 2^(row_exponent[i] + row_exponent[j]), lower triangle row by row.
  EXPECT_EQ(moments.physical, (std::vector<double>{16, 0.5, 1.0 / 64, 128, 4, 1024}));
}

TEST(Moments, NothingIsMadeUpWhereSamplesAreMissing) {
  const Moments none = moments_of(totals_of(1, 3, 0), std::vector<int>{0}, std::vector<int>(3));
  EXPECT_TRUE(std::isnan(none.mean[0]));
  EXPECT_TRUE(std::isnan(none.batch_mean[0][0]));
  // 300 strips: some batches have two strips, some one, and the totals do not say which.
  const Moments uneven = moments_of(totals_of(1, 3, 300), std::vector<int>{0}, std::vector<int>(3));
  EXPECT_EQ(uneven.mean[0], 0);
  EXPECT_TRUE(std::isnan(uneven.batch_mean[0][0]));
}

TEST(Moments, RefusesOtherShapes) {
  const launch::Totals totals = totals_of(2, 3, kBatches);
  EXPECT_THROW((void)moments_of(totals, std::vector<int>{0}, std::vector<int>(3)), Error);
  EXPECT_THROW((void)moments_of(totals, std::vector<int>{0, 0}, std::vector<int>(2)), Error);
  launch::Totals broken = totals;
  broken.physical.assign(5, 0);
  EXPECT_THROW((void)moments_of(broken, std::vector<int>{0, 0}, std::vector<int>(3)), Error);
}

}  // namespace
}  // namespace ceo::stats
