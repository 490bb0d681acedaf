// Runs a model on recorded sources: X and N_k from memory, V_k from Philox, and the CPU's pipeline
// from the panel on.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/launch/cpu_launcher.hpp"

namespace ceo::launch {

/// Recorded values in standard deviations: row 0 is X, row 1 + k is N_k. Sample n of row r is
/// values[r samples + n]. Views into memory of the caller.
struct RecordedRows {
  std::span<const float> values;
  std::uint64_t samples = 0;
};

/// Largest magnitude of a recorded value: 32 squares of it fit the integers of the matrices.
inline constexpr float kLargestRecorded = 40;

/// Whole strips that so many samples make.
[[nodiscard]] constexpr std::uint64_t recorded_strips(std::uint64_t samples) {
  return samples / 32;
}

/// Totals of the strips in `range`: strip s takes the recorded samples 32 s .. 32 s + 31, and V_k
/// has the counters that it has in a cell without recorded values. The same bits for every pack,
/// thread count and cut. Memory: a block of strips for each thread.
/// Returns early, with Totals::strips below range.count, if `progress->stop` is set.
/// Throws like run_cpu; std::invalid_argument for rows that do not fit K, for strips beyond the
/// samples, and for values that are not finite or beyond kLargestRecorded.
[[nodiscard]] Totals run_recorded(const models::GaussianCeo::Params& params,
                                  const MatrixRequest& request, const StripRange& range,
                                  const RecordedRows& rows, const CpuOptions& options,
                                  Progress* progress = nullptr);

}  // namespace ceo::launch
