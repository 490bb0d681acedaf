// Runs the cells of a plan: the only stage of the straight line with threads or devices.
#pragma once

#include <cstdint>
#include <vector>

#include "host/run/plan.hpp"
#include "host/run/record.hpp"
#include "kernels/launch/cpu_launcher.hpp"

namespace ceo::run {

/// What does not decide bits.
struct ExecuteOptions {
  launch::CpuOptions cpu;
  /// CUDA devices that share each cell; empty: the CPU does the work.
  std::vector<int> cuda_devices;
  /// Loads recorded sources; needed where a plan has cells with a trace.
  SourceOf source_of{};
};

/// Watched by a progress bar: which cell runs now and how many strips of it are done; after the
/// last sample, how many host checks are.
struct ExecuteProgress {
  std::atomic<std::size_t> cell{0};
  launch::Progress strips;
  std::atomic<std::size_t> host_checks{0};  ///< 0: none has begun
  std::atomic<std::size_t> host_checks_done{0};
};

/// The record of a cell before its first sample: `partial` with no strips.
[[nodiscard]] CellRecord empty_cell(const Cell& cell);

/// Adds `strips`, whole quanta that the record lacks, to it. The sorted samples of a cell are drawn
/// together with its first strip, whoever samples that. A cell with a trace gets its sources from
/// options.source_of, and throws what that throws. False, with the record as it was, if
/// progress->strips.stop was set. progress->strips.strips counts on. Foreign generators cannot
/// skip: their strips are all of the cell. Throws as execute_cell.
[[nodiscard]] bool sample_strips(CellRecord& record, const Cell& cell,
                                 const launch::StripRange& strips, const ExecuteOptions& options,
                                 ExecuteProgress* progress);

/// Samples one cell completely; the record stays empty if progress->strips.stop was set. A cell of
/// a foreign generator needs the CPU: no device may be named. Throws Error(device) with the CUDA
/// call that failed, or if cuRAND cannot be loaded for a foreign generator.
[[nodiscard]] CellRecord execute_cell(const Cell& cell, const ExecuteOptions& options,
                                      ExecuteProgress* progress);

}  // namespace ceo::run
