// Labelled images, whatever file they came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ceo::datasets {

/// A file that was read, for the provenance of what is made from it.
struct Source {
  std::string name;    ///< file name without folder
  std::string sha256;  ///< of the file on disk
};

/// Images of one size with a label each.
struct Images {
  std::string name;  ///< "MNIST train", for messages and provenance
  std::size_t count = 0, channels = 0, height = 0, width = 0;
  std::size_t classes = 0;
  std::vector<std::uint8_t> pixels;  ///< [count][channel][row][column], 0..255
  std::vector<std::uint8_t> labels;  ///< [count], 0 .. classes - 1
  std::vector<Source> sources;
  /// Values of one image.
  [[nodiscard]] std::size_t size() const { return channels * height * width; }
};

/// Which part of a data set.
enum class Part { train, test };

}  // namespace ceo::datasets
