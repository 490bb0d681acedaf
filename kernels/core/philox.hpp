// Philox4x32-10 (Salmon et al., SC'11): the words of Random123 and of cuRAND's stock stream.
#pragma once

#include <cstdint>

#include "kernels/core/scalar.hpp"

namespace ceo {

inline constexpr std::uint32_t kPhiloxM0 = 0xD2511F53U;
inline constexpr std::uint32_t kPhiloxM1 = 0xCD9E8D57U;
inline constexpr std::uint32_t kPhiloxW0 = 0x9E3779B9U;
inline constexpr std::uint32_t kPhiloxW1 = 0xBB67AE85U;

/// `Rounds` rounds on the counter (a, b, c, d) in place, beginning with the round keys k0, k1.
template <int Rounds, class Bits>
CEO_HD void philox_rounds(Bits& a, Bits& b, Bits& c, Bits& d, std::uint32_t k0, std::uint32_t k1) {
  CEO_UNROLL
  for (int round = 0; round < Rounds; ++round) {
    Bits hi0, lo0, hi1, lo1;
    mulhilo(kPhiloxM0, a, hi0, lo0);
    mulhilo(kPhiloxM1, c, hi1, lo1);
    a = hi1 ^ b ^ k0;
    c = hi0 ^ d ^ k1;
    b = lo1;
    d = lo0;
    k0 += kPhiloxW0;
    k1 += kPhiloxW1;
  }
}

/// One draw block: four words from a counter (in place) and a key.
template <class Bits>
CEO_HD void philox(Bits& a, Bits& b, Bits& c, Bits& d, std::uint32_t k0, std::uint32_t k1) {
  philox_rounds<10>(a, b, c, d, k0, k1);
}

}  // namespace ceo
