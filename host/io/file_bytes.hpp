// Whole files in and out: read at once, published at once.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ceo::io {

/// All bytes of a regular file. Throws Error(file) if it is absent, a folder, not a regular file,
/// not readable or larger than 4 GiB (a thousand times a large run file).
[[nodiscard]] std::vector<std::uint8_t> read_bytes(const std::string& path);

/// Puts `bytes` at `path` so that at any moment, a crash included, either the old file or the whole
/// new one stands there: temporary file in the same folder, fsync, rename, fsync of the folder.
/// Without `force`, a file that appeared there meanwhile is kept. Throws Error(file); the temporary
/// file is gone then.
void publish_bytes(std::span<const std::uint8_t> bytes, const std::string& path, bool force);

/// Throws Error(file) unless publish_bytes() can be expected to work; makes missing folders.
void require_publishable(const std::string& path, bool force);

}  // namespace ceo::io
