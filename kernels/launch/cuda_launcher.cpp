#include "kernels/launch/cuda_launcher.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "kernels/core/panel.hpp"
#include "kernels/launch/device_launches.hpp"
#include "kernels/launch/request_check.hpp"

namespace ceo::launch {

namespace {

using models::GaussianCeo;

/// Strips of a launch: a few milliseconds of work at every K, so that a device neither waits for
/// the host nor keeps an interrupt waiting. A multiple of a sheaf.
std::uint64_t launch_strips(int workers) {
  const auto k = static_cast<std::uint64_t>(workers);
  return std::clamp<std::uint64_t>((std::uint64_t{1} << 28) / (k * k), 1U << 12, 1U << 26);
}

/// Work that the devices share.
struct Queue {
  std::atomic<std::uint64_t> next{0};
  std::uint64_t chunks = 0;
  std::uint64_t strips = 0;  ///< of a chunk
};

/// One device: all passes of every chunk that it takes.
Totals run_device(int device, const GaussianCeo::Params& params, const MatrixRequest& request,
                  const StripRange& range, Queue& queue, Progress* progress) {
  check_device(device);
  Totals totals(GaussianCeo::kOutputs, row_count(params.workers), request);
  const std::vector<Pass> passes = passes_of(request);
  std::vector<std::unique_ptr<DeviceCell>> cells;
  cells.reserve(passes.size());
  for (const Pass& pass : passes) {
    cells.push_back(std::make_unique<DeviceCell>(device, params, pass.matrix));
  }
  std::uint64_t pending = 0;
  const auto take = [&] {
    for (std::size_t i = 0; i < passes.size(); ++i) {
      const LaunchSums sums = cells[i]->take();
      add_launch(totals, passes[i], sums.sums, sums.matrix, sums.counts);
    }
    pending = 0;
  };
  for (std::uint64_t chunk = queue.next++; chunk < queue.chunks; chunk = queue.next++) {
    if (progress != nullptr && progress->stop) break;
    const std::uint64_t first = chunk * queue.strips;
    const std::uint64_t count = std::min(queue.strips, range.count - first);
    if (pending + count > kMaxLaunchStrips) take();
    for (std::size_t i = 0; i < passes.size(); ++i) {
      cells[i]->run({range.first + first, range.first + first + count, request.every,
                     passes[i].scalars ? 1U : 0U});
    }
    pending += count;
    totals.strips += count;
    if (progress != nullptr) progress->strips += count;
  }
  take();
  return totals;
}

}  // namespace

Totals run_cuda(const GaussianCeo::Params& params, const MatrixRequest& request,
                const StripRange& range, const CudaOptions& options, Progress* progress) {
  check_request(params.workers, request, range);
  check_recorded(params.recorded, range);
  if (options.devices.empty()) throw std::invalid_argument("no CUDA device was named");
  Queue queue;
  queue.strips = launch_strips(params.workers);
  queue.chunks = (range.count + queue.strips - 1) / queue.strips;
  Totals totals(GaussianCeo::kOutputs, row_count(params.workers), request);
  std::mutex mutex;
  std::exception_ptr failure;
  std::vector<std::thread> threads;
  for (const int device : options.devices) {
    threads.emplace_back([&, device] {
      try {
        const Totals part = run_device(device, params, request, range, queue, progress);
        const std::lock_guard lock(mutex);
        totals.add(part);
      } catch (...) {
        const std::lock_guard lock(mutex);
        failure = std::current_exception();
        queue.next = queue.chunks;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
  return totals;
}

}  // namespace ceo::launch
