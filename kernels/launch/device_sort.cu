// The sort for order statistics by Thrust (a radix sort on float32). Alone in its file: Thrust's
// sort costs more compile time than all kernels' launches together.
#include <thrust/copy.h>
#include <thrust/device_vector.h>
#include <thrust/execution_policy.h>
#include <thrust/sort.h>
#include <thrust/transform.h>

#include "kernels/launch/cuda_check.cuh"
#include "kernels/launch/sort_floats.hpp"

namespace ceo::launch {

void sort_floats_cuda(int device, float* values, std::size_t count) {
  check_sortable(values, count);
  CEO_CUDA(cudaSetDevice(device));
  thrust::device_vector<float> sorted(values, values + count);
  thrust::transform(thrust::device, sorted.begin(), sorted.end(), sorted.begin(), PositiveZero{});
  thrust::sort(thrust::device, sorted.begin(), sorted.end());
  thrust::copy(sorted.begin(), sorted.end(), values);
}

}  // namespace ceo::launch
