// Replicas of `projected_sgd` on a CUDA device: one thread, one replica.
#include <thrust/device_vector.h>
#include <thrust/host_vector.h>

#include "kernels/launch/cuda_check.cuh"
#include "kernels/launch/device_cell.hpp"
#include "kernels/launch/device_sgd.hpp"
#include "kernels/launch/sgd_thread.hpp"

namespace ceo::launch {
namespace {

using models::ProjectedSgd;

/// Two's complement makes the sum of unsigned words that of the signed ones.
struct AtomicAdd {
  std::int64_t* sums;
  __device__ void operator()(int i, std::int64_t x) const {
    atomicAdd(reinterpret_cast<unsigned long long*>(sums + i), static_cast<unsigned long long>(x));
  }
};

__global__ void sgd_kernel(ProjectedSgd::Params params, SgdScales scales, ReplicaRange range,
                           std::int64_t* sums) {
  const std::uint32_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= range.count) return;
  const AtomicAdd add{sums};
  sgd_thread(params, scales, range.first + i, add);
}

/// A host array on the device; null stays null.
template <class T>
class OnDevice {
 public:
  OnDevice(const T* values, std::size_t count) : null_(values == nullptr || count == 0) {
    if (!null_) memory_.assign(values, values + count);
  }
  [[nodiscard]] const T* data() const {
    return null_ ? nullptr : thrust::raw_pointer_cast(memory_.data());
  }

 private:
  bool null_;
  thrust::device_vector<T> memory_;
};

}  // namespace

SgdTotals run_sgd_cuda(const ProjectedSgd::Params& params, const SgdScales& scales,
                       const ReplicaRange& range, int device) {
  check_sgd(params, range);
  check_device(device);
  CEO_CUDA(cudaSetDevice(device));
  const models::SgdObjective& f = params.objective;
  const auto n = static_cast<std::size_t>(f.dimension);
  const auto steps = static_cast<std::size_t>(params.steps);
  const auto checkpoints = static_cast<std::size_t>(params.checkpoints);
  const OnDevice<float> start(params.start, n);
  const OnDevice<float> noise_sd(params.noise_sd, n);
  const OnDevice<float> scale(params.scale, steps);
  const OnDevice<float> curvature(f.curvature, n);
  const OnDevice<float> optimum(f.optimum, n);
  const OnDevice<float> slope(f.slope, n);
  const OnDevice<float> table(f.table, n * static_cast<std::size_t>(f.rows));
  const OnDevice<ProjectedSgd::Checkpoint> checkpoint(params.checkpoint, checkpoints);
  ProjectedSgd::Params there = params;
  there.start = start.data();
  there.noise_sd = noise_sd.data();
  there.scale = scale.data();
  there.checkpoint = checkpoint.data();
  there.objective.curvature = curvature.data();
  there.objective.optimum = optimum.data();
  there.objective.slope = slope.data();
  there.objective.table = table.data();
  thrust::device_vector<std::int64_t> sums(checkpoints * SgdFields::kStride, 0);
  constexpr std::uint32_t kThreads = 128;
  sgd_kernel<<<(range.count + kThreads - 1) / kThreads, kThreads>>>(
      there, scales, range, thrust::raw_pointer_cast(sums.data()));
  CEO_CUDA_LAUNCHED("sgd_kernel");
  CEO_CUDA(cudaDeviceSynchronize());
  const thrust::host_vector<std::int64_t> all = sums;
  return {range.count, {all.begin(), all.end()}};
}

}  // namespace ceo::launch
