// Replicas of projected SGD: the same bits for every pack, thread count, cut, and from the body of
// the device kernel.
#include "kernels/launch/sgd_launcher.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "kernels/launch/totals.hpp"
#include "tests/support/sgd_case.hpp"

namespace ceo::launch {
namespace {

using ceo::testing::sgd_cases;
using ceo::testing::SgdCase;

constexpr ReplicaRange kRange{1000, 333};  // fills no pack

std::uint64_t digest(const SgdTotals& totals) {
  std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a over the words
  for (const std::int64_t sum : totals.sums) {
    hash = (hash ^ static_cast<std::uint64_t>(sum)) * 0x100000001B3U;
  }
  return hash;
}

TEST(SgdLauncher, PacksThreadsAndTheDeviceBodyGiveTheSameBits) {
  for (const SgdCase& c : sgd_cases()) {
    const SgdTotals expected = run_sgd_virtual(c.params(), c.scales, kRange);
    for (const Pack pack : available_packs()) {
      for (const int threads : {1, 3}) {
        const SgdTotals found = run_sgd_cpu(c.params(), c.scales, kRange, {threads, pack});
        EXPECT_EQ(found.replicas, expected.replicas);
        EXPECT_TRUE(found.sums == expected.sums) << c.name << " on " << to_string(pack);
      }
    }
  }
}

TEST(SgdLauncher, AnyCutGivesTheSameTotals) {
  for (const SgdCase& c : sgd_cases()) {
    const SgdTotals whole = run_sgd_cpu(c.params(), c.scales, kRange, {});
    SgdTotals parts = run_sgd_cpu(c.params(), c.scales, {1000, 1}, {});
    parts.add(run_sgd_cpu(c.params(), c.scales, {1001, 100}, {}));
    parts.add(run_sgd_cpu(c.params(), c.scales, {1101, 232}, {}));
    EXPECT_EQ(parts.replicas, whole.replicas);
    EXPECT_TRUE(parts.sums == whole.sums) << c.name;
  }
}

// The bits that this project promises, from any compiler.
TEST(SgdLauncher, GoldenDigests) {
  const std::vector<std::uint64_t> golden = {
      0x3036517ba94599f6U, 0x8a1928f154c20cc0U, 0x78baf91b508da271U, 0x150ceb59a5a782d7U,
      0xd871d8a8a64be7eeU, 0x135656a66a8069d0U, 0x9c6aef6395198c73U, 0xc5f58765d75d0128U};
  const std::vector<SgdCase> cases = sgd_cases();
  ASSERT_EQ(cases.size(), golden.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const SgdTotals totals = run_sgd_cpu(cases[i].params(), cases[i].scales, kRange, {});
    EXPECT_EQ(digest(totals), golden[i]) << cases[i].name << std::hex << " 0x" << digest(totals);
  }
}

TEST(SgdLauncher, EveryReplicaIsCountedAtEveryCheckpoint) {
  const SgdCase c = sgd_cases()[1];
  const SgdTotals totals = run_sgd_cpu(c.params(), c.scales, kRange, {});
  for (std::size_t at = 0; at < c.checkpoints.size(); ++at) {
    std::int64_t binned = 0;
    for (int bin = 0; bin < kSgdBins; ++bin) binned += totals.at(at, SgdFields::kFields + bin);
    EXPECT_EQ(binned, kRange.count);
    EXPECT_EQ(totals.at(at, SgdFields::kBrokenReplicas), 0);
    EXPECT_EQ(totals.at(at, SgdFields::kOverflowReplicas), 0);
  }
}

TEST(SgdLauncher, DivergenceIsCountedAndLeftOut) {
  SgdCase c = sgd_cases()[2];
  c.p.step_size = 10;  // far above 2/Lf, unprojected
  c.set_steps(400, {1, 400});
  const SgdTotals totals = run_sgd_cpu(c.params(), c.scales, kRange, {});
  EXPECT_EQ(totals.at(0, SgdFields::kBrokenReplicas) + totals.at(0, SgdFields::kOverflowReplicas),
            0);
  EXPECT_EQ(totals.at(1, SgdFields::kBrokenReplicas) + totals.at(1, SgdFields::kOverflowReplicas),
            kRange.count);
  EXPECT_EQ(totals.at(1, SgdFields::kValue), 0);
}

TEST(SgdTally, SplitsSquaresExactlyAndBinsByOctaves) {
  std::vector<std::int64_t> sums(SgdFields::kStride, 0);
  const auto add = [&](int i, std::int64_t x) { sums.at(static_cast<std::size_t>(i)) += x; };
  bool hit = false;
  tally_replica({0x1p30, 1, 0.5F}, 0, -700.25F, 2, hit, add);  // 7.5e11, near 2^40
  const Int128 v = static_cast<Int128>(std::llrint(700.25 * 0x1p30));
  const Int128 square = (static_cast<Int128>(sums[SgdFields::kHighSquare]) << 40) +
                        (static_cast<Int128>(sums[SgdFields::kMixedSquare]) << 21) +
                        sums[SgdFields::kLowSquare];
  EXPECT_TRUE(square == v * v);
  EXPECT_EQ(sums[SgdFields::kValue], -static_cast<std::int64_t>(v));
  EXPECT_EQ(sums[SgdFields::kFirstHits], 1);
  tally_replica({0x1p30, 1, 0.5F}, 0, std::numeric_limits<float>::quiet_NaN(), 2, hit, add);
  tally_replica({0x1p30, 1, 0.5F}, 0, 1024.0F, 2, hit, add);
  EXPECT_EQ(sums[SgdFields::kBrokenReplicas], 1);
  EXPECT_EQ(sums[SgdFields::kOverflowReplicas], 1);
  EXPECT_EQ(sums[SgdFields::kFirstHits], 1);  // once a replica
  EXPECT_EQ(sgd_bin(-1), 0);
  EXPECT_EQ(sgd_bin(0x1p-40F), 0);
  EXPECT_EQ(sgd_bin(1.0F), 320);
  EXPECT_EQ(sgd_bin(1.125F), 321);
  EXPECT_EQ(sgd_bin(1e30F), kSgdBins - 1);
}

TEST(SgdLauncher, RefusesWhatCannotBe) {
  const SgdCase sound = sgd_cases()[1];
  const auto refused = [&](const auto& spoil, ReplicaRange range = kRange) {
    SgdCase c = sound;
    spoil(c);
    EXPECT_THROW(static_cast<void>(run_sgd_cpu(c.params(), c.scales, range, {})),
                 std::invalid_argument);
  };
  refused([](SgdCase& c) { c.p.objective.dimension = 0; });
  refused([](SgdCase& c) { c.p.objective.dimension = 65; });
  refused([](SgdCase& c) { c.p.steps = 0; });
  refused([](SgdCase& c) { c.p.workers = 2000; });
  refused([](SgdCase& c) { c.checkpoints.clear(); });
  refused([](SgdCase& c) { c.checkpoints[1].step = 1; });
  refused([](SgdCase& c) { c.checkpoints.back().step = 151; });
  refused([](SgdCase&) {}, {0, 0});
  refused([](SgdCase&) {}, {0xFFFFFFFF, 2});
  SgdTotals totals = run_sgd_cpu(sound.params(), sound.scales, kRange, {});
  EXPECT_THROW(totals.add({}), std::invalid_argument);
}

}  // namespace
}  // namespace ceo::launch
