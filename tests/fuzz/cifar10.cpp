// CIFAR-10: a file of records, or an archive by the first byte.
#include <unistd.h>

#include <filesystem>

#include "datasets/readers/archive.hpp"
#include "datasets/readers/cifar10.hpp"
#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ceo;
  static const fuzz::MemoryFile file;
  if (size == 0) return 0;
  file.put({data + 1, size - 1});
  fuzz::must_answer([&] {
    if (data[0] % 2 == 0) {
      const datasets::Images images = datasets::read_cifar10(file.path(), datasets::Part::train);
      fuzz::require(images.pixels.size() == images.count * images.size(), "pixels are missing");
      fuzz::require(images.labels.size() == images.count, "labels are missing");
      return;
    }
    std::string sha256;
    const auto files =
        datasets::read_tar(file.path(), {"data_batch_1.bin", "test_batch.bin"}, sha256);
    fuzz::require(files.size() <= 2, "files that nobody wanted");
  });
  return 0;
}
