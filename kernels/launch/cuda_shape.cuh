// The CUDA kernel of the shape statistics and its launch; included by the generated twin alone.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/launch/cuda_block.cuh"
#include "kernels/launch/cuda_check.cuh"
#include "kernels/launch/cuda_twin.hpp"
#include "kernels/launch/device_shape.hpp"

namespace ceo::launch {

inline constexpr int kShapeThreads = 256;
inline constexpr int kBinEntries = kSourceBinSums * kSourceBins;

/// Counts into memory that threads share; broken samples stay in the thread until the end.
struct AtomicShapeSink {
  std::uint32_t* histogram;
  std::int64_t* source_bins;
  std::uint32_t non_finite;
  std::uint32_t overflow;

  __device__ __forceinline__ void count(int variable, int bin) {
    atomicAdd(histogram + variable * kShapeBins + bin, 1U);
  }
  __device__ __forceinline__ void bin(int sum, int bin, std::int32_t value) {
    atomic_add(source_bins + sum * kSourceBins + bin, value);
  }
  __device__ __forceinline__ void broken(Broken kind) {
    ++(kind == Broken::non_finite ? non_finite : overflow);
  }
};

/// With `entries` > 0 a block counts in its shared memory first: [96] int64 sums of the source
/// bins, then [entries] bins.
template <class Model>
__global__ void __launch_bounds__(kShapeThreads)
    shape_kernel(const __grid_constant__ typename Model::Params p, const ShapeJob job,
                 const ShapeSums out, const int entries) {
  extern __shared__ std::int64_t ceo_shape_sums[];
  auto* const bins = reinterpret_cast<std::uint32_t*>(ceo_shape_sums + kBinEntries);
  const int thread = static_cast<int>(threadIdx.x);
  if (entries > 0) {
    for (int i = thread; i < kBinEntries; i += kShapeThreads) ceo_shape_sums[i] = 0;
    for (int i = thread; i < entries; i += kShapeThreads) bins[i] = 0;
    __syncthreads();
  }
  AtomicShapeSink sink{entries > 0 ? bins : out.histogram,
                       entries > 0 ? ceo_shape_sums : out.source_bins, 0, 0};
  std::uint64_t strips = 0;
  ShapeKernel<Model>::run(p, job, std::uint64_t{blockIdx.x} * kShapeThreads + threadIdx.x,
                          std::uint64_t{gridDim.x} * kShapeThreads, sink, &strips);
  atomic_add(out.counts + kShapeStrips, static_cast<std::int64_t>(strips));
  atomic_add(out.counts + kShapeNonFinite, sink.non_finite);
  atomic_add(out.counts + kShapeOverflow, sink.overflow);
  if (entries == 0) return;
  __syncthreads();
  for (int i = thread; i < kBinEntries; i += kShapeThreads) {
    atomic_add(out.source_bins + i, ceo_shape_sums[i]);
  }
  for (int i = thread; i < entries; i += kShapeThreads) {
    if (bins[i] != 0) atomicAdd(out.histogram + i, bins[i]);
  }
}

template <class Model>
void cuda_shape_launch(const typename Model::Params& device, const ShapeJob& job,
                       const ShapeSums& out) {
  int index = 0;
  int processors = 0;
  int shared_limit = 0;
  CEO_CUDA(cudaGetDevice(&index));
  CEO_CUDA(cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, index));
  CEO_CUDA(cudaDeviceGetAttribute(&shared_limit, cudaDevAttrMaxSharedMemoryPerBlockOptin, index));
  int entries = (device.workers + 2) * kShapeBins;
  std::size_t shared = kBinEntries * sizeof(std::int64_t) +
                       static_cast<std::size_t>(entries) * sizeof(std::uint32_t);
  if (shared > static_cast<std::size_t>(shared_limit)) {
    shared = 0;
    entries = 0;
  }
  const auto kernel = shape_kernel<Model>;
  CEO_CUDA(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                static_cast<int>(shared)));
  int resident = 0;
  CEO_CUDA(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&resident, kernel, kShapeThreads, shared));
  const int blocks = std::max(1, processors * std::max(1, resident));
  kernel<<<static_cast<unsigned>(blocks), kShapeThreads, shared>>>(device, job, out, entries);
  CEO_CUDA_LAUNCHED("shape_kernel");
}

}  // namespace ceo::launch
