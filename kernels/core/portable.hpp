// Marks that let one source serve g++, clang++ and nvcc, and the refusal of unsafe arithmetic.
#pragma once

#include <cstdint>

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || \
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__)
#error "ceo-verify: fast-math changes the bits of every result; remove -ffast-math / -Ofast"
#endif

#if defined(__CUDACC__)
#define CEO_HD __host__ __device__ __forceinline__
#else
#define CEO_HD inline __attribute__((always_inline))
#endif

// Loops that must be unrolled whole for speed; the bits do not depend on it.
#if defined(__CUDA_ARCH__)
#define CEO_UNROLL _Pragma("unroll")
#elif defined(__CUDACC__)
#define CEO_UNROLL
#elif defined(__clang__)
#define CEO_UNROLL _Pragma("clang loop unroll(full)")
#else
#define CEO_UNROLL _Pragma("GCC unroll 16")
#endif

// Loops whose trip count is known on the device alone (arrays that must stay in registers).
#if defined(__CUDA_ARCH__)
#define CEO_DEVICE_UNROLL _Pragma("unroll")
#else
#define CEO_DEVICE_UNROLL
#endif

// Loops that must stay loops on the device: unrolling them would only grow the code.
#if defined(__CUDA_ARCH__)
#define CEO_DEVICE_ROLLED _Pragma("unroll 1")
#else
#define CEO_DEVICE_ROLLED
#endif
