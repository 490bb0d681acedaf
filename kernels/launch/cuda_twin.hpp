// What the CUDA launcher knows of a model compiled for the device. No CUDA header is needed here.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/launch/device_job.hpp"
#include "kernels/launch/device_shape.hpp"

namespace ceo::launch {

/// Grid and memory of one launch, from the device's properties.
struct LaunchShape {
  int blocks = 0;  ///< blocks along x
  int passes = 1;  ///< blocks along y
  std::size_t workspace_floats =
      0;  ///< global memory per block for a panel too large for shared memory
  float* workspace = nullptr;
};

/// A model compiled for the device. Streams are the default stream of the current device.
template <class Model>
struct CudaTwin {
  using Params = typename Model::Params;
  /// Grid of a launch on the current device, workspace not yet allocated.
  LaunchShape (*shape)(const Params& params, MatrixKind matrix);
  /// Starts one launch. `host` has host pointers, `device` the same parameters with device
  /// pointers.
  void (*launch)(const Params& host, const Params& device, MatrixKind matrix, const StripJob& job,
                 const DeviceSums& out, const LaunchShape& shape);
  /// Starts one launch of the shape statistics; at most 2^26 chosen strips.
  void (*count_shape)(const Params& device, const ShapeJob& job, const ShapeSums& out);
};

}  // namespace ceo::launch
