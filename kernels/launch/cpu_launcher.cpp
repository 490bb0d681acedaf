#include "kernels/launch/cpu_launcher.hpp"

#include <algorithm>

#include "kernels/core/draws.hpp"
#include "kernels/launch/cpu_pool.hpp"
#include "kernels/launch/request_check.hpp"

namespace ceo::launch {

namespace {

/// Work is handed out in at most this many strips: well below where an int64 sum of strip integers
/// (each below 2^31) could overflow, and short enough to stop promptly: the second moments of a
/// strip take K^2 times a constant.
constexpr std::uint64_t kMostStrips = 1U << 12;
/// And in at least this many, where folding sums costs nothing beside sampling.
constexpr std::uint64_t kLeastStrips = 1U << 8;
constexpr std::uint64_t kSheaf = kSheafStrips;
/// Rounds of work for every thread, where the range is long enough.
constexpr std::uint64_t kRounds = 8;

/// Strips of a piece of work: equal shares of all threads end together. Whole sheaves.
std::uint64_t chunk_strips(int workers, std::uint64_t strips, std::uint64_t threads) {
  const auto k = static_cast<std::uint64_t>(workers);
  const std::uint64_t most = std::clamp((kMostStrips << 12) / (k * k) / kLeastStrips * kLeastStrips,
                                        kLeastStrips, kMostStrips);
  const std::uint64_t share = strips / threads + 1;
  const std::uint64_t rounds = std::max(kRounds, share / most + 1);
  const std::uint64_t sheaves = (share / rounds + kSheaf) / kSheaf;
  return std::clamp(sheaves * kSheaf, kLeastStrips, most);
}

}  // namespace

Totals run_cpu(const models::GaussianCeo::Params& params, const MatrixRequest& request,
               const StripRange& range, const CpuOptions& options, Progress* progress) {
  check_request(params.workers, request, range);
  check_recorded(params.recorded, range);
  const std::uint64_t chunk_size = chunk_strips(params.workers, range.count, thread_count(options));
  const std::uint64_t chunks = (range.count + chunk_size - 1) / chunk_size;
  std::atomic<std::uint64_t> next{0};
  return run_workers(params, request, options, chunks, [&](CpuWorker& worker) {
    const std::uint64_t chunk = next++;
    if (chunk >= chunks || (progress != nullptr && progress->stop)) return false;
    const std::uint64_t first = chunk * chunk_size;
    const StripRange part{range.first + first, std::min(chunk_size, range.count - first)};
    worker.run(part);
    if (progress != nullptr) progress->strips += part.count;
    return true;
  });
}

}  // namespace ceo::launch
