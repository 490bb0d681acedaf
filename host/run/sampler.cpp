#include "host/run/sampler.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "host/base/error.hpp"
#include "host/run/merge.hpp"

namespace ceo::run {
namespace {

constexpr std::uint64_t kQuantumStrips = kSampleQuantum / 32;

/// Decides when the next checkpoint is due.
class Checkpoints {
 public:
  explicit Checkpoints(const Pauses& pauses)
      : pauses_(pauses), due_(pauses.now() + pauses.interval) {}

  void after_slice(const Record& record) {
    if (!pauses_.checkpoint || !(pauses_.interval > 0)) return;
    const double before = pauses_.now();
    if (before < due_) return;
    pauses_.checkpoint(record);
    const double after = pauses_.now();
    const double rest = pauses_.cost > 0 ? (after - before) / pauses_.cost : 0;
    due_ = after + std::max(pauses_.interval, rest);
  }

 private:
  const Pauses& pauses_;
  double due_;
};

/// What sampling one cell after the other needs.
struct Job {
  Record& record;
  const ExecuteOptions& options;
  ExecuteProgress& progress;
  const Pauses& pauses;
  Checkpoints checkpoints;
  Slices slices;
};

/// One range of strips of a cell; false if stopped.
bool sample_range(Job& job, const Cell& cell, CellRecord& record, launch::StripRange range) {
  while (range.count > 0) {
    const bool whole = cell.rng != launch::Generator::philox;
    const launch::StripRange slice{range.first,
                                   whole ? range.count : job.slices.next(cell, range.count)};
    const double start = job.pauses.now();
    if (!sample_strips(record, cell, slice, job.options, &job.progress)) return false;
    job.slices.took(slice.count, job.pauses.now() - start);
    range.first += slice.count;
    range.count -= slice.count;
    job.checkpoints.after_slice(job.record);
  }
  return true;
}

}  // namespace

double steady_seconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

double slice_seconds(const Pauses& pauses) {
  constexpr double kShortest = 1e-4, kLongest = 3, kSlicesPerInterval = 10;
  if (!(pauses.interval > 0)) return kLongest;
  return std::clamp(pauses.interval / kSlicesPerInterval, kShortest, kLongest);
}

std::uint64_t Slices::next(const Cell& cell, std::uint64_t left) {
  const int workers = cell.spec.workers();
  const bool shape = cell.shape_every > 0;
  if (workers != workers_ || cell.matrices != matrices_ || shape != shape_) {
    workers_ = workers;
    matrices_ = cell.matrices;
    shape_ = shape;
    // About a third of a second on one core, or a few milliseconds on a device, where every entry
    // of a matrix is summed.
    constexpr double kCore = 1U << 23, kDevice = 1U << 31;
    const double rows = 2.0 * workers + 1;
    strips_ = (on_device_ ? kDevice : kCore) / (rows * rows) * std::min(1.0, seconds_);
  }
  const std::uint64_t most = left / kQuantumStrips;
  const double quanta = strips_ / static_cast<double>(kQuantumStrips);
  const std::uint64_t wanted =
      quanta < static_cast<double>(most) ? static_cast<std::uint64_t>(quanta) : most;
  return std::clamp<std::uint64_t>(wanted, 1, most) * kQuantumStrips;
}

void Slices::took(std::uint64_t strips, double seconds) {
  constexpr double kFastestGrowth = 16, kLeastSeconds = 1e-6;
  const double growth = seconds_ / std::max(seconds, kLeastSeconds);
  strips_ = static_cast<double>(strips) * std::min(growth, kFastestGrowth);
}

bool sample_missing(Record& record, const Plan& plan, const std::vector<Ranges>& wanted,
                    const ExecuteOptions& options, ExecuteProgress& progress,
                    const Pauses& pauses) {
  ensure(record.cells.size() == plan.cells.size() && wanted.size() == plan.cells.size(),
         "a record does not fit its plan");
  Job job{record,
          options,
          progress,
          pauses,
          Checkpoints(pauses),
          Slices(slice_seconds(pauses), !options.cuda_devices.empty())};
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    progress.strips.strips = 0;
    progress.cell = i;
    for (const launch::StripRange& range : missing(wanted[i], done_strips(record.cells[i]))) {
      if (!sample_range(job, plan.cells[i], record.cells[i], range)) return false;
    }
  }
  return true;
}

}  // namespace ceo::run
