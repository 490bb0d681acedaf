// A folder that a reviewer opens offline: page, figures, run file, plan, claims, checksums and the
// command that repeats the run.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "host/run/record.hpp"

namespace ceo::verify {

/// Name within the bundle -> bytes. Names use '/'.
using BundleFiles = std::map<std::string, std::string>;

struct Bundle {
  BundleFiles files;
  std::string problem;         ///< why there are no figures; empty if all is well
  std::string missing_traces;  ///< recorded gradients of the run that were not found; empty: none
};

/// Everything but SHA256SUMS.
/// @param bytes  of the run file, which the bundle holds as run.h5
/// @param source  name of that file, without its folder
[[nodiscard]] Bundle make_bundle(const run::Record& record, std::span<const std::uint8_t> bytes,
                                 const std::string& source);

/// "HASH  NAME" for each file, as sha256sum --check reads it.
[[nodiscard]] std::string checksums(const BundleFiles& files);

/// README.md of a bundle: what it holds, the command, claims, questions of artifact badges and of
/// reproducibility checklists.
[[nodiscard]] std::string bundle_readme(const run::Record& record, const std::string& source);
/// claims.md: claim, command, expected output.
[[nodiscard]] std::string claims_table(const run::Record& record);
/// environment.txt: what sampled.
[[nodiscard]] std::string environment_text(const run::Record& record);
/// repeat.sh.
[[nodiscard]] std::string repeat_script();
/// ro-crate-metadata.json (RO-Crate 1.1) of these files.
[[nodiscard]] std::string crate_text(const run::Record& record, const BundleFiles& files);

}  // namespace ceo::verify
