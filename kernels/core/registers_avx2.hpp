// AVX2 registers: 8 floats. Needs -mavx2 -mfma.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "kernels/core/portable.hpp"

namespace ceo {

struct RegistersAvx2 {
  using F = __m256;
  using I = __m256i;
  static constexpr int kLanes = 8;
  static constexpr int kSide = 4;
  static constexpr int kTile = 3;  ///< 9 sums and their operands fill the 16 registers
  static constexpr int kTileSteps = 4;
  static constexpr int kPackedFrom = 256;  ///< where the panel leaves the second cache
  static constexpr int kPackedHigh = 6;
  static constexpr int kPackedWide = 2;

  static CEO_HD F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
  static CEO_HD F mul(F a, F b) { return _mm256_mul_ps(a, b); }
  static CEO_HD F add(F a, F b) { return _mm256_add_ps(a, b); }
  static CEO_HD F sub(F a, F b) { return _mm256_sub_ps(a, b); }
  static CEO_HD F min(F a, F b) { return _mm256_min_ps(a, b); }
  static CEO_HD F max(F a, F b) { return _mm256_max_ps(a, b); }
  static CEO_HD F sqrt(F a) { return _mm256_sqrt_ps(a); }
  static CEO_HD F to_real(I a) { return _mm256_cvtepi32_ps(a); }
  static CEO_HD F real_of(I a) { return _mm256_castsi256_ps(a); }
  static CEO_HD F splat(float x) { return _mm256_set1_ps(x); }
  static CEO_HD F load(const float* p) { return _mm256_load_ps(p); }
  static CEO_HD void store(float* p, F x) { _mm256_store_ps(p, x); }
  static CEO_HD void pin(F& x) { __asm__("" : "+x"(x)); }

  static CEO_HD I bits_of(F a) { return _mm256_castps_si256(a); }
  static CEO_HD I to_integer(F a) { return _mm256_cvtps_epi32(a); }
  static CEO_HD I bit_xor(I a, I b) { return _mm256_xor_si256(a, b); }
  static CEO_HD I bit_and(I a, I b) { return _mm256_and_si256(a, b); }
  static CEO_HD I add(I a, I b) { return _mm256_add_epi32(a, b); }
  static CEO_HD I sub(I a, I b) { return _mm256_sub_epi32(a, b); }
  static CEO_HD I less(I a, I b) { return _mm256_cmpgt_epi32(b, a); }
  static CEO_HD I splat(std::uint32_t x) { return _mm256_set1_epi32(static_cast<int>(x)); }
  static CEO_HD I lane_index() { return _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7); }
  static CEO_HD I load(const std::int32_t* p) {
    return _mm256_load_si256(reinterpret_cast<const I*>(p));
  }
  static CEO_HD void store(std::int32_t* p, I x) { _mm256_store_si256(reinterpret_cast<I*>(p), x); }
  template <int N>
  static CEO_HD I shl(I a) {
    return _mm256_slli_epi32(a, N);
  }
  template <int N>
  static CEO_HD I shr(I a) {
    return _mm256_srli_epi32(a, N);
  }
  template <int N>
  static CEO_HD I sar(I a) {
    return _mm256_srai_epi32(a, N);
  }
  /// The even and the odd lanes are multiplied apart and merged again.
  static CEO_HD void mulhilo(I m, I x, I& hi, I& lo) {
    const I even = _mm256_mul_epu32(m, x);
    const I odd = _mm256_mul_epu32(m, _mm256_srli_epi64(x, 32));
    hi = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
    lo = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
  }
};

}  // namespace ceo
