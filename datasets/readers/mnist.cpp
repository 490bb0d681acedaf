#include "datasets/readers/mnist.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>

#include "datasets/readers/bytes.hpp"
#include "host/base/error.hpp"

namespace ceo::datasets {
namespace {

constexpr std::size_t kWord = 4;
constexpr std::uint32_t kUnsignedBytes = 0x08;

std::uint32_t word_at(const Bytes& bytes, std::size_t offset) {
  if (offset + kWord > bytes.data.size()) {
    fail_at(bytes.file, bytes.data.size(), "the header of the IDX file is cut short",
            "Fetch the file again.");
  }
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < kWord; ++i) word = word << 8U | bytes.data[offset + i];
  return word;
}

std::string in_folder(const std::string& folder, const std::string& name) {
  const std::string plain = (std::filesystem::path(folder) / name).string();
  const std::string packed = plain + ".gz";
  return !file_exists(packed) && file_exists(plain) ? plain : packed;
}

Source source_of(const std::string& path, const std::string& sha256) {
  return {std::filesystem::path(path).filename().string(), sha256};
}

}  // namespace

Idx read_idx(const std::string& path, std::size_t rank) {
  const Bytes bytes = read_data_file(path);
  const std::uint32_t magic = word_at(bytes, 0);
  const auto wanted = kUnsignedBytes << 8U | static_cast<std::uint32_t>(rank);
  if (magic != wanted) {
    fail_at(path, 0,
            "the magic number is " + std::to_string(magic) + ", not " + std::to_string(wanted) +
                " (IDX, unsigned bytes, " + std::to_string(rank) + " axes)",
            "Check that the right file stands under this name.");
  }
  Idx idx{{}, {}, bytes.sha256};
  const std::size_t header = kWord * (rank + 1);
  std::size_t count = 1;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const std::size_t offset = kWord * (axis + 1);
    const std::uint32_t extent = word_at(bytes, offset);
    if (extent == 0 || count > std::numeric_limits<std::size_t>::max() / extent) {
      fail_at(path, offset,
              "axis " + std::to_string(axis) + " cannot have extent " + std::to_string(extent));
    }
    count *= extent;
    idx.shape.push_back(extent);
  }
  const std::size_t found = bytes.data.size() - header;
  if (found != count) {
    fail_at(path, header + std::min(found, count),
            "the header promises " + std::to_string(count) + " values, the file holds " +
                std::to_string(found) + " (offsets of the unpacked file)",
            "Fetch the file again.");
  }
  idx.values.assign(bytes.data.begin() + static_cast<std::ptrdiff_t>(header), bytes.data.end());
  return idx;
}

Images read_idx_images(const std::string& images, const std::string& labels, std::size_t classes) {
  Idx pixels = read_idx(images, 3);
  Idx digits = read_idx(labels, 1);
  if (pixels.shape[0] != digits.shape[0]) {
    fail_at(labels, kWord,
            "there are " + std::to_string(digits.shape[0]) + " labels for " +
                std::to_string(pixels.shape[0]) + " images of " + images,
            "Give the two files of one part.");
  }
  const auto high = std::find_if(digits.values.begin(), digits.values.end(),
                                 [&](std::uint8_t label) { return label >= classes; });
  if (high != digits.values.end()) {
    const auto index = static_cast<std::size_t>(high - digits.values.begin());
    fail_at(labels, 2 * kWord + index,
            "label " + std::to_string(*high) + " of image " + std::to_string(index) +
                " is not below " + std::to_string(classes));
  }
  Images out;
  out.count = pixels.shape[0];
  out.channels = 1;
  out.height = pixels.shape[1];
  out.width = pixels.shape[2];
  out.classes = classes;
  out.pixels = std::move(pixels.values);
  out.labels = std::move(digits.values);
  out.sources = {source_of(images, pixels.sha256), source_of(labels, digits.sha256)};
  return out;
}

Images read_mnist(const std::string& folder, Part part) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    throw Error(ExitCode::file, "there is no such folder", folder,
                "scripts/fetch-datasets mnist gets the files of MNIST.");
  }
  const std::string stem = part == Part::train ? "train" : "t10k";
  Images images = read_idx_images(in_folder(folder, stem + "-images-idx3-ubyte"),
                                  in_folder(folder, stem + "-labels-idx1-ubyte"));
  images.name = part == Part::train ? "MNIST train" : "MNIST test";
  return images;
}

}  // namespace ceo::datasets
