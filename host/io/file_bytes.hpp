// Whole files in and out: read at once, published at once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ceo::io {

/// All bytes of a run file or a trace: read_whole_file() up to 4 GiB, a thousand times a large run
/// file.
[[nodiscard]] std::vector<std::uint8_t> read_bytes(const std::string& path);

/// Folder and beginning of the name of every file that stands beside `path` while it is written.
/// Of a fixed length, however long the name is.
[[nodiscard]] std::string companion_stem(const std::string& path);

/// Removes temporary files that killed writers of `path` left. Only for who holds its FileLock.
void remove_leftovers(const std::string& path);

/// Which file stands at a path, whatever its content: device and inode.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0;
  /// Time of the last change of its bytes, in ns: a file system may give the number of a removed
  /// file to the next one.
  std::int64_t changed = 0;
  bool operator==(const FileIdentity&) const = default;
};
/// Nothing if no file stands there. Links are not followed.
[[nodiscard]] std::optional<FileIdentity> identity_of(const std::string& path);

/// Puts `bytes` at `path` so that at any moment, a crash included, either the old file or the whole
/// new one stands there: temporary file in the same folder, fsync, rename, fsync of the folder.
/// Without `force`, a file that appeared there meanwhile is kept. Returns which file the new one
/// is. Throws Error(file); the temporary file is gone then.
FileIdentity publish_bytes(std::span<const std::uint8_t> bytes, const std::string& path,
                           bool force);

/// publish_bytes() in place of `expected`: if another file stands there, even one that appeared at
/// the last moment, it is kept and Error(file) is thrown. The check is free of races where the file
/// system can exchange two names (ext4, xfs, btrfs, tmpfs).
FileIdentity publish_bytes_over(std::span<const std::uint8_t> bytes, const std::string& path,
                                const FileIdentity& expected);

/// Throws Error(file) unless publish_bytes() can be expected to work; makes missing folders. A
/// symbolic link at `path` is refused, with `force` too; links among its folders are followed.
void require_publishable(const std::string& path, bool force);

}  // namespace ceo::io
