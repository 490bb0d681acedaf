// MNIST and data sets in its format: IDX files, plain or gzip.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/readers/images.hpp"

namespace ceo::datasets {

/// An IDX file of unsigned bytes: magic 0x0000 08 rank, then one big-endian u32 per axis, then the
/// values in row-major order.
struct Idx {
  std::vector<std::uint32_t> shape;
  std::vector<std::uint8_t> values;
  std::string sha256;
};

/// Reads an IDX file of the given rank. Throws Error(file) that names file and offset for a wrong
/// magic number, an impossible shape, missing or left-over bytes.
[[nodiscard]] Idx read_idx(const std::string& path, std::size_t rank);

/// Reads images and labels (IDX) of equal count. Throws Error(file) also for labels not below
/// `classes`.
[[nodiscard]] Images read_idx_images(const std::string& images, const std::string& labels,
                                     std::size_t classes = 10);

/// The training or test part of MNIST from the four files of its home page in `folder`, with or
/// without .gz. Throws Error(file).
[[nodiscard]] Images read_mnist(const std::string& folder, Part part);

}  // namespace ceo::datasets
