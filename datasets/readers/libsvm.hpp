// LIBSVM text: one row per line, "label index:value ...", plain, gzip or bzip2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "datasets/readers/bytes.hpp"
#include "datasets/readers/images.hpp"

namespace ceo::datasets {

/// A sparse table with a label per row.
struct SparseRows {
  std::vector<double> labels;            ///< [row] as written
  std::vector<std::size_t> begin = {0};  ///< [row + 1] first entry of the row; last: their number
  std::vector<std::uint32_t> column;     ///< [entry] from 0, rising within a row
  std::vector<double> value;             ///< [entry]
  std::size_t columns = 0;               ///< largest index that occurs
  Source source;
  [[nodiscard]] std::size_t rows() const { return labels.size(); }
};

/// Throws Error(file) that names file, line and offset (of the unpacked text) for anything but
/// finite numbers and indices from 1 to 2^31 - 1 that rise within a row, and for a file without
/// rows.
[[nodiscard]] SparseRows read_libsvm(const std::string& path);
/// The same from unpacked bytes; needs no library.
[[nodiscard]] SparseRows parse_libsvm(const Bytes& bytes);

}  // namespace ceo::datasets
