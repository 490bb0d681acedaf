// From float32 strip sums to integers: order-free from here on.
#pragma once

#include <cstdint>

#include "kernels/core/scalar.hpp"

namespace ceo {

/// The normals' strip sums of products are kept in units of 2^-15. |z| <= 6.6604 (9.42 where a
/// fault mixes two rows) bounds them by 2^27.
inline constexpr float kNormalsScale = 0x1p15F;
inline constexpr int kNormalsExponent = 15;
/// Sums of products of the physical rows (each scaled to a standard deviation of at most 1, so at
/// most 15 in magnitude) are kept in units of 2^-13 and bounded by 2^26.
inline constexpr float kPhysicalScale = 0x1p13F;
inline constexpr int kPhysicalExponent = 13;
/// That many such integers fit an int32 sum.
inline constexpr int kStripsPerInt32 = 16;

/// A scalar strip sum of magnitude 2^30 or more after scaling (or not finite) is an overflow.
inline constexpr std::uint32_t kOverflowBits = 0x4E800000U;  // bits of 2^30
inline constexpr std::uint32_t kInfinityBits = 0x7F800000U;
inline constexpr std::uint32_t kMagnitudeMask = 0x7FFFFFFFU;

/// All ones where |x| < the float whose bits are `limit`; 0 elsewhere and for NaN.
template <class Real, class Bits = typename Traits<Real>::Bits>
CEO_HD Bits magnitude_below(Real x, std::uint32_t limit) {
  return below(bits_of(x) & kMagnitudeMask, limit);
}

/// The strip sum in fixed point; 0 where it overflows, and then `overflow` grows by one.
template <class Real, class Bits = typename Traits<Real>::Bits>
CEO_HD Bits to_fixed(Real sum, float scale, Bits& overflow) {
  const Real scaled = mul(sum, broadcast<Real>(scale));
  const Bits fits = magnitude_below(scaled, kOverflowBits);
  overflow = overflow + (fits + 1U);  // all ones + 1 = 0
  // Masked before the conversion, so that it never sees a value out of range.
  return to_integer(real_of(bits_of(scaled) & fits));
}

}  // namespace ceo
