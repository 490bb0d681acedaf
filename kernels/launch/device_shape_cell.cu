// Device containers of the shape statistics by Thrust; the kernel stands in the generated twin.
#include <thrust/copy.h>
#include <thrust/device_vector.h>
#include <thrust/execution_policy.h>
#include <thrust/fill.h>

#include <cstddef>

#include "kernels/launch/cuda_check.cuh"
#include "kernels/launch/cuda_twin.hpp"
#include "kernels/launch/device_arrays.cuh"
#include "kernels/launch/device_shape_cell.hpp"

namespace ceo::launch {

using models::GaussianCeo;
extern const CudaTwin<GaussianCeo> gaussian_ceo_cuda;

struct DeviceShapeCell::Impl {
  Impl(int device_, const GaussianCeo::Params& params)
      : device(select_device(device_)),
        arrays(params),
        histogram(static_cast<std::size_t>(params.workers + 2) * kShapeBins),
        source_bins(static_cast<std::size_t>(kSourceBinSums) * kSourceBins),
        counts(kShapeCounts) {}

  int device;
  DeviceArrays arrays;
  thrust::device_vector<std::uint32_t> histogram;
  thrust::device_vector<std::int64_t> source_bins, counts;
};

DeviceShapeCell::DeviceShapeCell(int device, const GaussianCeo::Params& params)
    : impl_(std::make_unique<Impl>(device, params)) {}
DeviceShapeCell::~DeviceShapeCell() = default;

ShapeLaunch DeviceShapeCell::run(const ShapeJob& job) {
  select_device(impl_->device);
  thrust::fill(thrust::device, impl_->histogram.begin(), impl_->histogram.end(), 0U);
  thrust::fill(thrust::device, impl_->source_bins.begin(), impl_->source_bins.end(), 0);
  thrust::fill(thrust::device, impl_->counts.begin(), impl_->counts.end(), 0);
  const ShapeSums out{thrust::raw_pointer_cast(impl_->histogram.data()),
                      thrust::raw_pointer_cast(impl_->source_bins.data()),
                      thrust::raw_pointer_cast(impl_->counts.data())};
  gaussian_ceo_cuda.count_shape(impl_->arrays.view(), job, out);
  CEO_CUDA(cudaDeviceSynchronize());
  ShapeLaunch launch;
  launch.histogram.resize(impl_->histogram.size());
  launch.source_bins.resize(impl_->source_bins.size());
  thrust::copy(impl_->histogram.begin(), impl_->histogram.end(), launch.histogram.begin());
  thrust::copy(impl_->source_bins.begin(), impl_->source_bins.end(), launch.source_bins.begin());
  thrust::copy(impl_->counts.begin(), impl_->counts.end(), launch.counts.begin());
  return launch;
}

}  // namespace ceo::launch
