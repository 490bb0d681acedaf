#include "kernels/launch/sgd_launcher.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>

#include "kernels/launch/on_threads.hpp"
#include "kernels/launch/sgd_thread.hpp"

namespace ceo::launch {
namespace {

using models::ProjectedSgd;

/// Work is handed out in so many replicas: one pass of the widest pack.
constexpr std::uint32_t kChunk = 64;

SgdTotals empty_totals(const ProjectedSgd::Params& params, const ReplicaRange& range) {
  check_sgd(params, range);
  SgdTotals totals;
  totals.replicas = range.count;
  totals.sums.assign(static_cast<std::size_t>(params.checkpoints) * SgdFields::kStride, 0);
  return totals;
}

void require(bool sound, const char* what) {
  if (!sound) throw std::invalid_argument(what);
}

struct PlainAdd {
  std::int64_t* sums;
  void operator()(int i, std::int64_t x) const { sums[i] += x; }
};

}  // namespace

void SgdTotals::add(const SgdTotals& other) {
  require(sums.size() == other.sums.size(), "sums of other checkpoints");
  require(replicas + other.replicas <= kSgdMostReplicas, "more replicas than the sums can hold");
  replicas += other.replicas;
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += other.sums[i];
}

void check_sgd(const ProjectedSgd::Params& params, const ReplicaRange& range) {
  const int n = params.objective.dimension;
  require(n >= 1 && n <= models::kSgdDimensions, "the dimension is not 1..64");
  require(params.steps >= 1 && params.steps <= (1 << 30), "the steps are not 1..2^30");
  require(params.workers >= 0 && params.workers <= kMaxWorkers, "the workers are not 0..1024");
  require(params.checkpoints >= 1, "there is no checkpoint");
  int last = 0;
  for (int c = 0; c < params.checkpoints; ++c) {
    const int step = params.checkpoint[c].step;
    require(step > last && step <= params.steps, "the checkpoints do not rise up to the last step");
    last = step;
  }
  require(range.count >= 1 && range.count <= kSgdMostReplicas, "the replicas are not 1..2^22");
  require(std::uint64_t{range.first} + range.count <= (std::uint64_t{1} << 32),
          "replicas beyond 2^32");
}

SgdTotals run_sgd_cpu(const ProjectedSgd::Params& params, const SgdScales& scales,
                      const ReplicaRange& range, const CpuOptions& options) {
  SgdTotals totals = empty_totals(params, range);
  const SgdTwin twin = sgd_twin(options.pack.value_or(best_pack()));
  const std::uint32_t chunks = (range.count + kChunk - 1) / kChunk;
  std::atomic<std::uint32_t> next{0};
  std::mutex mutex;
  const auto work = [&](std::uint64_t /*thread*/) {
    std::vector<std::int64_t> sums(totals.sums.size(), 0);
    for (std::uint32_t chunk = next++; chunk < chunks; chunk = next++) {
      const std::uint32_t first = chunk * kChunk;
      twin(params, scales, {range.first + first, std::min(kChunk, range.count - first)},
           sums.data());
    }
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < sums.size(); ++i) totals.sums[i] += sums[i];
  };
  on_threads(std::min<std::uint64_t>(thread_count(options), chunks), work, [&] { next = chunks; });
  return totals;
}

SgdTotals run_sgd_virtual(const ProjectedSgd::Params& params, const SgdScales& scales,
                          const ReplicaRange& range) {
  SgdTotals totals = empty_totals(params, range);
  const PlainAdd add{totals.sums.data()};
  for (std::uint32_t i = 0; i < range.count; ++i) sgd_thread(params, scales, range.first + i, add);
  return totals;
}

}  // namespace ceo::launch
