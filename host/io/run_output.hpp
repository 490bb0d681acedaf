// The run file of a run that is under way: written again and again by one process.
#pragma once

#include <optional>
#include <string>

#include "host/io/file_bytes.hpp"
#include "host/io/file_lock.hpp"
#include "host/run/record.hpp"

namespace ceo::io {

/// Owns the right to write a run file. At any moment, a crash included, the file before or the
/// whole new one stands there. Everything throws Error(file).
class RunOutput {
 public:
  /// Makes missing folders, locks the file against other writers and clears away what killed ones
  /// left. Throws if it cannot be written, or if it exists and `replace` is not set.
  RunOutput(std::string path, bool replace);

  [[nodiscard]] const std::string& path() const { return path_; }
  /// False where the file system has no locks.
  [[nodiscard]] bool locked() const { return lock_->held(); }
  /// A file stands there.
  [[nodiscard]] bool exists() const;
  /// Replaces what stood there when this object was made, or what it wrote since. Throws if
  /// another file appeared meanwhile: that one stays.
  void write(const run::Record& record);

 private:
  std::string path_;
  std::optional<FileLock> lock_;
  std::optional<FileIdentity> ours_;
};

}  // namespace ceo::io
