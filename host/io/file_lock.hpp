// One writer for a file: a lock that dies with its process.
#pragma once

#include <string>

namespace ceo::io {

/// Holds the right to write `path` against every other FileLock of any process, until it is
/// destroyed or the process ends, killed or not. A lock file that a killed process left is no
/// obstacle. Readers need no lock: files are replaced whole.
class FileLock {
 public:
  /// Throws Error(file) if another process writes the file, if its folder cannot be written, or if
  /// a link, a pipe or a file that this user may not open stands where the lock file belongs.
  explicit FileLock(const std::string& path);
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();
  /// False where the file system has no locks: then nothing keeps a second writer away.
  [[nodiscard]] bool held() const { return held_; }

 private:
  std::string name_;
  int file_ = -1;
  bool held_ = false;
};

}  // namespace ceo::io
