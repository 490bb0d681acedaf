// cuRAND's device API, stock Philox stream, draw by draw: block b of counter n is what a state from
// curand_init(key, b, 4n) draws. Its functions run on the host too, so the comparison needs the
// CUDA Toolkit but no device; on a device it is made once more, with the engine's own words from
// there.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/launch/twins.hpp"
#include "tests/kernels/launch/device_probes.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::testing {
namespace {

#ifdef CEO_HAS_DEVICE_PROBES

constexpr std::uint64_t kSeed = 0x123456789ABCDEF0U;

/// Every purpose and carry, then blocks all over the counters.
std::vector<DrawBlock> blocks() {
  std::vector<DrawBlock> list;
  for (const std::uint64_t n :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{4294967295}, std::uint64_t{4294967296},
        std::uint64_t{10000000000000}, (std::uint64_t{1} << 62) - 1}) {
    for (const std::uint32_t b : {0U, 1U, 511U, 16384U, 65535U}) list.push_back({n, b});
  }
  SplitMix random(1);
  for (int i = 0; i < 100000; ++i) list.push_back({random.next() >> 2, random.below(65536)});
  return list;
}

/// Words of the same blocks by the scalar pack.
std::vector<std::uint32_t> our_words(const std::vector<DrawBlock>& list) {
  const auto& twin = launch::gaussian_ceo_twin(launch::Pack::scalar);
  const std::uint32_t key[2] = {static_cast<std::uint32_t>(kSeed),
                                static_cast<std::uint32_t>(kSeed >> 32)};
  std::vector<std::uint32_t> words;
  for (const DrawBlock& b : list) {
    const std::uint32_t counter[1][4] = {
        {static_cast<std::uint32_t>(b.n), static_cast<std::uint32_t>(b.n >> 32), b.block, 0}};
    std::uint32_t four[1][4] = {};
    twin.philox(counter, key, four);
    words.insert(words.end(), four[0], four[0] + 4);
  }
  return words;
}

TEST(CurandDeviceApi, OnTheHostGivesOurWords) {
  const std::vector<DrawBlock> list = blocks();
  EXPECT_TRUE(curand_words_on_host(kSeed, list) == our_words(list));
}

TEST(CurandDeviceApi, TheComparisonSeesAnotherBlock) {
  EXPECT_NE(curand_words_on_host(kSeed, {{7, 3}}), our_words({{7, 4}}));
  EXPECT_NE(curand_words_on_host(kSeed, {{7, 3}}), our_words({{8, 3}}));
}

class CurandOnDevice : public DeviceTest {};

TEST_F(CurandOnDevice, GivesOurWords) {
  const std::vector<DrawBlock> list = blocks();
  const std::vector<std::uint32_t> ours = our_words(list);
  EXPECT_TRUE(curand_words_on_device(kSeed, list) == ours);
  EXPECT_TRUE(engine_words_on_device(kSeed, list) == ours);
}

#else

TEST(CurandDeviceApi, OnTheHostGivesOurWords) {
  GTEST_SKIP() << "this build has no CUDA side (no nvcc was found when it was configured)";
}

#endif

}  // namespace
}  // namespace ceo::testing
