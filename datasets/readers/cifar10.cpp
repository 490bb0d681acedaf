#include "datasets/readers/cifar10.hpp"

#include <filesystem>

#include "datasets/readers/archive.hpp"
#include "datasets/readers/bytes.hpp"
#include "host/base/error.hpp"
#include "host/base/text.hpp"

namespace ceo::datasets {
namespace {

constexpr std::size_t kSide = 32, kChannels = 3, kClasses = 10;
constexpr std::size_t kPixels = kChannels * kSide * kSide;
constexpr std::size_t kRecord = kPixels + 1;
constexpr const char* kArchive = "cifar-10-binary.tar.gz";
constexpr const char* kFetch = "scripts/fetch-datasets cifar10 gets it.";

std::vector<std::string> batches(Part part) {
  if (part == Part::test) return {"test_batch.bin"};
  return {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
          "data_batch_5.bin"};
}

/// Appends the records of one file.
void append(const Bytes& bytes, Images& images) {
  const std::size_t records = bytes.data.size() / kRecord, rest = bytes.data.size() % kRecord;
  if (records == 0 || rest != 0) {
    fail_at(bytes.file, records * kRecord,
            std::to_string(rest) + " bytes are left, but a record has " + std::to_string(kRecord),
            "Fetch the file again.");
  }
  for (std::size_t i = 0; i < records; ++i) {
    const auto record = bytes.data.begin() + static_cast<std::ptrdiff_t>(i * kRecord);
    if (*record >= kClasses) {
      fail_at(bytes.file, i * kRecord,
              "label " + std::to_string(*record) + " of image " + std::to_string(i) +
                  " is not below 10");
    }
    images.labels.push_back(*record);
    images.pixels.insert(images.pixels.end(), record + 1, record + kRecord);
  }
  images.count += records;
}

void append_archive(const std::string& path, Part part, Images& images) {
  std::string sha256;
  const auto files = read_tar(path, batches(part), sha256);
  for (const std::string& name : batches(part)) {
    const auto found = files.find(name);
    if (found == files.end()) {
      throw Error(ExitCode::file, "the archive holds no " + name, path, kFetch);
    }
    append(found->second, images);
  }
  images.sources.push_back({std::filesystem::path(path).filename().string(), sha256});
}

void append_file(const std::string& path, Images& images) {
  const Bytes bytes = read_data_file(path);
  append(bytes, images);
  images.sources.push_back({std::filesystem::path(path).filename().string(), bytes.sha256});
}

void append_folder(const std::string& folder, Part part, Images& images) {
  const auto inside = [&](const std::string& name) {
    return (std::filesystem::path(folder) / name).string();
  };
  std::vector<std::string> missing;
  for (const std::string& name : batches(part)) {
    if (!file_exists(inside(name))) missing.push_back(name);
  }
  if (missing.empty()) {
    for (const std::string& name : batches(part)) append_file(inside(name), images);
  } else if (file_exists(inside(kArchive))) {
    append_archive(inside(kArchive), part, images);
  } else {
    throw Error(ExitCode::file,
                "there is no " + join(missing, ", ") + " and no " + std::string(kArchive), folder,
                kFetch);
  }
}

}  // namespace

Images read_cifar10(const std::string& path, Part part) {
  Images images;
  images.name = part == Part::train ? "CIFAR-10 train" : "CIFAR-10 test";
  images.channels = kChannels;
  images.height = images.width = kSide;
  images.classes = kClasses;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    append_folder(path, part, images);
  } else if (path.find(".tar") != std::string::npos || path.ends_with(".tgz")) {
    append_archive(path, part, images);
  } else {
    append_file(path, images);
  }
  return images;
}

}  // namespace ceo::datasets
