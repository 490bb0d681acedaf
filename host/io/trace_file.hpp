// The trace file (HDF5); every group, dataset and attribute is described in docs/trace-file.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/run/trace.hpp"

namespace ceo::io {

inline constexpr const char* kTraceFileType = "ceo-verify trace";
inline constexpr const char* kTraceSchemaVersion = "1.1";

/// What an unfinished capture needs to go on: group `checkpoint` of a file with complete = 0.
struct TraceCheckpoint {
  std::string config;  ///< canonical text of all that decides the bytes
  std::uint64_t training = 0, redraws = 0, initialisations = 0, curves = 0;  ///< units done
  std::vector<float> parameters;  ///< [parameter] of the model in training
  std::vector<float> velocity;    ///< [parameter] of the momentum
  std::vector<float> frozen;      ///< [model][parameter] models for the redraws
};

/// Writes a trace: memory, temporary file, sync, rename. Equal traces give equal bytes. With a
/// checkpoint the file is marked incomplete. Throws Error(file).
void write_trace(const run::Trace& trace, const std::string& path, bool force,
                 const TraceCheckpoint* checkpoint = nullptr);

/// Reads a trace and checks it. Throws Error(file) with every problem, a line each: what is
/// missing, mis-shaped, without units or dimension scales, out of range or not finite; also for an
/// incomplete file.
[[nodiscard]] run::Trace read_trace(const std::string& path);

struct UnfinishedTrace {
  run::Trace trace;
  TraceCheckpoint checkpoint;
};
/// Reads a trace that is incomplete. Throws Error(file) if there is no checkpoint in it.
[[nodiscard]] UnfinishedTrace read_unfinished_trace(const std::string& path);

/// True for a file that says in its root that it is a trace; false for other HDF5 files and for
/// files that cannot be read.
[[nodiscard]] bool is_trace_file(const std::string& path);

}  // namespace ceo::io
