// Whole totals are equal to the bit over packs, threads and cuts.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "kernels/launch/cpu_launcher.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace {

using ceo::launch::MatrixRequest;
using ceo::launch::Pack;
using ceo::launch::run_cpu;
using ceo::launch::StripRange;
using ceo::launch::Totals;
using ceo::testing::GaussianCeoCell;
using ceo::testing::make_cell;
using ceo::testing::make_faulty_cell;

constexpr std::uint64_t kCarry = std::uint64_t{1} << 27;  // sample 2^32

const std::vector<MatrixRequest> kRequests{
    {}, {true, true, 1}, {true, true, 3}, {true, false, 1}, {false, true, 3}};

/// A run that did what it should: nothing lost, nothing broken, nothing empty.
void expect_sound(const Totals& totals, const MatrixRequest& request, const StripRange& range) {
  EXPECT_EQ(totals.strips, range.count);
  EXPECT_EQ(totals.non_finite, 0U);
  EXPECT_EQ(totals.overflow, 0U);
  std::uint64_t kept = 0;
  for (std::uint64_t s = range.first; s < range.first + range.count; ++s) {
    if ((request.normals || request.physical) && s / 32 % request.every == 0) ++kept;
  }
  EXPECT_EQ(totals.matrix_strips, kept);
  // The batches that hold no strip are 0, the others (sums of e: almost surely) are not.
  for (std::uint64_t batch = 0; batch < 256; ++batch) {
    const bool used = (batch - range.first) % 256 < range.count;
    EXPECT_EQ(totals.sums[batch] != 0, used) << "batch " << batch;
  }
}

void expect_packs_agree(const GaussianCeoCell& cell, const MatrixRequest& request,
                        const StripRange& range) {
  const Totals expected = run_cpu(cell.params(), request, range, {1, Pack::scalar});
  expect_sound(expected, request, range);
  for (const Pack pack : ceo::launch::available_packs()) {
    EXPECT_EQ(run_cpu(cell.params(), request, range, {1, pack}), expected)
        << ceo::launch::to_string(pack) << ", K = " << cell.workers() << ", "
        << ::testing::PrintToString(request) << ", " << ::testing::PrintToString(range);
  }
}

TEST(Totals, PacksAgree) {
  for (const int workers : {1, 2, 3, 5, 8}) {
    for (const bool faulty : {false, true}) {
      const GaussianCeoCell cell = faulty ? make_faulty_cell(workers) : make_cell(workers);
      for (const std::uint64_t first :
           {std::uint64_t{0}, kCarry - 37, 4 * kCarry - 20, (std::uint64_t{1} << 40) + 12345,
            (std::uint64_t{1} << 57) + 3}) {
        for (const MatrixRequest& request : kRequests) {
          expect_packs_agree(cell, request, {first, 75});
        }
      }
    }
  }
}

TEST(Totals, PacksAgreeOnManyWorkers) {
  for (const int workers : {17, 64}) {
    for (const MatrixRequest& request : kRequests) {
      expect_packs_agree(make_faulty_cell(workers), request, {kCarry - 19, 45});
    }
  }
  expect_packs_agree(make_cell(200), {true, true, 1}, {7, 30});
  expect_packs_agree(make_cell(1024), {}, {7, 30});
}

TEST(Totals, PacksAgreeWithSilentWorkers) {
  expect_packs_agree(make_cell(8, {0, 5, 7}), {true, true, 1}, {13, 90});
  expect_packs_agree(make_cell(2, {1}), {true, true, 1}, {13, 90});
}

TEST(Totals, ThreadsDoNotMatter) {
  // Several chunks of the launcher, an unaligned start and a broken last chunk.
  const StripRange range{kCarry - 9001, 13007};
  for (const int workers : {1, 3, 8}) {
    for (const MatrixRequest& request : kRequests) {
      const GaussianCeoCell cell = make_faulty_cell(workers);
      const Totals one = run_cpu(cell.params(), request, range, {1, {}});
      expect_sound(one, request, range);
      for (const int threads : {0, 2, 3}) {
        EXPECT_EQ(run_cpu(cell.params(), request, range, {threads, {}}), one)
            << threads << " threads, K = " << workers;
      }
    }
  }
}

/// Pieces of a range in shuffled order.
std::vector<StripRange> random_cut(const StripRange& range) {
  using rc::gen::inRange;
  const int cuts = *inRange(0, 9);
  std::vector<std::uint64_t> ends{0, range.count};
  for (int i = 0; i < cuts; ++i) ends.push_back(*inRange<std::uint64_t>(0, range.count + 1));
  std::sort(ends.begin(), ends.end());
  std::vector<StripRange> pieces;
  for (std::size_t i = 1; i < ends.size(); ++i) {
    pieces.push_back({range.first + ends[i - 1], ends[i] - ends[i - 1]});
  }
  for (std::size_t i = pieces.size(); i > 1; --i) {
    std::swap(pieces[i - 1], pieces[*inRange<std::size_t>(0, i)]);
  }
  return pieces;
}

RC_GTEST_PROP(Totals, AnyCutInAnyOrderGivesTheSameTotals, ()) {
  using rc::gen::element;
  using rc::gen::inRange;
  const int workers = *element(1, 2, 3, 5, 8, 17);
  const auto around =
      *element<std::uint64_t>(500, kCarry, 4 * kCarry, (std::uint64_t{1} << 40) + 999);
  const StripRange range{around - *inRange<std::uint64_t>(0, 500),
                         *inRange<std::uint64_t>(0, 1000)};
  const MatrixRequest request = *rc::gen::elementOf(kRequests);
  const GaussianCeoCell cell =
      *rc::gen::arbitrary<bool>() ? make_faulty_cell(workers) : make_cell(workers);
  const Totals whole = run_cpu(cell.params(), request, range, {1, {}});

  Totals joined(ceo::models::GaussianCeo::kOutputs, 2 * workers + 1, request);
  for (const StripRange& piece : random_cut(range)) {
    // The scalar pack is slow, so it takes the short pieces only.
    std::vector<Pack> packs = ceo::launch::available_packs();
    if (piece.count > 100) std::erase(packs, Pack::scalar);
    const int threads = *inRange(1, 4);
    joined.add(run_cpu(cell.params(), request, piece, {threads, *rc::gen::elementOf(packs)}));
  }
  RC_ASSERT(joined == whole);
}

TEST(Totals, DifferWhereTheyShould) {
  // The comparison above can fail: another key, another strip, another order of workers.
  const StripRange range{0, 40};
  const Totals sound = run_cpu(make_cell(3).params(), {}, range, {1, {}});
  GaussianCeoCell other_key = make_cell(3);
  other_key.key[1] ^= 1U;
  GaussianCeoCell swapped = make_cell(3);
  std::swap(swapped.sd_n[0], swapped.sd_n[1]);
  EXPECT_NE(run_cpu(other_key.params(), {}, range, {1, {}}), sound);
  EXPECT_NE(run_cpu(swapped.params(), {}, range, {1, {}}), sound);
  EXPECT_NE(run_cpu(make_cell(3).params(), {}, {1, 40}, {1, {}}), sound);
}

TEST(Totals, RefuseToAddAnotherShape) {
  Totals totals(6, 3, {true, false, 1});
  EXPECT_THROW(totals.add(Totals(6, 5, {true, false, 1})), std::invalid_argument);
  EXPECT_THROW(totals.add(Totals(5, 3, {true, false, 1})), std::invalid_argument);
  EXPECT_THROW(totals.add(Totals(6, 3, {})), std::invalid_argument);
  EXPECT_THROW(totals.add(Totals(6, 3, {true, true, 1})), std::invalid_argument);
}

}  // namespace
