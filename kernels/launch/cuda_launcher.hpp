// Runs a model over a range of strips on CUDA devices. In a build without CUDA the functions are
// there and say so.
#pragma once

#include <string>
#include <vector>

#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/device_cell.hpp"
#include "kernels/launch/totals.hpp"

namespace ceo::launch {

struct CudaOptions {
  std::vector<int> devices;  ///< indices of the devices that share the range; at least one
};

/// Totals of the strips in `range`: the same bits as run_cpu. Each device is checked first
/// (check_device). Returns early, with Totals::strips below range.count, if `progress->stop` is
/// set. Throws std::invalid_argument like run_cpu, std::runtime_error on a failing device or CUDA
/// call.
[[nodiscard]] Totals run_cuda(const models::GaussianCeo::Params& params,
                              const MatrixRequest& request, const StripRange& range,
                              const CudaOptions& options, Progress* progress = nullptr);

}  // namespace ceo::launch
