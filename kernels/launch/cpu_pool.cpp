#include "kernels/launch/cpu_pool.hpp"

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "kernels/core/panel.hpp"
#include "kernels/launch/on_threads.hpp"

namespace ceo::launch {

std::uint64_t thread_count(const CpuOptions& options) {
  if (options.threads < 0) throw std::invalid_argument("negative number of threads");
  if (options.threads > 0) return static_cast<std::uint64_t>(options.threads);
  return std::max(1U, std::thread::hardware_concurrency());
}

Totals run_workers(const models::GaussianCeo::Params& params, const MatrixRequest& request,
                   const CpuOptions& options, std::uint64_t pieces,
                   const std::function<bool(CpuWorker&)>& step) {
  const Pack pack = options.pack.value_or(best_pack());
  const std::uint64_t threads = std::max<std::uint64_t>(1, std::min(thread_count(options), pieces));

  Totals totals(models::GaussianCeo::kOutputs, row_count(params.workers), request);
  std::mutex mutex;
  std::atomic<bool> failed{false};
  const auto work = [&](std::uint64_t /*thread*/) {
    CpuWorker worker(params, request, pack);
    while (!failed && step(worker)) {
    }
    const std::lock_guard lock(mutex);
    totals.add(worker.totals());
  };
  on_threads(threads, work, [&] { failed = true; });
  return totals;
}

}  // namespace ceo::launch
