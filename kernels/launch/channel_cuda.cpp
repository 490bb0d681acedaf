#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>

#include "kernels/launch/channel_launcher.hpp"
#include "kernels/launch/device_channel_cell.hpp"
#include "kernels/launch/on_threads.hpp"

namespace ceo::launch {

namespace {

/// Strips of a launch: 2^27 samples, some tenths of a second.
constexpr std::uint64_t kLaunchStrips = std::uint64_t{1} << 22;

ChannelTotals totals_of(const models::ScalarChannel::Params& params, const ChannelLaunch& launch,
                        std::uint64_t strips) {
  ChannelTotals totals(params);
  totals.symbols = launch.symbols;
  totals.joint = launch.joint;
  totals.errors = launch.errors;
  totals.source_bins = launch.source_bins;
  totals.strips = strips;
  totals.non_finite = static_cast<std::uint64_t>(launch.non_finite);
  totals.overflow = static_cast<std::uint64_t>(launch.overflow);
  return totals;
}

}  // namespace

ChannelTotals run_channel_cuda(const models::ScalarChannel::Params& params, const StripRange& range,
                               const CudaOptions& options) {
  check_channel(params, range);
  if (options.devices.empty()) throw std::invalid_argument("no CUDA device was named");
  ChannelTotals totals(params);
  std::atomic<std::uint64_t> next{0};
  std::mutex mutex;
  const auto work = [&](std::uint64_t thread) {
    const int device = options.devices.at(thread);
    check_device(device);
    for (std::uint64_t i = next.fetch_add(kLaunchStrips); i < range.count;
         i = next.fetch_add(kLaunchStrips)) {
      const ChannelJob job{range.first + i, std::min(kLaunchStrips, range.count - i)};
      const ChannelTotals part = totals_of(params, launch_channel(device, params, job), job.count);
      const std::lock_guard lock(mutex);
      totals.add(part);
    }
  };
  on_threads(options.devices.size(), work, [&] { next = range.count; });
  return totals;
}

}  // namespace ceo::launch
