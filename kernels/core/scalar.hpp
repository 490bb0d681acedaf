// The primitives for one `float`: the CUDA side and the portable CPU side of every model.
// Each is a single correctly rounded IEEE-754 operation or exact integer work, so all machines
// agree. A pack of SIMD registers offers the same names (pack_*.hpp); everything else is built on
// them.
#pragma once

#include <cstdint>

#include "kernels/core/portable.hpp"

#if defined(__CUDA_ARCH__)
#define CEO_DEVICE_OR_HOST(device, host) device
#else
#define CEO_DEVICE_OR_HOST(device, host) host
#endif

namespace ceo {

/// What a real type brings along: `Bits` holds the same lanes as unsigned 32-bit words.
template <class Real>
struct Traits;

template <>
struct Traits<float> {
  using Bits = std::uint32_t;
  static CEO_HD float broadcast(float x) { return x; }
};

template <class Real>
CEO_HD Real broadcast(float x) {
  return Traits<Real>::broadcast(x);
}

CEO_HD float fma(float a, float b, float c) {
  return CEO_DEVICE_OR_HOST(__fmaf_rn(a, b, c), __builtin_fmaf(a, b, c));
}
CEO_HD float mul(float a, float b) {
  return CEO_DEVICE_OR_HOST(__fmul_rn(a, b), a * b);
}
CEO_HD float add(float a, float b) {
  return CEO_DEVICE_OR_HOST(__fadd_rn(a, b), a + b);
}
CEO_HD float sub(float a, float b) {
  return CEO_DEVICE_OR_HOST(__fsub_rn(a, b), a - b);
}
/// a if a < b, else b (so b where a is NaN, as SSE's minps).
CEO_HD float min(float a, float b) {
  return a < b ? a : b;
}
/// a if a > b, else b.
CEO_HD float max(float a, float b) {
  return a > b ? a : b;
}

/// The word, read as a signed integer, rounded to nearest float.
CEO_HD float to_real(std::uint32_t x) {
  return CEO_DEVICE_OR_HOST(__int2float_rn(static_cast<std::int32_t>(x)),
                            static_cast<float>(static_cast<std::int32_t>(x)));
}
CEO_HD std::uint32_t bits_of(float x) {
#if defined(__CUDA_ARCH__)
  return __float_as_uint(x);
#else
  std::uint32_t r = 0;
  __builtin_memcpy(&r, &x, sizeof r);
  return r;
#endif
}
CEO_HD float real_of(std::uint32_t x) {
#if defined(__CUDA_ARCH__)
  return __uint_as_float(x);
#else
  float r = 0;
  __builtin_memcpy(&r, &x, sizeof r);
  return r;
#endif
}

/// Correctly rounded square root of x = 0 or 2^-23 <= x <= 64.
/// On a GPU without branch: the approximate reciprocal root and one correction give the correctly
/// rounded root on that range, where nvcc's own intrinsic would test for rare ranges and call.
CEO_HD float sqrt(float x) {
#if defined(__CUDA_ARCH__)
  float y;
  asm("rsqrt.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  const float g = __fmul_rn(x, y);
  return __fmaf_rn(__fmaf_rn(-g, g, x), __fmul_rn(0.5F, y), g);
#else
  return __builtin_sqrtf(x);
#endif
}

template <int N>
CEO_HD std::uint32_t shl(std::uint32_t x) {
  return x << N;
}
template <int N>
CEO_HD std::uint32_t shr(std::uint32_t x) {
  return x >> N;
}
/// Arithmetic shift: copies the sign bit.
template <int N>
CEO_HD std::uint32_t sar(std::uint32_t x) {
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(x) >> N);
}
/// The 64-bit product of m and x.
CEO_HD void mulhilo(std::uint32_t m, std::uint32_t x, std::uint32_t& hi, std::uint32_t& lo) {
  const std::uint64_t product = static_cast<std::uint64_t>(m) * x;
  hi = static_cast<std::uint32_t>(product >> 32);
  lo = static_cast<std::uint32_t>(product);
}

/// All ones if a < limit as signed integers, else 0.
CEO_HD std::uint32_t below(std::uint32_t a, std::uint32_t limit) {
  return static_cast<std::int32_t>(a) < static_cast<std::int32_t>(limit) ? 0xFFFFFFFFU : 0U;
}
/// x rounded to the nearest integer, ties to even; |x| < 2^31.
CEO_HD std::uint32_t to_integer(float x) {
#if defined(__CUDA_ARCH__)
  return static_cast<std::uint32_t>(__float2int_rn(x));
#else
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(__builtin_rintf(x)));
#endif
}

}  // namespace ceo
