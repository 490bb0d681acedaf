// Runs the shape statistics of a model over a range of strips.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/cuda_launcher.hpp"
#include "kernels/launch/shape_totals.hpp"

namespace ceo::launch {

/// What the shape statistics of a cell look at.
struct ShapeRequest {
  std::uint32_t every = 1;  ///< strips of every g-th sheaf; g >= 1
  float error_scale = 1;    ///< 1/sd(e), positive and finite
};

/// Throws std::invalid_argument on a request that no launcher can take.
void check_shape_request(const models::GaussianCeo::Params& params, const ShapeRequest& request,
                         const StripRange& range);

/// Shape totals of the chosen strips in `range`; the same integers for every pack, thread count and
/// cut. Returns early, with fewer strips, if `progress->stop` is set; nothing else of `progress` is
/// touched.
/// Throws std::invalid_argument on an impossible request, as run_cpu does.
[[nodiscard]] ShapeTotals run_shape_cpu(const models::GaussianCeo::Params& params,
                                        const ShapeRequest& request, const StripRange& range,
                                        const CpuOptions& options, Progress* progress = nullptr);

/// The same integers by CUDA devices, each of which is checked first (check_device). Throws like
/// run_cuda.
[[nodiscard]] ShapeTotals run_shape_cuda(const models::GaussianCeo::Params& params,
                                         const ShapeRequest& request, const StripRange& range,
                                         const CudaOptions& options, Progress* progress = nullptr);

/// Variables first .. first + count - 1 (see shape_variables) of the strips in `range`, each in
/// sample order, one after the other. They are drawn together.
[[nodiscard]] std::vector<float> shape_values(const models::GaussianCeo::Params& params,
                                              float error_scale, int first, int count,
                                              const StripRange& range, const CpuOptions& options);

/// The device kernel on the CPU, cut into `threads` virtual threads: slow, for tests.
[[nodiscard]] ShapeTotals run_shape_virtual(const models::GaussianCeo::Params& params,
                                            const ShapeRequest& request, const StripRange& range,
                                            int threads);

}  // namespace ceo::launch
