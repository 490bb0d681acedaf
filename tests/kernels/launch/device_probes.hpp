// What the tests ask of a device (device_probes.cu) besides the product's own kernels.
#pragma once

#include <cstdint>
#include <vector>

namespace ceo::testing {

/// One Philox call of the engine: block b of counter n.
struct DrawBlock {
  std::uint64_t n;
  std::uint32_t block;
};

/// The words of `blocks`, four each, drawn one by one with cuRAND's device API: a fresh stock
/// Philox state per block, curand_init(seed, b, 4n). On the host the very same functions run on the
/// CPU.
[[nodiscard]] std::vector<std::uint32_t> curand_words_on_host(std::uint64_t seed,
                                                              const std::vector<DrawBlock>& blocks);
[[nodiscard]] std::vector<std::uint32_t> curand_words_on_device(
    std::uint64_t seed, const std::vector<DrawBlock>& blocks);

/// The engine's own words of the same blocks, on the device; the seed is the key.
[[nodiscard]] std::vector<std::uint32_t> engine_words_on_device(
    std::uint64_t seed, const std::vector<DrawBlock>& blocks);

/// A planted fault: how many of all reachable roots differ from the root rounded down.
[[nodiscard]] std::uint64_t roots_unlike_rounding_down();

}  // namespace ceo::testing
