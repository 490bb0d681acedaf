// Random numbers for host checks: counters, never states, and the same bits on every machine.
#pragma once

#include <array>
#include <cstdint>

namespace ceo::run {

/// The random numbers of one instance of a host check, in the order in which they are asked for.
/// Block b of instance i is the Philox call with the counter (i mod 2^32, i / 2^32, b, 0); its four
/// words are used one after the other (docs/engine.md).
class HostDraws {
 public:
  HostDraws(std::array<std::uint32_t, 2> key, std::uint64_t instance)
      : key_(key), instance_(instance) {}

  /// Uniform on (0, 1): (k + 1/2) 2^-53 for 53 bits k of two words, exact but for the half, which
  /// rounds away above 1/2; at most 1 - 2^-53.
  [[nodiscard]] double uniform();
  /// Uniform on (low, high), rounded.
  [[nodiscard]] double uniform(double low, double high);
  /// Standard normal: the engine's own float32 Box-Muller, |z| <= 6.6604; two words give two.
  [[nodiscard]] double normal();
  /// Uniform on 0 .. count - 1, count >= 1; the bias is below count / 2^64.
  [[nodiscard]] std::uint64_t below(std::uint64_t count);

 private:
  [[nodiscard]] std::uint32_t word();

  std::array<std::uint32_t, 2> key_;
  std::uint64_t instance_;
  std::uint32_t block_ = 0;
  std::size_t used_ = 4;  ///< words of the current block that were given out
  std::array<std::uint32_t, 4> words_{};
  bool spare_ = false;  ///< the second normal of a pair waits
  float second_ = 0;
};

}  // namespace ceo::run
