// Many workers: the update in packed blocks gives the bits of the one with strips in the lanes and
// of the device's tile kernel, and stays within the reference's bounds at K = 1024.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "kernels/core/second_moments.hpp"
#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/virtual_device.hpp"
#include "tests/reference/ceo_reference.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace ceo::launch {
namespace {

using ceo::reference::Bounded;
using ceo::testing::GaussianCeoCell;
using ceo::testing::make_cell;
using ceo::testing::make_faulty_cell;

/// One pack of every width from 2^32 samples on, and a strip on either side of it.
constexpr StripRange kRange{(std::uint64_t{1} << 27) - 1, 18};
constexpr int kMost = 1024;

std::vector<Pack> vector_packs() {
  std::vector<Pack> packs = available_packs();
  packs.erase(std::remove(packs.begin(), packs.end(), Pack::scalar), packs.end());
  return packs;
}

void expect_every_pack(const GaussianCeoCell& cell, const MatrixRequest& request,
                       const Totals& expected) {
  for (const Pack pack : vector_packs()) {
    const Totals found = run_cpu(cell.params(), request, kRange, {1, pack});
    EXPECT_TRUE(found == expected) << to_string(pack) << ", K = " << cell.workers();
  }
}

TEST(LargeWorkers, PackedBlocksGiveTheBitsOfTheTileKernel) {
  // On both sides of where blocks begin; 2K + 1 rows fill the last block by 1, 33 and 25 of 48.
  for (const int workers : {191, 192, 256, 300}) {
    const GaussianCeoCell cell = make_faulty_cell(workers);
    const MatrixRequest request{true, true, 1};
    expect_every_pack(cell, request, run_virtual(cell.params(), request, kRange, {2, 8, 4096}));
  }
}

TEST(LargeWorkers, AThousandGiveTheBitsOfTheTileKernel) {
  const GaussianCeoCell cell = make_cell(kMost);
  const MatrixRequest request{true, false, 1};
  expect_every_pack(cell, request, run_virtual(cell.params(), request, kRange, {1, 8, 16384}));
}

TEST(LargeWorkers, AThousandDoNotDependOnThreadsAndCuts) {
  const GaussianCeoCell cell = make_cell(kMost);
  const MatrixRequest request{true, true, 5};
  const StripRange range{1000, 600};
  const Totals one = run_cpu(cell.params(), request, range, {1, {}});
  EXPECT_GT(one.matrix_strips, 64U);
  EXPECT_LT(one.matrix_strips, 192U);
  EXPECT_TRUE(run_cpu(cell.params(), request, range, {2, {}}) == one);
  Totals cut = run_cpu(cell.params(), request, {1000, 313}, {1, {}});
  cut.add(run_cpu(cell.params(), request, {1313, 287}, {1, {}}));
  EXPECT_TRUE(cut == one);
}

/// Sum of z_i z_j over the strips, with a bound on what float32 and fixed point do to it.
class Entry {
 public:
  Entry(std::size_t row, std::size_t column) : row_(row), column_(column) {}

  void add_sample(const std::vector<Bounded>& z) {
    const Bounded& a = z.at(row_);
    const Bounded& b = z.at(column_);
    const long double term = a.value * b.value;
    strip_ += term;
    magnitude_ += std::fabs(term);
    sum_.error += std::fabs(a.value) * b.error + std::fabs(b.value) * a.error + a.error * b.error;
  }
  /// Each of 32 fma rounds a sum no larger than the magnitudes so far.
  void end_strip() {
    sum_.value += strip_;
    sum_.error += 32 * 0x1.01p-24L * magnitude_ + 0x1p-16L;
    strip_ = magnitude_ = 0;
  }
  [[nodiscard]] bool holds(const Totals& totals) const {
    const std::size_t place = triangle(static_cast<int>(row_)) + column_;
    const long double found = static_cast<long double>(totals.normals.at(place)) * 0x1p-15L;
    return std::fabs(found - sum_.value) <= sum_.error;
  }
  /// The bound would see a sample's share gone.
  [[nodiscard]] long double bound() const { return sum_.error; }

 private:
  std::size_t row_, column_;
  long double strip_ = 0, magnitude_ = 0;
  Bounded sum_;
};

TEST(LargeWorkers, AThousandAgreeWithTheReference) {
  const GaussianCeoCell cell = make_cell(kMost);
  ceo::reference::Cell same;
  same.key = cell.key;
  same.sd_n.assign(cell.sd_n.begin(), cell.sd_n.end());
  std::vector<Entry> entries;
  for (const auto& [row, column] : std::vector<std::pair<std::size_t, std::size_t>>{
           {0, 0}, {1, 0}, {47, 47}, {48, 47}, {1000, 999}, {2047, 1}, {2048, 0}, {2048, 2048}}) {
    entries.emplace_back(row, column);
  }
  for (std::uint64_t strip = kRange.first; strip < kRange.first + kRange.count; ++strip) {
    for (std::uint64_t s = 0; s < 32; ++s) {
      const std::vector<Bounded> z = ceo::reference::normals(same, 32 * strip + s);
      for (Entry& entry : entries) entry.add_sample(z);
    }
    for (Entry& entry : entries) entry.end_strip();
  }
  const Totals totals = run_cpu(cell.params(), {true, false, 1}, kRange, {1, {}});
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_TRUE(entries[i].holds(totals)) << "entry " << i;
    EXPECT_LT(entries[i].bound(), 0.02L) << "entry " << i;
  }
  // A planted fault: the sums of other samples.
  const Totals other =
      run_cpu(cell.params(), {true, false, 1}, {kRange.first + 1, kRange.count}, {1, {}});
  for (const Entry& entry : entries) EXPECT_FALSE(entry.holds(other));
}

}  // namespace
}  // namespace ceo::launch
