// Packs: N SIMD registers side by side under the names of scalar.hpp.
//
// A `Registers` type (registers_*.hpp) offers the primitives for one register; this file lifts them
// to N registers, so that N independent chains hide the latency of Philox, and makes of them the
// pack family that the CPU pipeline is built on.
#pragma once

#include <cstdint>

#include "kernels/core/scalar.hpp"

namespace ceo {

template <class R, int N>
struct PackBits {
  typename R::I v[N];
};
template <class R, int N>
struct PackReal {
  typename R::F v[N];
};

// One line per primitive: the register's operation on each of the N registers.
#define CEO_EACH(Type, operation)                              \
  Type<R, N> r;                                                \
  CEO_UNROLL for (int i = 0; i < N; ++i) r.v[i] = (operation); \
  return r
#define CEO_REAL            \
  template <class R, int N> \
  CEO_HD PackReal<R, N>
#define CEO_BITS            \
  template <class R, int N> \
  CEO_HD PackBits<R, N>

CEO_REAL fma(PackReal<R, N> a, PackReal<R, N> b, PackReal<R, N> c) {
  CEO_EACH(PackReal, R::fma(a.v[i], b.v[i], c.v[i]));
}
CEO_REAL mul(PackReal<R, N> a, PackReal<R, N> b) {
  CEO_EACH(PackReal, R::mul(a.v[i], b.v[i]));
}
CEO_REAL add(PackReal<R, N> a, PackReal<R, N> b) {
  CEO_EACH(PackReal, R::add(a.v[i], b.v[i]));
}
CEO_REAL sub(PackReal<R, N> a, PackReal<R, N> b) {
  CEO_EACH(PackReal, R::sub(a.v[i], b.v[i]));
}
CEO_REAL min(PackReal<R, N> a, PackReal<R, N> b) {
  CEO_EACH(PackReal, R::min(a.v[i], b.v[i]));
}
CEO_REAL max(PackReal<R, N> a, PackReal<R, N> b) {
  CEO_EACH(PackReal, R::max(a.v[i], b.v[i]));
}
CEO_REAL sqrt(PackReal<R, N> a) {
  CEO_EACH(PackReal, R::sqrt(a.v[i]));
}
CEO_REAL to_real(PackBits<R, N> a) {
  CEO_EACH(PackReal, R::to_real(a.v[i]));
}
CEO_REAL real_of(PackBits<R, N> a) {
  CEO_EACH(PackReal, R::real_of(a.v[i]));
}

CEO_BITS bits_of(PackReal<R, N> a) {
  CEO_EACH(PackBits, R::bits_of(a.v[i]));
}
CEO_BITS to_integer(PackReal<R, N> a) {
  CEO_EACH(PackBits, R::to_integer(a.v[i]));
}
CEO_BITS operator^(PackBits<R, N> a, PackBits<R, N> b) {
  CEO_EACH(PackBits, R::bit_xor(a.v[i], b.v[i]));
}
CEO_BITS operator&(PackBits<R, N> a, PackBits<R, N> b) {
  CEO_EACH(PackBits, R::bit_and(a.v[i], b.v[i]));
}
CEO_BITS operator+(PackBits<R, N> a, PackBits<R, N> b) {
  CEO_EACH(PackBits, R::add(a.v[i], b.v[i]));
}
CEO_BITS operator-(PackBits<R, N> a, PackBits<R, N> b) {
  CEO_EACH(PackBits, R::sub(a.v[i], b.v[i]));
}
CEO_BITS operator^(PackBits<R, N> a, std::uint32_t b) {
  CEO_EACH(PackBits, R::bit_xor(a.v[i], R::splat(b)));
}
CEO_BITS operator&(PackBits<R, N> a, std::uint32_t b) {
  CEO_EACH(PackBits, R::bit_and(a.v[i], R::splat(b)));
}
CEO_BITS operator+(PackBits<R, N> a, std::uint32_t b) {
  CEO_EACH(PackBits, R::add(a.v[i], R::splat(b)));
}
CEO_BITS operator-(PackBits<R, N> a, std::uint32_t b) {
  CEO_EACH(PackBits, R::sub(a.v[i], R::splat(b)));
}
CEO_BITS below(PackBits<R, N> a, std::uint32_t limit) {
  CEO_EACH(PackBits, R::less(a.v[i], R::splat(limit)));
}
template <int Shift, class R, int N>
CEO_HD PackBits<R, N> shl(PackBits<R, N> a) {
  CEO_EACH(PackBits, R::template shl<Shift>(a.v[i]));
}
template <int Shift, class R, int N>
CEO_HD PackBits<R, N> shr(PackBits<R, N> a) {
  CEO_EACH(PackBits, R::template shr<Shift>(a.v[i]));
}
template <int Shift, class R, int N>
CEO_HD PackBits<R, N> sar(PackBits<R, N> a) {
  CEO_EACH(PackBits, R::template sar<Shift>(a.v[i]));
}
template <class R, int N>
CEO_HD void mulhilo(std::uint32_t m, PackBits<R, N> x, PackBits<R, N>& hi, PackBits<R, N>& lo) {
  CEO_UNROLL for (int i = 0; i < N; ++i) R::mulhilo(R::splat(m), x.v[i], hi.v[i], lo.v[i]);
}

template <class R, int N>
struct Traits<PackReal<R, N>> {
  using Bits = PackBits<R, N>;
  static CEO_HD PackReal<R, N> broadcast(float x) { CEO_EACH(PackReal, R::splat(x)); }
};

#undef CEO_EACH
#undef CEO_REAL
#undef CEO_BITS

/// The pack family over one kind of register: what the CPU pipeline needs beside the primitives.
/// `kLanes` strips run in the lanes of a register; `kSide` draw blocks are computed side by side;
/// second moments are summed in tiles of kTile x kTile registers, kTileSteps samples between two
/// jumps; from kPackedFrom workers on in packed blocks (packed_moments.hpp).
template <class R>
struct PackFamily {
  using Registers = R;
  static constexpr int kLanes = R::kLanes;
  static constexpr int kSide = R::kSide;
  static constexpr int kTile = R::kTile;
  static constexpr int kTileSteps = R::kTileSteps;
  static constexpr int kPackedFrom = R::kPackedFrom;
  template <int N>
  using Real = PackReal<R, N>;
  template <int N>
  using Bits = PackBits<R, N>;

  static CEO_HD Real<1> load(const float* p) { return {{R::load(p)}}; }
  static CEO_HD void store(float* p, Real<1> x) { R::store(p, x.v[0]); }
  static CEO_HD Bits<1> load(const std::int32_t* p) { return {{R::load(p)}}; }
  static CEO_HD void store(std::int32_t* p, Bits<1> x) { R::store(p, x.v[0]); }
  /// Loads an operand that stays in a register: g++ would repeat the load in each of its uses. By
  /// value: an operand pinned in place would be written back to memory.
  static CEO_HD Real<1> load_pinned(const float* p) {
    auto x = R::load(p);
    R::pin(x);
    return {{x}};
  }
  static CEO_HD Real<1> broadcast_pinned(float value) {
    auto x = R::splat(value);
    R::pin(x);
    return {{x}};
  }
  /// 0, 1, 2, ... over the lanes.
  static CEO_HD Bits<1> lane_index() { return {{R::lane_index()}}; }
  static CEO_HD Bits<1> splat(std::uint32_t x) { return {{R::splat(x)}}; }
  template <int N>
  static CEO_HD void set(Bits<N>& pack, int i, Bits<1> x) {
    pack.v[i] = x.v[0];
  }
  template <int N>
  static CEO_HD void set(Real<N>& pack, int i, Real<1> x) {
    pack.v[i] = x.v[0];
  }
  template <int N>
  static CEO_HD Real<1> get(const Real<N>& pack, int i) {
    return {{pack.v[i]}};
  }
};

}  // namespace ceo
