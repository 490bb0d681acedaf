// The CUDA launcher's twin without a GPU: the same kernels, shapes and launches on virtual blocks.
#pragma once

#include "kernels/launch/device_job.hpp"
#include "kernels/launch/totals.hpp"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::launch {

/// How a virtual device is cut; the totals do not depend on it.
struct VirtualOptions {
  int blocks = 2;           ///< of the tile kernel
  int warps = 8;            ///< of the small kernel, a multiple of 8
  int threads = 64;         ///< of a tile block, a multiple of 32
  bool force_tile = false;  ///< the tile kernel for small K too
};

/// Totals of the strips in `range` by the device kernels on the CPU: slow, for tests.
/// Throws std::invalid_argument like run_cpu.
[[nodiscard]] Totals run_virtual(const models::GaussianCeo::Params& params,
                                 const MatrixRequest& request, const StripRange& range,
                                 const VirtualOptions& options);

}  // namespace ceo::launch
