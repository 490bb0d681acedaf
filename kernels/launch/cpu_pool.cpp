#include "kernels/launch/cpu_pool.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "kernels/core/panel.hpp"

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
  std::exception_ptr failure;
  std::atomic<bool> failed{false};
  const auto work = [&] {
    try {
      CpuWorker worker(params, request, pack);
      while (!failed && step(worker)) {
      }
      const std::lock_guard lock(mutex);
      totals.add(worker.totals());
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      failed = true;
    }
  };
  std::vector<std::thread> pool;
  for (std::uint64_t i = 1; i < threads; ++i) pool.emplace_back(work);
  work();
  for (std::thread& thread : pool) thread.join();
  if (failure) std::rethrow_exception(failure);
  return totals;
}

}  // namespace ceo::launch
