// Samples what a record lacks, in slices, with checkpoints between them.
#pragma once

#include <functional>
#include <vector>

#include "host/run/execute.hpp"
#include "host/run/shard.hpp"

namespace ceo::run {

/// Seconds on a clock that never jumps.
[[nodiscard]] double steady_seconds();

/// When a run pauses.
struct Pauses {
  /// Seconds between checkpoints; 0: none.
  double interval = 30;
  /// The share of a run that checkpoints may take: after one that took t seconds none follows for
  /// t/cost seconds, even if that is longer than the interval. 0: the interval is kept.
  double cost = 0.01;
  /// Called between slices with a consistent record; what it throws ends the run.
  std::function<void(const Record&)> checkpoint{};
  std::function<double()> now = steady_seconds;
};

/// Seconds of work between two looks at the clock and the stop flag's due: a tenth of the interval,
/// at most 3. An interrupted slice is lost.
[[nodiscard]] double slice_seconds(const Pauses& pauses);

/// How many strips make a slice, learnt from those before. Whole quanta.
class Slices {
 public:
  Slices(double seconds, bool on_device) : seconds_(seconds), on_device_(on_device) {}
  /// Strips of the next slice of the cell, at most `left`, which is a positive number of whole
  /// quanta. A cell unlike the last one begins small.
  [[nodiscard]] std::uint64_t next(const Cell& cell, std::uint64_t left);
  /// That slice took so many seconds.
  void took(std::uint64_t strips, double seconds);

 private:
  double seconds_;
  bool on_device_;
  int workers_ = 0;
  launch::MatrixRequest matrices_;
  bool shape_ = false;
  double strips_ = 0;  ///< of the next slice
};

/// Samples the strips of wanted[i] that cell i of the record lacks, for every cell of the plan.
/// @param record  one cell for each of the plan, in its order
/// False if progress.strips.stop was set: the record then holds all slices that came to their end.
/// A cell of a foreign generator is one slice. Throws as execute_cell.
[[nodiscard]] bool sample_missing(Record& record, const Plan& plan,
                                  const std::vector<Ranges>& wanted, const ExecuteOptions& options,
                                  ExecuteProgress& progress, const Pauses& pauses);

}  // namespace ceo::run
