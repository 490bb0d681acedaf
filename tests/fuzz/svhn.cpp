// MAT files of SVHN. The input is the content of elements that are packed here, so that changes
// reach what is inside; by its first byte it is the file itself.
#include "datasets/readers/svhn.hpp"

#include <zlib.h>

#include "tests/fuzz/fuzz.hpp"

namespace {

using Bytes = std::vector<std::uint8_t>;

void put_word(Bytes& bytes, std::size_t word) {
  for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
}

void put_packed(Bytes& bytes, std::span<const std::uint8_t> element) {
  uLongf size = compressBound(element.size());
  Bytes packed(size);
  compress2(packed.data(), &size, element.data(), element.size(), 1);
  constexpr std::uint32_t kCompressed = 15;
  put_word(bytes, kCompressed);
  put_word(bytes, size);
  bytes.insert(bytes.end(), packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(size));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ceo;
  static const fuzz::MemoryFile file;
  if (size < 4) return 0;
  const std::span<const std::uint8_t> rest(data + 4, size - 4);
  if (data[0] % 4 == 0) {
    file.put(rest);
  } else {
    Bytes bytes(124, ' ');
    for (const char byte : {'\0', '\1', 'I', 'M'}) bytes.push_back(static_cast<std::uint8_t>(byte));
    const std::size_t cut = std::min(std::size_t{data[1]} << 8 | data[2], rest.size());
    for (const auto part : {rest.first(cut), rest.subspan(cut)}) {
      if (data[3] % 2 == 0) {
        put_packed(bytes, part);
      } else {
        bytes.insert(bytes.end(), part.begin(), part.end());
      }
    }
    file.put(bytes);
  }
  fuzz::must_answer([&] {
    const datasets::Images images = datasets::read_svhn(file.path());
    fuzz::require(images.pixels.size() == images.count * images.size(), "pixels are missing");
  });
  return 0;
}
