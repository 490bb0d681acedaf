// A whole file in memory, whatever stands under its name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ceo {

/// What a file may be, and what to do if it is not.
struct FileLimits {
  std::uint64_t largest = 0;  ///< bytes; a larger file is refused before memory is taken
  std::string too_large;      ///< remedy then
  std::string unreadable =    ///< remedy where it is absent, no regular file, or not readable
      "Check the path and the permissions.";
};

/// All bytes of a regular file; links are followed. Throws Error(file) if it is absent, a folder,
/// a pipe or a device (it never waits for one), not readable, or larger than the limit.
[[nodiscard]] std::vector<std::uint8_t> read_whole_file(const std::string& path,
                                                        const FileLimits& limits);

}  // namespace ceo
