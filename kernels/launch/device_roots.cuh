// Comparison of the engine's square root with another one, over every argument that a normal can
// need. For .cu files only.
#pragma once

#include <thrust/device_vector.h>

#include <cstdint>

#include "kernels/core/draws.hpp"
#include "kernels/launch/cuda_check.cuh"
#include "kernels/launch/device_cell.hpp"

namespace ceo::launch {

/// The correctly rounded square root.
struct RoundToNearest {
  __device__ float operator()(float x) const { return __fsqrt_rn(x); }
};

struct RootCounts {
  std::uint64_t compared = 0;
  std::uint64_t different = 0;  ///< in at least one bit
};

template <class Root>
__global__ void root_kernel(Root root, unsigned long long* counts) {
  const std::uint64_t step = static_cast<std::uint64_t>(gridDim.x) * blockDim.x;
  unsigned long long compared = 0;
  unsigned long long different = 0;
  for (std::uint64_t k = static_cast<std::uint64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
       k < kRadiusInputs; k += step) {
    const float x = neg_two_log(uniform<float>(static_cast<std::uint32_t>(k << 1)));
    ++compared;
    if (bits_of(sqrt(x)) != bits_of(root(x))) ++different;
  }
  atomicAdd(counts, compared);
  if (different != 0) atomicAdd(counts + 1, different);
}

/// Compares all kRadiusInputs roots on the current device.
template <class Root>
RootCounts compare_roots(Root root) {
  thrust::device_vector<unsigned long long> counts(2, 0);
  root_kernel<<<2048, 256>>>(root, thrust::raw_pointer_cast(counts.data()));
  CEO_CUDA_LAUNCHED("root_kernel");
  CEO_CUDA(cudaDeviceSynchronize());
  return {counts[0], counts[1]};
}

}  // namespace ceo::launch
