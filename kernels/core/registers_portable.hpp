// Portable "registers": arrays of L lanes worked on by the primitives of scalar.hpp. For machines
// without a pack of their own, and to test that the width of a pack does not matter.
#pragma once

#include <cstdint>

#include "kernels/core/scalar.hpp"

namespace ceo {

template <int L>
struct RegistersPortable {
  struct alignas(4 * L) F {
    float v[L];
  };
  struct alignas(4 * L) I {
    std::uint32_t v[L];
  };
  static constexpr int kLanes = L;
  static constexpr int kSide = 1;
  static constexpr int kTile = 3;
  static constexpr int kTileSteps = 1;
  static constexpr int kPackedFrom = 1 << 30;  ///< never

#define CEO_LANES(Type, operation)                \
  Type r;                                         \
  for (int i = 0; i < L; ++i) r.v[i] = operation; \
  return r
  static CEO_HD F fma(F a, F b, F c) {
    CEO_LANES(F, ceo::fma(a.v[i], b.v[i], c.v[i]));
  }
  static CEO_HD F mul(F a, F b) {
    CEO_LANES(F, ceo::mul(a.v[i], b.v[i]));
  }
  static CEO_HD F add(F a, F b) {
    CEO_LANES(F, ceo::add(a.v[i], b.v[i]));
  }
  static CEO_HD F sub(F a, F b) {
    CEO_LANES(F, ceo::sub(a.v[i], b.v[i]));
  }
  static CEO_HD F min(F a, F b) {
    CEO_LANES(F, ceo::min(a.v[i], b.v[i]));
  }
  static CEO_HD F max(F a, F b) {
    CEO_LANES(F, ceo::max(a.v[i], b.v[i]));
  }
  static CEO_HD F sqrt(F a) {
    CEO_LANES(F, ceo::sqrt(a.v[i]));
  }
  static CEO_HD F to_real(I a) {
    CEO_LANES(F, ceo::to_real(a.v[i]));
  }
  static CEO_HD F real_of(I a) {
    CEO_LANES(F, ceo::real_of(a.v[i]));
  }
  static CEO_HD F splat(float x) {
    CEO_LANES(F, x);
  }
  static CEO_HD F load(const float* p) {
    CEO_LANES(F, p[i]);
  }
  static CEO_HD void store(float* p, F x) {
    for (int i = 0; i < L; ++i) p[i] = x.v[i];
  }
  static CEO_HD void pin(F& /*x*/) {}

  static CEO_HD I bits_of(F a) {
    CEO_LANES(I, ceo::bits_of(a.v[i]));
  }
  static CEO_HD I to_integer(F a) {
    CEO_LANES(I, ceo::to_integer(a.v[i]));
  }
  static CEO_HD I bit_xor(I a, I b) {
    CEO_LANES(I, a.v[i] ^ b.v[i]);
  }
  static CEO_HD I bit_and(I a, I b) {
    CEO_LANES(I, a.v[i] & b.v[i]);
  }
  static CEO_HD I add(I a, I b) {
    CEO_LANES(I, a.v[i] + b.v[i]);
  }
  static CEO_HD I sub(I a, I b) {
    CEO_LANES(I, a.v[i] - b.v[i]);
  }
  static CEO_HD I less(I a, I b) {
    CEO_LANES(I, ceo::below(a.v[i], b.v[i]));
  }
  static CEO_HD I splat(std::uint32_t x) {
    CEO_LANES(I, x);
  }
  static CEO_HD I lane_index() {
    CEO_LANES(I, static_cast<std::uint32_t>(i));
  }
  static CEO_HD I load(const std::int32_t* p) {
    CEO_LANES(I, static_cast<std::uint32_t>(p[i]));
  }
  static CEO_HD void store(std::int32_t* p, I x) {
    for (int i = 0; i < L; ++i) p[i] = static_cast<std::int32_t>(x.v[i]);
  }
  template <int N>
  static CEO_HD I shl(I a) {
    CEO_LANES(I, ceo::shl<N>(a.v[i]));
  }
  template <int N>
  static CEO_HD I shr(I a) {
    CEO_LANES(I, ceo::shr<N>(a.v[i]));
  }
  template <int N>
  static CEO_HD I sar(I a) {
    CEO_LANES(I, ceo::sar<N>(a.v[i]));
  }
#undef CEO_LANES
  static CEO_HD void mulhilo(I m, I x, I& hi, I& lo) {
    for (int i = 0; i < L; ++i) ceo::mulhilo(m.v[i], x.v[i], hi.v[i], lo.v[i]);
  }
};

}  // namespace ceo
