// One process at work on a run: samples, writes checkpoints, judges when nothing is missing.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/run/sampler.hpp"
#include "verify/pipeline.hpp"

namespace ceo::verify {

class Crew;

struct SessionOptions {
  RunOptions run;
  Crew* crew = nullptr;   ///< other ranks, at work on the rest of what is missing
  std::string shard;      ///< "3/10"; empty: not a shard
  double interval = 30;   ///< seconds between checkpoints; 0: none
  double cost = 0.01;     ///< see run::Pauses
  bool resumable = true;  ///< false: parts of the record are of no use, so none is written
  /// Writes the record; may throw Error(file).
  std::function<void(const run::Record&)> write;
  /// Takes a message for people.
  std::function<void(const std::string&)> say;
};

/// The row of this process in the sessions of a run that it begins to sample.
[[nodiscard]] run::Session begin_session(const RunOptions& options, const std::string& shard);

/// Samples what of `wanted` the record lacks, and writes it: at intervals, when asked to stop, at
/// the end. What the crew samples is added before each write. A checkpoint that cannot be written
/// is told, and the run goes on; the next one tries again. Adds one row to the sessions. True if
/// all was sampled; false if progress.strips.stop was set, while it sampled or between two host
/// checks: what was sampled is written then, if anything was; the host checks are begun anew by who
/// goes on. Throws Error(file) if the last write fails.
[[nodiscard]] bool run_session(run::Record& record, const run::Plan& plan,
                               const std::vector<run::Claim>& claims,
                               const std::vector<run::Ranges>& wanted,
                               const SessionOptions& options, run::ExecuteProgress& progress);

/// Judges the record if no strip is missing; else its findings are `not run`.
void close_record(run::Record& record, const run::Plan& plan,
                  const std::vector<run::Claim>& claims);

/// The exit code that a stop asks for, and the signal in words.
[[nodiscard]] ExitCode stop_code();
[[nodiscard]] std::string stop_name();

}  // namespace ceo::verify
