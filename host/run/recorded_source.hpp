// Recorded gradients as the sources of cells: X and N_k in standard deviations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/run/trace.hpp"

namespace ceo::run {

/// What a trace offers as a source.
struct RecordedSize {
  std::size_t workers = 0;    ///< K at most
  std::uint64_t samples = 0;  ///< of every row; whole quanta of kSampleQuantum
};

/// X and N_k of the parameters of every layer, in standard deviations: one symbol per parameter and
/// recorded iteration, in this order, as many as make whole quanta.
struct RecordedSource {
  RecordedSize size;
  std::vector<float> values;  ///< [X, N_1 .. N_K][sample]
};

/// Loads a source by the SHA-256 of its trace file. Throws Error(file) where it cannot be had.
using SourceOf = std::function<std::shared_ptr<const RecordedSource>(const std::string& sha256)>;

/// Largest magnitude of a recorded value, in standard deviations: 32 squares of it fit the integers
/// of the matrices.
inline constexpr float kLargestRecorded = 40;

/// Throws NotRecorded if the trace has no whole gradients, or fewer symbols than one quantum.
[[nodiscard]] RecordedSize recorded_size(const Trace& trace);

/// Whole gradients (group `dense`), each divided by the standard deviation that the group
/// `training` states for its layer, iteration and worker; nothing is fitted. Throws as
/// recorded_size(), and where a variance is missing or 0 or a value is not finite or beyond
/// kLargestRecorded.
[[nodiscard]] RecordedSource recorded_source(const Trace& trace);

}  // namespace ceo::run
