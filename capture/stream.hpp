// Random numbers of a capture: counters, never states, so that any piece can be made alone, in any
// order, by any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ceo::capture {

/// Which draw: of step, worker and run of a purpose.
struct Where {
  std::uint32_t step = 0, worker = 0, run = 0;
};

/// Philox4x32-10 under a key of its own for every purpose: the first 8 bytes of SHA-256 over
/// purpose and seed. Counter: (i, step, worker, run).
class Stream {
 public:
  Stream(std::uint64_t seed, std::string_view purpose);
  /// Four words.
  [[nodiscard]] std::array<std::uint32_t, 4> words(std::uint32_t i, const Where& where) const;
  /// Four independent standard normals; |z| < 6.67.
  [[nodiscard]] std::array<float, 4> normals(std::uint32_t i, const Where& where) const;

 private:
  std::uint32_t key_[2] = {};
};

/// 0 .. count - 1; no value is favoured by more than count/2^32 of its share.
[[nodiscard]] inline std::uint32_t below(std::uint32_t word, std::uint32_t count) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(word) * count >> 32U);
}

}  // namespace ceo::capture
