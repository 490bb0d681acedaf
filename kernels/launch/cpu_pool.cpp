#include "kernels/launch/cpu_pool.hpp"

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "kernels/core/panel.hpp"
#include "kernels/launch/on_threads.hpp"

namespace ceo::launch {

Totals run_workers(const models::GaussianCeo::Params& params, const MatrixRequest& request,
                   const CpuOptions& options, std::uint64_t pieces,
                   const std::function<bool(CpuWorker&)>& step) {
  if (options.threads < 0) throw std::invalid_argument("negative number of threads");
  const Pack pack = options.pack.value_or(best_pack());
  const unsigned hardware = std::max(1U, std::thread::hardware_concurrency());
  const std::uint64_t wanted =
      options.threads == 0 ? hardware : static_cast<std::uint64_t>(options.threads);
  const std::uint64_t threads = std::max<std::uint64_t>(1, std::min(wanted, pieces));

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
