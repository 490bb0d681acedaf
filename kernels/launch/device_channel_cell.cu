// The CUDA kernel of the scalar channel, and its device containers by Thrust.
#include <thrust/copy.h>
#include <thrust/device_vector.h>

#include <cstddef>

#include "kernels/launch/cuda_block.cuh"
#include "kernels/launch/cuda_check.cuh"
#include "kernels/launch/device_arrays.cuh"
#include "kernels/launch/device_channel_cell.hpp"

namespace ceo::launch {

namespace {

using models::ScalarChannel;

constexpr int kThreads = 256;

/// Counts into the memory of the device.
struct AtomicChannelSink {
  std::int64_t* symbols;
  std::int64_t* joint;
  std::int64_t* errors;
  std::int64_t* source_bins;
  std::int64_t* broken_samples;  ///< [2] by Broken
  int columns;

  __device__ __forceinline__ void symbol(int symbol) { atomic_add(symbols + symbol, 1); }
  __device__ __forceinline__ void pair(int bin, int column) {
    atomic_add(joint + bin * columns + column, 1);
  }
  __device__ __forceinline__ void count(int /*variable*/, int bin) { atomic_add(errors + bin, 1); }
  __device__ __forceinline__ void bin(int sum, int bin, std::int32_t value) {
    atomic_add(source_bins + sum * kSourceBins + bin, value);
  }
  __device__ __forceinline__ void broken(Broken kind) {
    atomic_add(broken_samples + static_cast<int>(kind), 1);
  }
};

__global__ void __launch_bounds__(kThreads)
    channel_kernel(const __grid_constant__ ScalarChannel::Params p, const ChannelJob job,
                   AtomicChannelSink sink) {
  ChannelKernel::run(p, job, std::uint64_t{blockIdx.x} * kThreads + threadIdx.x,
                     std::uint64_t{gridDim.x} * kThreads, sink);
}

using Counts = thrust::device_vector<std::int64_t>;

std::int64_t* address(Counts& counts) {
  return thrust::raw_pointer_cast(counts.data());
}

std::vector<std::int64_t> fetched(const Counts& counts) {
  std::vector<std::int64_t> host(counts.size());
  thrust::copy(counts.begin(), counts.end(), host.begin());
  return host;
}

}  // namespace

ChannelLaunch launch_channel(int device, const ScalarChannel::Params& params,
                             const ChannelJob& job) {
  select_device(device);
  const DeviceRows recorded(params.recorded, params.workers);
  ScalarChannel::Params on_device = params;
  on_device.recorded = recorded.view();
  const int columns = ScalarChannel::columns(params);
  Counts symbols(static_cast<std::size_t>(ScalarChannel::symbols(params)));
  Counts joint(static_cast<std::size_t>(kShapeBins) * static_cast<std::size_t>(columns));
  Counts errors(kShapeBins);
  Counts source_bins(static_cast<std::size_t>(kSourceBinSums) * kSourceBins);
  Counts broken(2);
  int processors = 0;
  int resident = 0;
  CEO_CUDA(cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, device));
  CEO_CUDA(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&resident, channel_kernel, kThreads, 0));
  const int blocks = processors * (resident > 0 ? resident : 1);
  channel_kernel<<<static_cast<unsigned>(blocks), kThreads>>>(
      on_device, job,
      AtomicChannelSink{address(symbols), address(joint), address(errors), address(source_bins),
                        address(broken), columns});
  CEO_CUDA_LAUNCHED("channel_kernel");
  CEO_CUDA(cudaDeviceSynchronize());
  const std::vector<std::int64_t> broken_samples = fetched(broken);
  return {fetched(symbols),     fetched(joint),    fetched(errors),
          fetched(source_bins), broken_samples[0], broken_samples[1]};
}

}  // namespace ceo::launch
