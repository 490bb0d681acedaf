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

/// What is taken from one file. The largest files of the data sets are extra_32x32.mat of SVHN, 1.3
/// GB, and EMNIST's images, 547 MB unpacked.
struct DataLimits {
  std::size_t file = std::size_t{2} << 30;      ///< bytes on disk
  std::size_t unpacked = std::size_t{1} << 30;  ///< bytes that gzip or bzip2 may unpack to
};

/// Reads a file and unpacks gzip (zlib) and bzip2 (libbz2); check sums of both are compared.
/// Throws Error(file), naming the file and the offset in it, if it is absent, no regular file, cut,
/// damaged, or beyond the limits; memory stays below twice the limits.
[[nodiscard]] Bytes read_data_file(const std::string& path, DataLimits limits = {});

/// Throws Error(file) "FILE: offset N: WHAT".
[[noreturn]] void fail_at(const std::string& file, std::size_t offset, const std::string& what,
                          const std::string& remedy = "");

enum class Unpacked { whole, damaged, too_large };
struct ZlibFacts {
  Unpacked found = Unpacked::damaged;
  std::size_t bytes = 0;  ///< unpacked
};
/// Whether this is one zlib stream from its first to its last byte, with a sound check sum, that
/// unpacks to at most `limit` bytes. Keeps none of them.
[[nodiscard]] ZlibFacts unpack_zlib(std::span<const std::uint8_t> packed, std::size_t limit);

/// True if a regular file stands there.
[[nodiscard]] bool file_exists(const std::string& path);

}  // namespace ceo::datasets
