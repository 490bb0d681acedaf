// Reciprocals and roots of any size without a division: a guess from the bits and Newton's steps,
// so that packs, compilers and GPUs agree.
#pragma once

#include <cstdint>

#include "kernels/core/scalar.hpp"

namespace ceo {

/// 1/x for normal 2^-125 <= x <= 2^125, within 2 ulp.
template <class Real>
CEO_HD Real reciprocal(Real x) {
  using Bits = typename Traits<Real>::Bits;
  const Bits zero = bits_of(x) & 0U;
  Real y = real_of((zero + 0x7EF311C7U) - bits_of(x));  // within 13 %
  for (int i = 0; i < 4; ++i) {
    const Real minus = sub(broadcast<Real>(0.0F), y);
    y = fma(y, fma(minus, x, broadcast<Real>(1.0F)), y);
  }
  return y;
}

/// 1/sqrt(x) for normal 2^-60 <= x <= 2^125, within 4 ulp.
template <class Real>
CEO_HD Real reciprocal_root(Real x) {
  using Bits = typename Traits<Real>::Bits;
  const Bits zero = bits_of(x) & 0U;
  Real y = real_of((zero + 0x5F375A86U) - shr<1>(bits_of(x)));  // within 4 %
  const Real minus_half = mul(x, broadcast<Real>(-0.5F));
  for (int i = 0; i < 4; ++i) {
    const Real excess = fma(mul(minus_half, y), y, broadcast<Real>(0.5F));
    y = fma(y, excess, y);
  }
  return y;
}

/// sqrt(x) for 0 <= x <= 2^125, within 5 ulp above 2^-60; below, as small as 2^30 x.
template <class Real>
CEO_HD Real root(Real x) {
  return mul(x, reciprocal_root(max(x, broadcast<Real>(0x1p-60F))));
}

/// `value` where x > 1, else 1; 1 where x is NaN with its sign bit set, `value` for other NaN.
template <class Real>
CEO_HD Real where_above_one(Real x, Real value) {
  using Bits = typename Traits<Real>::Bits;
  const Bits one = bits_of(broadcast<Real>(1.0F));
  const Bits at_most_one = below(bits_of(x), 0x3F800001U);
  return real_of(bits_of(value) ^ ((bits_of(value) ^ one) & at_most_one));
}

}  // namespace ceo
