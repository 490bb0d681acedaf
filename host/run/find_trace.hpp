// Where the trace that a plan names stands, and which bytes it has.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/run/config.hpp"
#include "host/run/recorded_source.hpp"

namespace ceo::run {

/// In the place of a hash: the plan was made where no such file could be read.
inline constexpr const char* kNoTrace = "missing";

/// 64 lower-case hexadecimal digits, or kNoTrace.
[[nodiscard]] bool is_trace_hash(const std::string& text);

/// Path of a trace: as it is named, from the folder of the plan and from the working folder; a word
/// without folder or extension also is a file NAME.h5 of the trace folders. Nothing if none exists.
/// @param plan  path of the plan file
[[nodiscard]] std::optional<std::string> find_trace(const std::string& name,
                                                    const std::string& plan,
                                                    const std::vector<std::string>& folders);

/// SHA-256 of the bytes of a file, in hexadecimal; nothing if it cannot be read.
[[nodiscard]] std::optional<std::string> file_sha256(const std::string& path);

/// What the trace file at a path offers as a source. Throws Error where that is nothing.
using SizeOf = std::function<RecordedSize(const std::string& path)>;

/// Gives every claim that reads a trace, and every point that has one as its source, the hash of
/// its file; kNoTrace where there is none, or none that serves. Points also get their sample
/// counts. What was pinned before stays. Throws Error(usage) for a point with more workers than its
/// trace.
void pin_traces(Config& config, const std::vector<std::string>& folders, const SizeOf& size_of);

}  // namespace ceo::run
