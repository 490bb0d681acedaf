// Word j of block b of counter n is element 4 (65536 n + b) + j of cuRAND's stock Philox stream
// whose seed is the key. cuRAND's host generator needs neither a GPU nor a driver.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/launch/twins.hpp"

#ifdef CEO_HAS_CURAND
#include <curand.h>
#endif

namespace {

#ifdef CEO_HAS_CURAND

constexpr std::uint64_t kSeed = 0x123456789ABCDEF0U;

/// `count` elements of the stock stream from element `offset` on.
std::vector<std::uint32_t> curand_words(std::uint64_t offset, std::size_t count) {
  curandGenerator_t generator = nullptr;
  std::vector<std::uint32_t> words(count);
  EXPECT_EQ(curandCreateGeneratorHost(&generator, CURAND_RNG_PSEUDO_PHILOX4_32_10),
            CURAND_STATUS_SUCCESS);
  EXPECT_EQ(curandSetPseudoRandomGeneratorSeed(generator, kSeed), CURAND_STATUS_SUCCESS);
  EXPECT_EQ(curandSetGeneratorOffset(generator, offset), CURAND_STATUS_SUCCESS);
  EXPECT_EQ(curandGenerate(generator, words.data(), count), CURAND_STATUS_SUCCESS);
  EXPECT_EQ(curandDestroyGenerator(generator), CURAND_STATUS_SUCCESS);
  return words;
}

/// Blocks first .. first + count - 1 of counter n by the scalar pack.
std::vector<std::uint32_t> our_words(std::uint64_t n, std::uint32_t first, std::uint32_t count) {
  const auto& twin = ceo::launch::gaussian_ceo_twin(ceo::launch::Pack::scalar);
  const std::uint32_t key[2] = {static_cast<std::uint32_t>(kSeed),
                                static_cast<std::uint32_t>(kSeed >> 32)};
  std::vector<std::uint32_t> words;
  for (std::uint32_t block = first; block < first + count; ++block) {
    const std::uint32_t counter[1][4] = {
        {static_cast<std::uint32_t>(n), static_cast<std::uint32_t>(n >> 32), block, 0}};
    std::uint32_t four[1][4] = {};
    twin.philox(counter, key, four);
    words.insert(words.end(), four[0], four[0] + 4);
  }
  return words;
}

TEST(Curand, HostGeneratorGivesOurWords) {
  for (const std::uint64_t n :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{12345}, std::uint64_t{1000000007},
        std::uint64_t{4294967295}, std::uint64_t{4294967296}, std::uint64_t{10000000000000}}) {
    SCOPED_TRACE(n);
    EXPECT_EQ(curand_words(std::uint64_t{4} * 65536 * n, 256), our_words(n, 0, 64));
  }
}

TEST(Curand, HostGeneratorGivesTheSourceBlock) {
  for (const std::uint64_t quad : {std::uint64_t{0}, std::uint64_t{77}, std::uint64_t{1} << 32}) {
    SCOPED_TRACE(quad);
    EXPECT_EQ(curand_words(4 * (65536 * quad + 65535), 4), our_words(quad, 65535, 1));
  }
}

#else

TEST(Curand, HostGeneratorGivesOurWords) {
  GTEST_SKIP() << "no CUDA Toolkit with cuRAND was found when this build was configured";
}

#endif

}  // namespace
