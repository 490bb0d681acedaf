// The parameters of a cell in the memory of a device.
#pragma once

#include <thrust/device_vector.h>

#include <cstddef>

#include "kernels/launch/cuda_check.cuh"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::launch {

/// Makes `device` the current one of this thread.
inline int select_device(int device) {
  CEO_CUDA(cudaSetDevice(device));
  return device;
}

/// Copies the arrays of the parameters to the current device.
class DeviceArrays {
 public:
  explicit DeviceArrays(const models::GaussianCeo::Params& host)
      : view_(host),
        sd_n_(host.sd_n, host.sd_n + host.workers),
        sd_v_(host.sd_v, host.sd_v + host.workers),
        weight_(host.weight, host.weight + host.workers),
        row_scale_(host.row_scale, host.row_scale + 2 * host.workers + 1),
        recorded_(host.recorded, host.recorded + recorded_floats(host)) {
    view_.sd_n = thrust::raw_pointer_cast(sd_n_.data());
    view_.sd_v = thrust::raw_pointer_cast(sd_v_.data());
    view_.weight = thrust::raw_pointer_cast(weight_.data());
    view_.row_scale = thrust::raw_pointer_cast(row_scale_.data());
    if (host.recorded != nullptr) view_.recorded = thrust::raw_pointer_cast(recorded_.data());
  }

  /// The parameters with device pointers.
  [[nodiscard]] const models::GaussianCeo::Params& view() const { return view_; }

 private:
  static std::size_t recorded_floats(const models::GaussianCeo::Params& host) {
    if (host.recorded == nullptr) return 0;
    return (static_cast<std::size_t>(host.workers) + 1) * host.recorded_samples;
  }

  models::GaussianCeo::Params view_;
  thrust::device_vector<float> sd_n_, sd_v_, weight_, row_scale_, recorded_;
};

}  // namespace ceo::launch
