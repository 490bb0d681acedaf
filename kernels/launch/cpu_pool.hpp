// Threads of one cell on the CPU, and the sum of their totals.
#pragma once

#include <functional>

#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/cpu_worker.hpp"

namespace ceo::launch {

/// Calls `step` on every thread, each with a worker of its own, until it returns false there; sums
/// the totals. `step` runs the next piece of the cell, false when none is left; it is called from
/// several threads at once. At most `pieces` threads are started. The first exception of a step
/// ends all threads and is thrown again. Throws std::invalid_argument if options.threads < 0 or if
/// this machine lacks the pack.
[[nodiscard]] Totals run_workers(const models::GaussianCeo::Params& params,
                                 const MatrixRequest& request, const CpuOptions& options,
                                 std::uint64_t pieces, const std::function<bool(CpuWorker&)>& step);

}  // namespace ceo::launch
