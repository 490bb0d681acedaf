// The parameters of a cell in the memory of a device.
#pragma once

#include <thrust/device_vector.h>

#include <cstddef>
#include <cstdint>

#include "kernels/launch/cuda_check.cuh"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::launch {

/// Makes `device` the current one of this thread.
inline int select_device(int device) {
  CEO_CUDA(cudaSetDevice(device));
  return device;
}

/// Recorded rows of `workers` workers in the memory of the current device.
class DeviceRows {
 public:
  DeviceRows(const RecordedRows& host, int workers)
      : values_(host.values, host.values + floats(host, workers)), samples_(host.samples) {}

  /// The rows with a device pointer, or none.
  [[nodiscard]] RecordedRows view() const {
    return {values_.empty() ? nullptr : thrust::raw_pointer_cast(values_.data()), samples_};
  }

 private:
  static std::size_t floats(const RecordedRows& host, int workers) {
    return host.present() ? (static_cast<std::size_t>(workers) + 1) * host.samples : 0;
  }

  thrust::device_vector<float> values_;
  std::uint64_t samples_;
};

/// Copies the arrays of the parameters to the current device.
class DeviceArrays {
 public:
  explicit DeviceArrays(const models::GaussianCeo::Params& host)
      : view_(host),
        sd_n_(host.sd_n, host.sd_n + host.workers),
        sd_v_(host.sd_v, host.sd_v + host.workers),
        weight_(host.weight, host.weight + host.workers),
        row_scale_(host.row_scale, host.row_scale + 2 * host.workers + 1),
        recorded_(host.recorded, host.workers) {
    view_.sd_n = thrust::raw_pointer_cast(sd_n_.data());
    view_.sd_v = thrust::raw_pointer_cast(sd_v_.data());
    view_.weight = thrust::raw_pointer_cast(weight_.data());
    view_.row_scale = thrust::raw_pointer_cast(row_scale_.data());
    view_.recorded = recorded_.view();
  }

  /// The parameters with device pointers.
  [[nodiscard]] const models::GaussianCeo::Params& view() const { return view_; }

 private:
  models::GaussianCeo::Params view_;
  thrust::device_vector<float> sd_n_, sd_v_, weight_, row_scale_;
  DeviceRows recorded_;
};

}  // namespace ceo::launch
