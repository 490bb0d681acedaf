// log, exp, sin and cos from IEEE operations and explicit fma alone: the same bits from any
// compiler, pack width, CPU and GPU. Measured errors and exact moments: docs/engine.md (program:
// ceo-accuracy).
#pragma once

#include <cstdint>

#include "kernels/core/scalar.hpp"

namespace ceo {

/// Horner step with a broadcast coefficient.
template <class Real>
CEO_HD Real horner(Real p, Real x, float coefficient) {
  return fma(p, x, broadcast<Real>(coefficient));
}

/// -2 ln u for normal, finite u > 0. At most 2.2 ulp on the sampler's uniforms.
template <class Real>
CEO_HD Real neg_two_log(Real u) {
  using Bits = typename Traits<Real>::Bits;
  // u = 2^e m with m in [sqrt(1/2), sqrt(2)); f = m - 1 is exact.
  const Bits shifted = bits_of(u) - 0x3F3504F3U;
  const Real e = to_real(sar<23>(shifted));
  const Real f = sub(real_of((shifted & 0x007FFFFFU) + 0x3F3504F3U), broadcast<Real>(1.0F));
  Real p = broadcast<Real>(-0.1749835908412933349609375F);
  p = horner(p, f, 0.2864697873592376708984375F);
  p = horner(p, f, -0.298371851444244384765625F);
  p = horner(p, f, 0.3313506543636322021484375F);
  p = horner(p, f, -0.3992351591587066650390625F);
  p = horner(p, f, 0.50003874301910400390625F);
  p = horner(p, f, -0.66667926311492919921875F);
  // Three ulp below the minimax value: makes E r^2 of the sampler right to 3e-10.
  p = horner(p, f, 0x1.fffff2p-1F);
  p = horner(p, f, -2.0F);
  return fma(f, p, mul(e, broadcast<Real>(-1.38629436111989061883F)));
}

/// ln x for normal, finite x > 0; same relative error as neg_two_log.
template <class Real>
CEO_HD Real log(Real x) {
  return mul(neg_two_log(x), broadcast<Real>(-0.5F));
}

inline constexpr float kExpLowest = -87.0F;  ///< exp is clamped to exp(-87) below
inline constexpr float kExpHighest = 88.7F;  ///< and to exp(88.7) above

/// e^x. x is clamped to [-87, 88.7], where every value is a normal float; NaN gives exp(-87).
template <class Real>
CEO_HD Real exp(Real x) {
  constexpr float kShift = 0x1.8p23F;  // adding it rounds to an integer, kept in the low bits
  const Real in = min(max(x, broadcast<Real>(kExpLowest)), broadcast<Real>(kExpHighest));
  const Real shifted = fma(in, broadcast<Real>(1.44269504088896341F), broadcast<Real>(kShift));
  const Real n = sub(shifted, broadcast<Real>(kShift));
  Real r = fma(n, broadcast<Real>(-0x1.62e4p-1F), in);  // ln 2 in two parts, the first short
  r = fma(n, broadcast<Real>(-0x1.7f7d1cp-20F), r);
  Real p = broadcast<Real>(1.0F / 5040);
  p = horner(p, r, 1.0F / 720);
  p = horner(p, r, 1.0F / 120);
  p = horner(p, r, 1.0F / 24);
  p = horner(p, r, 1.0F / 6);
  p = horner(p, r, 0.5F);
  p = horner(p, r, 1.0F);
  p = horner(p, r, 1.0F);
  return real_of(bits_of(p) + shl<23>(bits_of(shifted)));
}

/// cos and sin of the uniform angle of a word: the low 31 bits are t in [-1/2, 1/2) as a signed
/// fraction, the angle is pi t, and the top bit flips the sign of the cosine.
template <class Real, class Bits = typename Traits<Real>::Bits>
CEO_HD void cos_sin_pi(Bits word, Real& cosine, Real& sine) {
  const Real t = mul(to_real(shl<1>(word)), broadcast<Real>(0x1p-32F));
  const Real y = mul(t, t);
  Real p = broadcast<Real>(7.698448002338409423828125e-2F);
  p = horner(p, y, -0.597898185253143310546875F);
  p = horner(p, y, 2.5499994754791259765625F);
  p = horner(p, y, -5.167704105377197265625F);
  p = horner(p, y, 3.141592502593994140625F);
  sine = mul(p, t);
  Real q = broadcast<Real>(-2.417261898517608642578125e-2F);
  q = horner(q, y, 0.23479436337947845458984375F);
  q = horner(q, y, -1.3351800441741943359375F);
  q = horner(q, y, 4.0587062835693359375F);
  q = horner(q, y, -4.93480205535888671875F);
  q = horner(q, y, 1.0F);
  cosine = real_of(bits_of(q) ^ (word & 0x80000000U));
}

}  // namespace ceo
