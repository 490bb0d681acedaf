#include "verify/traces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>

#include "host/base/text.hpp"
#include "host/io/trace_file.hpp"
#include "host/run/find_trace.hpp"

namespace ceo::verify {
namespace {

std::shared_ptr<const run::Trace> read_pinned(const run::ClaimConfig& claim,
                                              const std::string& plan) {
  const std::optional<std::string> path = run::find_trace(claim.trace, plan, trace_folders());
  if (!path) {
    throw run::NotRecorded("the trace is not there", claim.trace,
                           "Traces are looked for beside the plan, in datasets/traces and in the "
                           "folder that CEO_TRACES names.");
  }
  if (claim.trace_sha256 == run::kNoTrace) {
    throw run::NotRecorded("the trace was not there when the run was planned", claim.trace,
                           "Run the plan again.");
  }
  if (!claim.trace_sha256.empty() && run::file_sha256(*path) != claim.trace_sha256) {
    throw run::NotRecorded("the trace has other bytes than when the run was planned", claim.trace,
                           "Put the file with SHA-256 " + claim.trace_sha256 + " there.");
  }
  return std::make_shared<const run::Trace>(io::read_trace(*path));
}

}  // namespace

std::vector<std::string> trace_folders() {
  std::vector<std::string> folders = {"datasets/traces", CEO_SOURCE_TRACES};
  const char* extra = std::getenv("CEO_TRACES");
  if (extra != nullptr && *extra != '\0') folders.emplace_back(extra);
  return folders;
}

LoadedTrace Traces::of(const std::string& claim) {
  const auto row = std::find_if(config_->claims.begin(), config_->claims.end(),
                                [&](const run::ClaimConfig& item) { return item.id == claim; });
  if (row == config_->claims.end() || row->trace.empty()) return {};
  const auto [place, fresh] = loaded_.try_emplace(row->trace + ' ' + row->trace_sha256);
  if (!fresh) return place->second;
  try {
    place->second.trace = read_pinned(*row, config_->path);
  } catch (const std::exception& error) {
    place->second.missing = error.what();
  }
  return place->second;
}

std::string missing_traces(const run::Config& config) {
  Traces traces(config);
  std::vector<std::string> lines;
  for (const run::ClaimConfig& claim : config.claims) {
    const std::string missing = traces.of(claim.id).missing;
    if (!missing.empty()) lines.push_back(fmt::format("{} is not run: {}", claim.id, missing));
  }
  return join(lines, "\n");
}

}  // namespace ceo::verify
