// AVX-512 registers: 16 floats. Needs -mavx512f -mfma.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "kernels/core/portable.hpp"

namespace ceo {

struct RegistersAvx512 {
  using F = __m512;
  using I = __m512i;
  static constexpr int kLanes = 16;
  static constexpr int kSide = 4;
  static constexpr int kTile = 3;
  static constexpr int kTileSteps = 1;
  static constexpr int kPackedFrom = 192;  ///< where the panel leaves the second cache
  static constexpr int kPackedHigh = 8;
  static constexpr int kPackedWide = 3;

  static CEO_HD F fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
  static CEO_HD F mul(F a, F b) { return _mm512_mul_ps(a, b); }
  static CEO_HD F add(F a, F b) { return _mm512_add_ps(a, b); }
  static CEO_HD F sub(F a, F b) { return _mm512_sub_ps(a, b); }
  static CEO_HD F min(F a, F b) { return _mm512_min_ps(a, b); }
  static CEO_HD F max(F a, F b) { return _mm512_max_ps(a, b); }
  static CEO_HD F sqrt(F a) { return _mm512_sqrt_ps(a); }
  static CEO_HD F to_real(I a) { return _mm512_cvtepi32_ps(a); }
  static CEO_HD F real_of(I a) { return _mm512_castsi512_ps(a); }
  static CEO_HD F splat(float x) { return _mm512_set1_ps(x); }
  static CEO_HD F load(const float* p) { return _mm512_load_ps(p); }
  static CEO_HD void store(float* p, F x) { _mm512_store_ps(p, x); }
  static CEO_HD void pin(F& x) { __asm__("" : "+v"(x)); }

  static CEO_HD I bits_of(F a) { return _mm512_castps_si512(a); }
  static CEO_HD I to_integer(F a) { return _mm512_cvtps_epi32(a); }
  static CEO_HD I bit_xor(I a, I b) { return _mm512_xor_si512(a, b); }
  static CEO_HD I bit_and(I a, I b) { return _mm512_and_si512(a, b); }
  static CEO_HD I add(I a, I b) { return _mm512_add_epi32(a, b); }
  static CEO_HD I sub(I a, I b) { return _mm512_sub_epi32(a, b); }
  static CEO_HD I less(I a, I b) {
    return _mm512_maskz_set1_epi32(_mm512_cmplt_epi32_mask(a, b), -1);
  }
  static CEO_HD I splat(std::uint32_t x) { return _mm512_set1_epi32(static_cast<int>(x)); }
  static CEO_HD I lane_index() {
    return _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  }
  static CEO_HD I load(const std::int32_t* p) { return _mm512_load_si512(p); }
  static CEO_HD void store(std::int32_t* p, I x) { _mm512_store_si512(p, x); }
  template <int N>
  static CEO_HD I shl(I a) {
    return _mm512_slli_epi32(a, N);
  }
  template <int N>
  static CEO_HD I shr(I a) {
    return _mm512_srli_epi32(a, N);
  }
  template <int N>
  static CEO_HD I sar(I a) {
    return _mm512_srai_epi32(a, N);
  }
  /// The even and the odd lanes are multiplied apart and merged again by masked shuffles, which
  /// leave the multipliers' port alone.
  static CEO_HD void mulhilo(I m, I x, I& hi, I& lo) {
    const I even = _mm512_mul_epu32(m, x);
    const I odd = _mm512_mul_epu32(m, _mm512_shuffle_epi32(x, _MM_PERM_DDBB));
    hi = _mm512_mask_shuffle_epi32(odd, 0x5555, even, _MM_PERM_DDBB);
    lo = _mm512_mask_shuffle_epi32(even, 0xAAAA, odd, _MM_PERM_CCAA);
  }
};

}  // namespace ceo
