// Whole data files in memory: plain, gzip or bzip2, told apart by their first bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ceo::datasets {

/// The unpacked content of a data file.
struct Bytes {
  std::string file;  ///< path as given, for messages
  std::vector<std::uint8_t> data;
  std::string sha256;  ///< of the file as it stands on disk, 64 hexadecimal digits
};

/// Reads a file and unpacks gzip (zlib) and bzip2 (libbz2); check sums of both are compared.
/// Throws Error(file), naming the file and the offset in it, if it is absent, cut, damaged, or
/// larger than `limit` bytes once unpacked.
[[nodiscard]] Bytes read_data_file(const std::string& path,
                                   std::size_t limit = std::size_t{2} << 30);

/// Throws Error(file) "FILE: offset N: WHAT".
[[noreturn]] void fail_at(const std::string& file, std::size_t offset, const std::string& what,
                          const std::string& remedy = "");

/// True if this is one zlib stream from its first to its last byte, with a sound check sum.
[[nodiscard]] bool is_whole_zlib(std::span<const std::uint8_t> packed);

/// True if a regular file stands there.
[[nodiscard]] bool file_exists(const std::string& path);

}  // namespace ceo::datasets
