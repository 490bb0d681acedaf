// Device containers and the fold by Thrust; the kernels stand in the generated twin.
#include <thrust/device_vector.h>
#include <thrust/execution_policy.h>
#include <thrust/fill.h>
#include <thrust/host_vector.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/transform.h>

#include "kernels/core/second_moments.hpp"
#include "kernels/launch/cuda_check.cuh"
#include "kernels/launch/cuda_twin.hpp"
#include "kernels/launch/device_arrays.cuh"
#include "kernels/launch/device_cell.hpp"
#include "kernels/launch/fold_slots.hpp"

namespace ceo::launch {

using models::GaussianCeo;
extern const CudaTwin<GaussianCeo> gaussian_ceo_cuda;

namespace {

constexpr std::uint32_t kSlots = 8;
constexpr std::size_t kScalarSums = static_cast<std::size_t>(GaussianCeo::kOutputs) * kBatchCount;

}  // namespace

struct DeviceCell::Impl {
  Impl(int device_, const GaussianCeo::Params& params, MatrixKind matrix_)
      : device(select_device(device_)),
        matrix(matrix_),
        host(params),
        arrays(params),
        entries(matrix_ == MatrixKind::none ? 0 : triangle(2 * params.workers + 1)),
        stride(kScalarSums + entries + kCounts) {
    partial.resize(kSlots * stride);
    folded.resize(stride);
    shape = gaussian_ceo_cuda.shape(params, matrix);
    if (shape.workspace_floats != 0) {
      const std::size_t passes = static_cast<std::size_t>(shape.passes);
      workspace.resize(static_cast<std::size_t>(shape.blocks) * passes * shape.workspace_floats);
      shape.workspace = thrust::raw_pointer_cast(workspace.data());
    }
  }

  int device;
  MatrixKind matrix;
  GaussianCeo::Params host;
  DeviceArrays arrays;
  std::size_t entries, stride;
  thrust::device_vector<float> workspace;
  thrust::device_vector<std::int64_t> partial, folded;
  LaunchShape shape;
};

DeviceCell::DeviceCell(int device, const GaussianCeo::Params& params, MatrixKind matrix)
    : impl_(std::make_unique<Impl>(device, params, matrix)) {}
DeviceCell::~DeviceCell() = default;

void DeviceCell::run(const StripJob& job) {
  CEO_CUDA(cudaSetDevice(impl_->device));
  std::int64_t* base = thrust::raw_pointer_cast(impl_->partial.data());
  const DeviceSums out{base, base + kScalarSums, base + kScalarSums + impl_->entries, kSlots,
                       impl_->stride};
  gaussian_ceo_cuda.launch(impl_->host, impl_->arrays.view(), impl_->matrix, job, out,
                           impl_->shape);
  CEO_CUDA(cudaDeviceSynchronize());
}

LaunchSums DeviceCell::take() {
  CEO_CUDA(cudaSetDevice(impl_->device));
  const FoldSlots fold{thrust::raw_pointer_cast(impl_->partial.data()), impl_->stride, kSlots};
  thrust::transform(thrust::device, thrust::counting_iterator<std::size_t>(0),
                    thrust::counting_iterator<std::size_t>(impl_->stride), impl_->folded.begin(),
                    fold);
  thrust::fill(thrust::device, impl_->partial.begin(), impl_->partial.end(), 0);
  const thrust::host_vector<std::int64_t> all = impl_->folded;
  LaunchSums result;
  const auto matrix = all.begin() + kScalarSums;
  const auto counts = matrix + static_cast<std::ptrdiff_t>(impl_->entries);
  result.sums.assign(all.begin(), matrix);
  result.matrix.assign(matrix, counts);
  std::copy(counts, all.end(), result.counts.begin());
  return result;
}

}  // namespace ceo::launch
