// The CUDA kernels of a model and their launches; included by the generated twin alone.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kernels/launch/cuda_block.cuh"
#include "kernels/launch/cuda_check.cuh"
#include "kernels/launch/cuda_twin.hpp"
#include "kernels/launch/device_params.hpp"
#include "kernels/launch/device_small.hpp"
#include "kernels/launch/device_tile.hpp"

namespace ceo::launch {

inline constexpr int kSmallThreads = 128;
inline constexpr int kTileThreads = 256;

template <class Model, int K, MatrixKind kMatrix>
using SmallWarp =
    CudaWarp<typename SmallKernel<Model, K, kMatrix>::Lane, kSmallThreads,
             SmallKernel<Model, K, kMatrix>::kScalars, SmallKernel<Model, K, kMatrix>::kEntrySlots>;

template <class Model, int K, MatrixKind kMatrix>
constexpr std::size_t small_bytes() {
  return SmallWarp<Model, K, kMatrix>::kSums * sizeof(std::int64_t);
}

template <class Model, int K, MatrixKind kMatrix>
__global__ void __launch_bounds__(kSmallThreads, 2)
    small_kernel(const __grid_constant__ typename Model::template FixedParams<K> p,
                 const StripJob job, const DeviceSums out) {
  static_assert(std::is_trivially_copyable_v<typename Model::template FixedParams<K>>,
                "parameters travel to the device as bytes");
  using Kernel = SmallKernel<Model, K, kMatrix>;
  using Warp = SmallWarp<Model, K, kMatrix>;
  for (int i = static_cast<int>(threadIdx.x); i < Warp::kSums; i += kSmallThreads) {
    ceo_small_sums[i] = 0;
  }
  __syncthreads();
  constexpr std::uint32_t kWarps = kSmallThreads / kWarpLanes;
  const std::uint32_t index = blockIdx.x * kWarps + threadIdx.x / kWarpLanes;
  assert(gridDim.x * kWarps % 8 == 0);  // a lane keeps its batch
  Warp warp;
  Kernel::run(warp, p, job, index, gridDim.x * kWarps);
  Kernel::finish(warp, job, index, out.of_block(blockIdx.x));
}

template <class Model, MatrixKind kMatrix>
__global__ void __launch_bounds__(kTileThreads, 1)
    tile_kernel(const __grid_constant__ typename Model::Params p, const TileShape shape,
                const StripJob job, const DeviceSums out, float* workspace,
                std::size_t workspace_floats) {
  using Kernel = TileKernel<Model, kMatrix>;
  extern __shared__ Quad shared[];
  const std::size_t block = static_cast<std::size_t>(blockIdx.y) * gridDim.x + blockIdx.x;
  auto* const memory = workspace == nullptr ? reinterpret_cast<float*>(shared)
                                            : workspace + block * workspace_floats;
  CudaBlock<typename Kernel::Thread> threads;
  Kernel::run(threads, p, shape, job, {memory, memory + shape.panel_floats()},
              out.of_block(blockIdx.x), blockIdx.x, gridDim.x, static_cast<int>(blockIdx.y));
}

/// Facts of the current device that shape a launch.
struct DeviceLimits {
  int processors = 0;
  std::size_t shared_bytes = 0;  ///< that a block may opt in to
};
inline DeviceLimits device_limits() {
  int device = 0;
  int shared = 0;
  DeviceLimits limits;
  CEO_CUDA(cudaGetDevice(&device));
  CEO_CUDA(cudaDeviceGetAttribute(&limits.processors, cudaDevAttrMultiProcessorCount, device));
  CEO_CUDA(cudaDeviceGetAttribute(&shared, cudaDevAttrMaxSharedMemoryPerBlockOptin, device));
  limits.shared_bytes = static_cast<std::size_t>(shared);
  return limits;
}

/// The tile shape for the current device: panels up to half of a block's shared memory share it.
inline TileShape device_tile_shape(int workers, const DeviceLimits& limits) {
  return tile_shape(workers, kTileThreads, limits.shared_bytes / 2 / sizeof(float));
}
inline std::size_t tile_bytes(const TileShape& shape) {
  return (shape.panel_floats() + shape.sample_floats()) * sizeof(float);
}

template <class Model, MatrixKind kMatrix>
LaunchShape tile_launch_shape(int workers) {
  const DeviceLimits limits = device_limits();
  const TileShape shape = device_tile_shape(workers, limits);
  LaunchShape launch;
  launch.passes = shape.passes;
  std::size_t shared = tile_bytes(shape);
  if (shared > limits.shared_bytes) {
    launch.workspace_floats = (shape.panel_floats() + shape.sample_floats() + 3) / 4 * 4;
    shared = 0;
  }
  const auto kernel = tile_kernel<Model, kMatrix>;
  CEO_CUDA(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                static_cast<int>(shared)));
  int resident = 0;
  CEO_CUDA(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&resident, kernel, kTileThreads, shared));
  launch.blocks = std::max(1, limits.processors * std::max(1, resident) / shape.passes);
  return launch;
}

template <class Model, int K, MatrixKind kMatrix>
LaunchShape small_launch_shape() {
  int resident = 0;
  CEO_CUDA(cudaOccupancyMaxActiveBlocksPerMultiprocessor(
      &resident, small_kernel<Model, K, kMatrix>, kSmallThreads, small_bytes<Model, K, kMatrix>()));
  LaunchShape launch;
  // Even, so that the warps of the grid are a multiple of 8 and a lane keeps its batch.
  launch.blocks = std::max(2, device_limits().processors * std::max(1, resident) / 2 * 2);
  static_assert(kSmallThreads / kWarpLanes * 2 % 8 == 0);
  return launch;
}

/// Calls f<K>() for the K of the cell, 1 <= workers <= kSmallWorkers.
template <int K, class F>
void with_workers(int workers, const F& f) {
  if (workers == K) {
    f(std::integral_constant<int, K>());
  } else if constexpr (K > 1) {
    with_workers<K - 1>(workers, f);
  }
}
/// Calls f<kind>() for a matrix kind.
template <class F>
void with_matrix(MatrixKind kind, const F& f) {
  switch (kind) {
    case MatrixKind::none:
      return f(std::integral_constant<MatrixKind, MatrixKind::none>());
    case MatrixKind::normals:
      return f(std::integral_constant<MatrixKind, MatrixKind::normals>());
    case MatrixKind::physical:
      return f(std::integral_constant<MatrixKind, MatrixKind::physical>());
  }
}

template <class Model>
LaunchShape cuda_shape(const typename Model::Params& p, MatrixKind matrix) {
  LaunchShape shape;
  with_matrix(matrix, [&](auto kind) {
    if (!fits_registers(p)) {
      shape = tile_launch_shape<Model, kind()>(p.workers);
    } else {
      with_workers<kSmallWorkers>(
          p.workers, [&](auto k) { shape = small_launch_shape<Model, k(), kind()>(); });
    }
  });
  return shape;
}

template <class Model>
void cuda_launch(const typename Model::Params& host, const typename Model::Params& device,
                 MatrixKind matrix, const StripJob& job, const DeviceSums& out,
                 const LaunchShape& shape) {
  with_matrix(matrix, [&](auto kind) {
    if (!fits_registers(host)) {
      const TileShape tiles = device_tile_shape(host.workers, device_limits());
      const std::size_t shared = shape.workspace == nullptr ? tile_bytes(tiles) : 0;
      const dim3 grid(static_cast<unsigned>(shape.blocks), static_cast<unsigned>(tiles.passes));
      tile_kernel<Model, kind()><<<grid, kTileThreads, shared>>>(
          device, tiles, job, out, shape.workspace, shape.workspace_floats);
      CEO_CUDA_LAUNCHED("tile_kernel");
    } else {
      with_workers<kSmallWorkers>(host.workers, [&](auto k) {
        small_kernel<Model, k(), kind()>
            <<<static_cast<unsigned>(shape.blocks), kSmallThreads,
               small_bytes<Model, k(), kind()>()>>>(fixed_params<Model, k()>(host), job, out);
        CEO_CUDA_LAUNCHED("small_kernel");
      });
    }
  });
}

}  // namespace ceo::launch
