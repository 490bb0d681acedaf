// Warp and block of a real GPU, with the interface of virtual_warp.hpp.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>

#include "kernels/launch/device_job.hpp"

namespace ceo::launch {

__device__ __forceinline__ void atomic_add(std::int64_t* target, std::int64_t value) {
  // Two's complement: unsigned addition gives the signed sum.
  if (value != 0) {
    atomicAdd(reinterpret_cast<unsigned long long*>(target),
              static_cast<unsigned long long>(value));
  }
}

__device__ __forceinline__ std::int32_t warp_sum(std::int32_t value) {
#if __CUDA_ARCH__ >= 800
  return __reduce_add_sync(0xFFFFFFFFU, value);
#else
  for (int offset = kWarpLanes / 2; offset > 0; offset /= 2) {
    value += __shfl_xor_sync(0xFFFFFFFFU, value, offset);
  }
  return value;
#endif
}

/// Memory of a block of small kernels: kScalars int64 sums of each of `threads` threads, then the
/// entries of each warp. Addressed by index, so that no pointer occupies registers.
extern __shared__ std::int64_t ceo_small_sums[];

/// One warp. Every int64 sum is touched by one lane only (entry t by lane t modulo 32), so no
/// synchronisation is needed.
template <class Lane, int kThreads, int kScalars, int kEntries>
class CudaWarp {
 public:
  static constexpr int kSums = kThreads * kScalars + kThreads / kWarpLanes * kEntries;

  template <class F>
  __device__ __forceinline__ void each(const F& f) {
    f(lane_, index());
  }
  template <class F>
  __device__ __forceinline__ std::int32_t sum(const F& f) const {
    return warp_sum(f(lane_, index()));
  }
  __device__ __forceinline__ std::int64_t& scalar(int /*lane*/, int i) {
    return ceo_small_sums[i * kThreads + static_cast<int>(threadIdx.x)];
  }
  __device__ __forceinline__ std::int64_t& entry(int t) {
    const int warp = static_cast<int>(threadIdx.x) / kWarpLanes;
    assert(t >= 0 && t < kEntries && static_cast<int>(blockDim.x) == kThreads);
    return ceo_small_sums[kThreads * kScalars + warp * kEntries + t];
  }
  __device__ __forceinline__ void pick(int j, std::int32_t value) {
    if (index() == j) picked_ = value;
  }
  __device__ __forceinline__ void add_picked(int t) { entry(t + index()) += picked_; }
  static __device__ __forceinline__ void add(std::int64_t* target, std::int64_t value) {
    atomic_add(target, value);
  }

 private:
  static __device__ __forceinline__ int index() {
    return static_cast<int>(threadIdx.x) % kWarpLanes;
  }
  Lane lane_;
  std::int32_t picked_ = 0;
};

/// One block: a phase ends at a barrier.
template <class Thread>
class CudaBlock {
 public:
  template <class F>
  __device__ __forceinline__ void phase(const F& f) {
    f(thread_, static_cast<int>(threadIdx.x));
    __syncthreads();
  }
  static __device__ __forceinline__ void add(std::int64_t* target, std::int64_t value) {
    atomic_add(target, value);
  }

 private:
  Thread thread_;
};

}  // namespace ceo::launch
