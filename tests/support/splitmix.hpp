// SplitMix64: arguments for tests, from a seed that stands in the test.
#pragma once

#include <cstdint>

namespace ceo::testing {

class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  std::uint32_t word() { return static_cast<std::uint32_t>(next() >> 32); }
  /// 0 .. count - 1; the bias of 2^-32 count does not matter to a choice of arguments.
  std::uint32_t below(std::uint32_t count) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(word()) * count >> 32);
  }

 private:
  std::uint64_t state_;
};

}  // namespace ceo::testing
