// The run file (HDF5); every group, dataset and attribute is described in docs/run-file.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "host/run/record.hpp"

namespace ceo::io {

inline constexpr const char* kRunFileType = "ceo-verify run";
/// Of a complete file.
inline constexpr const char* kSchemaVersion = "1.3";
/// Of a part of a run, whose totals lie flat; also the newest that is read.
inline constexpr const char* kPartSchemaVersion = "2.0";

/// Checks, before any sampling, that `path` can be written: the folder exists (it is made if only
/// the last levels are missing) and is writable, and nothing stands there unless `force`.
/// Throws Error(file) otherwise.
void check_writable(const std::string& path, bool force);

/// Writes the record to a temporary file beside `path`, syncs it, renames it into place and syncs
/// the folder; a published file is never written in place. Throws Error(file); nothing is lost
/// then.
void write_run(const run::Record& record, const std::string& path, bool force);

/// The bytes that write_run() writes.
[[nodiscard]] std::vector<std::uint8_t> run_bytes(const run::Record& record);

/// Reads a run file and compares its stored hash with its content. Throws Error(file) for a file
/// that is absent, damaged, of another type or of a newer schema.
[[nodiscard]] run::Record read_run(const std::string& path);

/// What a merge adds, file after file: read_run() without findings, controls, claims and their
/// hashes. The seal says that a file is whole; one without a seal is read as by read_run().
/// @param take gets each record and the name of its file, in order, in the calling thread
void read_parts(const std::vector<std::string>& paths,
                const std::function<void(run::Record, const std::string&)>& take);

}  // namespace ceo::io
