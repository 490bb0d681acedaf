#include "verify/traces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>

#include "host/base/text.hpp"
#include "host/io/trace_file.hpp"
#include "host/run/find_trace.hpp"
#include "host/run/host_check.hpp"

namespace ceo::verify {
namespace {

/// A trace as a plan names it.
struct NamedTrace {
  std::string name, sha256;
  std::string plan;  ///< path of the plan
};

std::string found(const NamedTrace& trace) {
  const std::optional<std::string> path = run::find_trace(trace.name, trace.plan, trace_folders());
  if (path) return *path;
  throw run::NotRecorded("the trace is not there", trace.name,
                         "Traces are looked for beside the plan, in datasets/traces and in the "
                         "folder that CEO_TRACES names.");
}

run::Trace read_pinned(const NamedTrace& trace) {
  const std::string path = found(trace);
  if (trace.sha256 == run::kNoTrace) {
    throw run::NotRecorded("the trace was not there when the run was planned", trace.name,
                           "Run the plan again.");
  }
  if (!trace.sha256.empty() && run::file_sha256(path) != trace.sha256) {
    throw run::NotRecorded("the trace has other bytes than when the run was planned", trace.name,
                           "Put the file with SHA-256 " + trace.sha256 + " there.");
  }
  return io::read_trace(path);
}

/// Why a point whose trace was missing when its plan was made has no sources.
std::string why_missing(const run::PointConfig& point, const std::string& plan) {
  try {
    static_cast<void>(run::recorded_size(io::read_trace(found({point.trace, "", plan}))));
    return "the trace " + point.trace + " is there now, or has other bytes than the plan says";
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

std::vector<std::string> trace_folders() {
  std::vector<std::string> folders = {"datasets/traces", CEO_SOURCE_TRACES};
  const char* extra = std::getenv("CEO_TRACES");
  if (extra != nullptr && *extra != '\0') folders.emplace_back(extra);
  return folders;
}

void pin_traces(run::Config& config) {
  run::pin_traces(config, trace_folders(),
                  [](const std::string& path) { return run::recorded_size(io::read_trace(path)); });
}

LoadedTrace Traces::of(const std::string& claim) {
  const auto row = std::find_if(config_->claims.begin(), config_->claims.end(),
                                [&](const run::ClaimConfig& item) { return item.id == claim; });
  if (row == config_->claims.end() || row->trace.empty()) return {};
  const auto [place, fresh] = loaded_.try_emplace(row->trace + ' ' + row->trace_sha256);
  if (!fresh) return place->second;
  try {
    place->second.trace = std::make_shared<const run::Trace>(
        read_pinned({row->trace, row->trace_sha256, config_->path}));
  } catch (const std::exception& error) {
    place->second.missing = error.what();
  }
  return place->second;
}

run::SourceOf source_loader(const run::Config& config) {
  std::map<std::string, NamedTrace> named;
  for (const run::PointConfig& point : config.points) {
    if (!point.trace.empty()) {
      named[point.trace_sha256] = {point.trace, point.trace_sha256, config.path};
    }
  }
  return [named, loaded = std::map<std::string, std::shared_ptr<const run::RecordedSource>>()](
             const std::string& sha256) mutable {
    std::shared_ptr<const run::RecordedSource>& source = loaded[sha256];
    if (source == nullptr) {
      source = std::make_shared<const run::RecordedSource>(
          run::recorded_source(read_pinned(named.at(sha256))));
    }
    return source;
  };
}

std::string missing_traces(const run::Config& config) {
  Traces traces(config);
  std::vector<std::string> lines;
  for (const run::PointConfig& point : config.points) {
    if (point.trace_sha256 != run::kNoTrace) continue;
    lines.push_back(
        fmt::format("the point {} is not run: {}", point.name, why_missing(point, config.path)));
  }
  for (const run::ClaimConfig& claim : config.claims) {
    const std::string missing = traces.of(claim.id).missing;
    if (!missing.empty()) lines.push_back(fmt::format("{} is not run: {}", claim.id, missing));
  }
  return join(lines, "\n");
}

}  // namespace ceo::verify
