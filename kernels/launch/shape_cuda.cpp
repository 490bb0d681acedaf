#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>

#include "kernels/core/draws.hpp"
#include "kernels/launch/device_shape_cell.hpp"
#include "kernels/launch/on_threads.hpp"
#include "kernels/launch/shape_launcher.hpp"

namespace ceo::launch {

namespace {

/// Chosen sheaves of a launch: 2^21 strips, 2^26 samples, so that a 32-bit bin cannot overflow.
constexpr std::uint64_t kLaunchSheaves = std::uint64_t{1} << 16;

void add_launch(ShapeTotals& totals, const ShapeLaunch& launch) {
  for (std::size_t i = 0; i < launch.histogram.size(); ++i) {
    totals.histogram[i] += launch.histogram[i];
  }
  for (std::size_t i = 0; i < launch.source_bins.size(); ++i) {
    totals.source_bins[i] += launch.source_bins[i];
  }
  totals.strips += static_cast<std::uint64_t>(launch.counts[kShapeStrips]);
  totals.non_finite += static_cast<std::uint64_t>(launch.counts[kShapeNonFinite]);
  totals.overflow += static_cast<std::uint64_t>(launch.counts[kShapeOverflow]);
}

}  // namespace

ShapeTotals run_shape_cuda(const models::GaussianCeo::Params& params, const ShapeRequest& request,
                           const StripRange& range, const CudaOptions& options,
                           Progress* progress) {
  check_shape_request(params, request, range);
  if (options.devices.empty()) throw std::invalid_argument("no CUDA device was named");
  const std::uint64_t end = range.first + range.count;
  const std::uint64_t stride = kLaunchSheaves * request.every * kSheafStrips;
  std::atomic<std::uint64_t> next{range.first / stride};
  const std::uint64_t last = (end + stride - 1) / stride;
  ShapeTotals totals(params.workers);
  std::mutex mutex;
  const auto work = [&](std::uint64_t thread) {
    const int device = options.devices.at(thread);
    check_device(device);
    DeviceShapeCell cell(device, params);
    ShapeTotals part(params.workers);
    for (std::uint64_t i = next++; i < last; i = next++) {
      if (progress != nullptr && progress->stop) break;
      const ShapeJob job{std::max(range.first, i * stride), std::min(end, (i + 1) * stride),
                         request.every, request.error_scale};
      add_launch(part, cell.run(job));
    }
    const std::lock_guard lock(mutex);
    totals.add(part);
  };
  on_threads(options.devices.size(), work, [&] { next = last; });
  return totals;
}

}  // namespace ceo::launch
