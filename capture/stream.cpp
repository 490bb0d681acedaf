#include "capture/stream.hpp"

#include <string>

#include "host/base/sha256.hpp"
#include "kernels/core/draws.hpp"

namespace ceo::capture {

Stream::Stream(std::uint64_t seed, std::string_view purpose) {
  const Digest digest =
      sha256("ceo-capture\n" + std::string(purpose) + "\n" + std::to_string(seed) + "\n");
  for (std::size_t i = 0; i < 8; ++i) {
    key_[i / 4] |= static_cast<std::uint32_t>(digest.at(i)) << (8 * (i % 4));
  }
}

std::array<std::uint32_t, 4> Stream::words(std::uint32_t i, const Where& where) const {
  std::uint32_t a = i, b = where.step, c = where.worker, d = where.run;
  philox(a, b, c, d, key_[0], key_[1]);
  return {a, b, c, d};
}

std::array<float, 4> Stream::normals(std::uint32_t i, const Where& where) const {
  const auto word = words(i, where);
  std::array<float, 4> z{};
  box_muller<float>(word[0], word[1], z[0], z[1]);
  box_muller<float>(word[2], word[3], z[2], z[3]);
  return z;
}

}  // namespace ceo::capture
