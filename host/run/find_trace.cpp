#include "host/run/find_trace.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "host/base/error.hpp"
#include "host/base/sha256.hpp"
#include "host/run/toml_text.hpp"

namespace ceo::run {

namespace fs = std::filesystem;

bool is_trace_hash(const std::string& text) {
  if (text == kNoTrace) return true;
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::optional<std::string> find_trace(const std::string& name, const std::string& plan,
                                      const std::vector<std::string>& folders) {
  std::vector<fs::path> tried = {fs::path(plan).parent_path() / name, fs::path(name)};
  if (name.find_first_of("/.") == std::string::npos) {
    for (const std::string& folder : folders) tried.push_back(fs::path(folder) / (name + ".h5"));
  }
  std::error_code failed;
  for (const fs::path& path : tried) {
    if (fs::is_regular_file(path, failed)) return path.string();
  }
  return std::nullopt;
}

std::optional<std::string> file_sha256(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  Sha256 hash;
  std::array<char, 65536> part{};
  while (file.read(part.data(), part.size()) || file.gcount() > 0) {
    hash.update(std::string_view(part.data(), static_cast<std::size_t>(file.gcount())));
  }
  if (file.bad()) return std::nullopt;
  return hex(hash.finish());
}

namespace {

/// What a point's trace offers; nothing where the file is not there, is not the pinned one or
/// offers nothing.
std::optional<RecordedSize> offered(PointConfig& point, const std::optional<std::string>& path,
                                    const SizeOf& size_of) {
  const std::optional<std::string> hash = path ? file_sha256(*path) : std::nullopt;
  if (!hash || (!point.trace_sha256.empty() && point.trace_sha256 != *hash)) return std::nullopt;
  point.trace_sha256 = *hash;
  try {
    return size_of(*path);
  } catch (const Error&) {
    return std::nullopt;
  }
}

void pin_point(PointConfig& point, const std::optional<std::string>& path, const SizeOf& size_of) {
  const std::optional<RecordedSize> size = offered(point, path, size_of);
  if (!size) {
    point.trace_sha256 = kNoTrace;
    return;
  }
  if (point.var_n.size() > size->workers) {
    throw Error(ExitCode::usage,
                fmt::format("{} workers, but the trace has whole gradients of {}",
                            point.var_n.size(), size->workers),
                toml_path("points", point.name),
                fmt::format("Give the point {} workers or fewer.", size->workers));
  }
  point.trace_samples = size->samples;
}

}  // namespace

void pin_traces(Config& config, const std::vector<std::string>& folders, const SizeOf& size_of) {
  for (PointConfig& point : config.points) {
    const bool pinned = point.trace_samples > 0 || point.trace_sha256 == kNoTrace;
    if (point.trace.empty() || pinned) continue;
    pin_point(point, find_trace(point.trace, config.path, folders), size_of);
  }
  for (ClaimConfig& claim : config.claims) {
    if (claim.trace.empty() || !claim.trace_sha256.empty()) continue;
    const std::optional<std::string> path = find_trace(claim.trace, config.path, folders);
    const std::optional<std::string> hash = path ? file_sha256(*path) : std::nullopt;
    claim.trace_sha256 = hash.value_or(kNoTrace);
  }
}

}  // namespace ceo::run
