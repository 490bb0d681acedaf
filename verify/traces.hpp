// The recorded gradients of a plan: read when its claims are judged or its cells are sampled.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/run/config.hpp"
#include "host/run/recorded_source.hpp"
#include "host/run/trace.hpp"

namespace ceo::verify {

/// Folders with traces that plans name without a path: datasets/traces, that of the source tree,
/// and the one that the environment variable CEO_TRACES names.
[[nodiscard]] std::vector<std::string> trace_folders();

/// Pins the traces of a plan (run::pin_traces) to the files that stand in these folders.
void pin_traces(run::Config& config);

/// A trace, or why there is none.
struct LoadedTrace {
  std::shared_ptr<const run::Trace> trace;
  std::string missing;  ///< empty with a trace
};

/// Reads each trace of a plan once, when it is first asked for.
class Traces {
 public:
  explicit Traces(const run::Config& config) : config_(&config) {}
  /// The trace of a claim. One that is not there, is damaged or has other bytes than the plan says
  /// is missing, and the reason stands beside it. Never throws for that. A claim that reads none
  /// has neither.
  [[nodiscard]] LoadedTrace of(const std::string& claim);

 private:
  const run::Config* config_;
  std::map<std::string, LoadedTrace> loaded_;  ///< name and hash -> trace
};

/// Loads the recorded sources of a plan's points, each once. Throws Error(file) where the trace is
/// not there or has other bytes than when the run was planned.
[[nodiscard]] run::SourceOf source_loader(const run::Config& config);

/// A line for each trace of the plan that cannot be read: what is not run, and why. Empty if all
/// can.
[[nodiscard]] std::string missing_traces(const run::Config& config);

}  // namespace ceo::verify
