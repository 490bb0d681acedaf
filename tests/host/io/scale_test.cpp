// The ranges behind docs/scale.md: counters of 2^62 samples, and totals that stay exact.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "host/io/run_file.hpp"
#include "host/run/execute.hpp"
#include "host/run/merge.hpp"
#include "host/run/parcel.hpp"
#include "host/run/replay.hpp"
#include "kernels/launch/request_check.hpp"
#include "tests/support/sample_record.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/support/temporary_folder.hpp"

namespace ceo::io {
namespace {

using launch::Int128;

constexpr std::uint64_t kQuantum = run::kSampleQuantum / 32;  // strips
constexpr std::uint64_t kMostStrips = run::kMaxSamples / 32;

// A sample's number fills the first two words of its counter, with two bits to spare; a quarter of
// it those of the source.
static_assert(run::kMaxSamples == std::uint64_t{1} << 62);
static_assert(run::kMaxSamples % run::kSampleQuantum == 0);
static_assert(kMostStrips <= launch::kMaxStrips);
// No total of a cell can leave the 125 bits of a file: 2^57 strips of integers below 2^31 are below
// 2^88, with room for 2^37 such cells.
static_assert(kMostStrips == std::uint64_t{1} << 57 && 57 + 31 < 125);

run::Cell largest_cell() {
  run::Cell cell;
  cell.id = cell.point = "largest";
  cell.spec.var_x = 1.5;
  cell.spec.var_n = {0.5, 2, 1};
  cell.spec.var_v = {1, 0.25, 1};
  cell.matrices.normals = cell.matrices.physical = true;
  cell.samples = run::kMaxSamples;
  cell.key = {0x01234567, 0x89abcdef};
  return cell;
}

/// Samples of [strip, strip + 256).
run::CellRecord quantum_at(const run::Cell& cell, std::uint64_t strip, launch::Pack pack) {
  run::CellRecord record = run::empty_cell(cell);
  run::ExecuteOptions options;
  options.cpu.threads = 1;
  options.cpu.pack = pack;
  EXPECT_TRUE(run::sample_strips(record, cell, {strip, kQuantum}, options, nullptr));
  return record;
}

TEST(Scale, TheLastOfTwoToThe62SamplesHasItsOwnCounters) {
  const run::Cell cell = largest_cell();
  const run::Replay last = run::replay(cell, run::kMaxSamples - 1);
  EXPECT_EQ(last.blocks[1].counter, (std::array<std::uint32_t, 4>{0xffffffff, 0x3fffffff, 1, 0}));
  EXPECT_EQ(last.source.counter, (std::array<std::uint32_t, 4>{0xffffffff, 0x0fffffff, 65535, 0}));
  EXPECT_EQ(last.batch, 255U);
  EXPECT_THROW(static_cast<void>(run::replay(cell, run::kMaxSamples)), std::runtime_error);
}

TEST(Scale, TheLastQuantumIsTheSumOfItsSamplesOnEveryPack) {
  const run::Cell cell = largest_cell();
  const std::uint64_t first = kMostStrips - kQuantum;
  std::vector<Int128> sums(run::empty_cell(cell).totals.sums.size());
  for (std::uint64_t strip = first; strip < kMostStrips; ++strip) {
    const run::Replay sample = run::replay(cell, 32 * strip);
    for (std::size_t i = 0; i < sample.outputs.size(); ++i) {
      sums[i * 256 + sample.batch] += sample.outputs[i].fixed;
    }
  }
  for (const launch::Pack pack : launch::available_packs()) {
    EXPECT_EQ(quantum_at(cell, first, pack).totals.sums, sums) << launch::to_string(pack);
  }
  EXPECT_NE(quantum_at(cell, 0, launch::best_pack()).totals.sums, sums);
}

/// A number in base 2^32 with a sign, added digit by digit: the second way.
struct Digits {
  std::array<std::int64_t, 8> digit{};
  void add(Int128 value) {
    for (std::size_t i = 0; i < 4; ++i) {
      const Int128 low = value & Int128{0xffffffff};
      digit[i] += static_cast<std::int64_t>(low);
      value = (value - low) / (Int128{1} << 32);
    }
    digit[4] += static_cast<std::int64_t>(value);  // of the sign: 0 or -1
  }
  [[nodiscard]] Int128 value() const {
    Int128 sum = digit[4];
    for (std::size_t i = 4; i-- > 0;) sum = sum * (Int128{1} << 32) + digit[i];
    return sum;
  }
};

TEST(Scale, TotalsNearTheLargestValuesAreAddedExactly) {
  const run::Cell cell = largest_cell();
  run::Plan plan;
  plan.cells = {cell};
  constexpr std::size_t kParts = 7;
  constexpr std::uint64_t kShare = kMostStrips / 8;
  std::vector<run::CellRecord> parts;
  std::vector<Digits> wanted(run::empty_cell(cell).totals.sums.size());
  ceo::testing::SplitMix random(7);
  for (std::uint64_t i = 0; i < kParts; ++i) {
    run::CellRecord part = run::empty_cell(cell);
    part.partial = run::Ranges{{i * kShare, kShare}};
    part.totals.strips = part.totals.matrix_strips = kShare;
    for (std::size_t j = 0; j < wanted.size(); ++j) {
      // About 2^122 in magnitude, of either sign, with noise in every bit below.
      const auto high = static_cast<std::int64_t>(random.next() >> 6);
      const Int128 size = Int128{high} * (Int128{1} << 64) + static_cast<Int128>(random.next());
      part.totals.sums[j] = (j % 2 == 0 ? size : -size);
      wanted[j].add(part.totals.sums[j]);
    }
    parts.push_back(part);
  }
  run::Record forward, backward;
  forward.cells = backward.cells = {run::empty_cell(cell)};
  for (const run::CellRecord& part : parts) run::add_part(forward.cells[0], part);
  std::reverse(parts.begin(), parts.end());
  for (const run::CellRecord& part : parts) {
    run::add_packed_cell(backward, plan, run::packed_cell(0, part));
  }
  EXPECT_EQ(forward.cells[0].totals, backward.cells[0].totals);
  for (std::size_t j = 0; j < wanted.size(); ++j) {
    EXPECT_TRUE(forward.cells[0].totals.sums[j] == wanted[j].value()) << j;
  }
  EXPECT_EQ(forward.cells[0].totals.strips, kParts * kShare);
}

TEST(Scale, FilesKeepTheLargestTotals) {
  const test::TemporaryFolder folder;
  run::Record record = test::partial_record();
  Int128& largest = record.cells[1].totals.sums[0];
  Int128& least = record.cells[1].totals.sums[1];
  largest = (Int128{1} << 124) - 1 + (Int128{1} << 124);
  least = -largest - 1;
  write_run(record, folder / "part.h5", false);
  EXPECT_EQ(read_run(folder / "part.h5").cells[1].totals, record.cells[1].totals);
  largest += 1;
  EXPECT_THROW(write_run(record, folder / "beyond.h5", false), std::runtime_error);
}

TEST(Scale, ShapeSumsThatAreFullAreToldAndNotWrapped) {
  launch::ShapeTotals sum(3), part(3);
  sum.source_bins[0] = std::numeric_limits<std::int64_t>::max() - 1;
  part.source_bins[0] = 1;
  sum.add(part);
  EXPECT_EQ(sum.source_bins[0], std::numeric_limits<std::int64_t>::max());
  EXPECT_THROW(sum.add(part), std::overflow_error);
  sum.source_bins[0] = 0;
  sum.histogram[5] = part.histogram[5] = std::int64_t{1} << 62;
  EXPECT_THROW(sum.add(part), std::overflow_error);
  // A bin of X adds up 2^12 (e/sd)^2 of a 32nd of every g-th sample; (e/sd)^2 is 1 on average.
  constexpr double kLargest = 0x1p63, kUnit = 0x1p12, kBins = 32, kEvery = 32;
  EXPECT_GT(kLargest / kUnit * kBins * kEvery, 2e18);
  EXPECT_LT(kLargest / kUnit * kBins, 1e17) << "every sheaf would be too many at 1e17 samples";
}

}  // namespace
}  // namespace ceo::io
