#include "kernels/launch/cpu_launcher.hpp"

#include <algorithm>

#include "kernels/launch/cpu_pool.hpp"
#include "kernels/launch/request_check.hpp"

namespace ceo::launch {

namespace {

/// Work is handed out in this many strips: well below where an int64 sum of strip integers (each
/// below 2^31) could overflow, and short enough to stop promptly: the second moments of a strip
/// take K^2 times a constant.
std::uint64_t chunk_strips(int workers) {
  constexpr std::uint64_t kMost = 1U << 12;
  constexpr std::uint64_t kLeast = 1U << 8;
  const std::uint64_t fair = (kMost << 12) / static_cast<std::uint64_t>(workers * workers);
  return std::clamp(fair / kLeast * kLeast, kLeast, kMost);
}

}  // namespace

Totals run_cpu(const models::GaussianCeo::Params& params, const MatrixRequest& request,
               const StripRange& range, const CpuOptions& options, Progress* progress) {
  check_request(params.workers, request, range);
  const std::uint64_t most = chunk_strips(params.workers);
  const std::uint64_t chunks = (range.count + most - 1) / most;
  std::atomic<std::uint64_t> next{0};
  return run_workers(params, request, options, chunks, [&](CpuWorker& worker) {
    const std::uint64_t chunk = next++;
    if (chunk >= chunks || (progress != nullptr && progress->stop)) return false;
    const std::uint64_t first = chunk * most;
    const StripRange part{range.first + first, std::min(most, range.count - first)};
    worker.run(part);
    if (progress != nullptr) progress->strips += part.count;
    return true;
  });
}

}  // namespace ceo::launch
