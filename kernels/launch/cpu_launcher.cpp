#include "kernels/launch/cpu_launcher.hpp"

#include <algorithm>

#include "kernels/launch/cpu_pool.hpp"
#include "kernels/launch/request_check.hpp"

namespace ceo::launch {

namespace {

/// Work is handed out in this many strips: whole batches, well below where an int64 sum of strip
/// integers (each below 2^31) could overflow, and short enough to stop promptly.
constexpr std::uint64_t kChunkStrips = 1U << 12;

}  // namespace

Totals run_cpu(const models::GaussianCeo::Params& params, const MatrixRequest& request,
               const StripRange& range, const CpuOptions& options, Progress* progress) {
  check_request(params.workers, request, range);
  const std::uint64_t chunks = (range.count + kChunkStrips - 1) / kChunkStrips;
  std::atomic<std::uint64_t> next{0};
  return run_workers(params, request, options, chunks, [&](CpuWorker& worker) {
    const std::uint64_t chunk = next++;
    if (chunk >= chunks || (progress != nullptr && progress->stop)) return false;
    const std::uint64_t first = chunk * kChunkStrips;
    const StripRange part{range.first + first, std::min(kChunkStrips, range.count - first)};
    worker.run(part);
    if (progress != nullptr) progress->strips += part.count;
    return true;
  });
}

}  // namespace ceo::launch
