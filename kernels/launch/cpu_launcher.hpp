// Runs a model over a range of strips on the CPU: threads over chunks, lanes of a pack over strips.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "kernels/launch/packs.hpp"
#include "kernels/launch/totals.hpp"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::launch {

struct CpuOptions {
  int threads = 0;           ///< 0: one per hardware thread
  std::optional<Pack> pack;  ///< default: best_pack()
};

/// Threads that the options ask for, at least 1. Throws std::invalid_argument on a negative number.
[[nodiscard]] std::uint64_t thread_count(const CpuOptions& options);

/// Shared with whoever watches a run.
struct Progress {
  std::atomic<std::uint64_t> strips{0};  ///< finished strips
  std::atomic<bool> stop{false};         ///< set it to make the launcher return early
};

/// Totals of the strips in `range`; the same bits for every pack, thread count and cut.
/// Returns early, with Totals::strips below range.count, if `progress->stop` is set.
/// Throws std::invalid_argument on an impossible request (K outside 1..1024, every = 0, threads <
/// 0, more than 2^58 strips, a pack that this machine lacks).
[[nodiscard]] Totals run_cpu(const models::GaussianCeo::Params& params,
                             const MatrixRequest& request, const StripRange& range,
                             const CpuOptions& options, Progress* progress = nullptr);

}  // namespace ceo::launch
