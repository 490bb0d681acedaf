#include "tests/kernels/core/normals_faults.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace ceo::testing {
namespace {

/// A source that fills a panel by `sound` and then lets `spoil` loose on it.
template <class Spoil>
NormalsSource spoiled(NormalsSource sound, Spoil spoil) {
  NormalsSource source = sound;
  source.fill = [sound = std::move(sound), spoil](std::uint64_t strip, float* panel) {
    sound.fill(strip, panel);
    spoil(panel);
  };
  return source;
}

/// Gives the pair (r cos, r sin) the radius of the nearest cell of a lattice of 2^bits uniforms.
void coarsen(float& first, float& second, float cells) {
  const float square = first * first + second * second;
  if (square < 13.8F) return;  // 20 ln 2: uniforms above 2^-10
  const double u = (std::floor(std::exp(-0.5 * square) * cells) + 0.5) / cells;
  const auto factor = static_cast<float>(std::sqrt(-2 * std::log(u) / square));
  first *= factor;
  second *= factor;
}

}  // namespace

NormalsSource scaled_and_shifted(NormalsSource sound, float factor, float shift) {
  const std::size_t count = sound.rows * 32 * sound.lanes;
  return spoiled(std::move(sound), [=](float* panel) {
    for (std::size_t i = 0; i < count; ++i) panel[i] = panel[i] * factor + shift;
  });
}

NormalsSource cosine_twice(NormalsSource sound) {
  const std::size_t row = 32 * sound.lanes;
  const std::size_t rows = sound.rows;
  return spoiled(std::move(sound), [=](float* panel) {
    for (std::size_t r = 1; r + 1 < rows; r += 2) {
      std::copy_n(panel + r * row, row, panel + (r + 1) * row);
    }
  });
}

NormalsSource coarse_uniforms(NormalsSource sound, int bits) {
  const std::size_t lanes = sound.lanes;
  const std::size_t rows = sound.rows;
  const float cells = std::ldexp(1.0F, bits);
  return spoiled(std::move(sound), [=](float* panel) {
    const std::size_t row = 32 * lanes;
    // The source pairs neighbouring samples, the workers neighbouring rows.
    for (std::size_t s = 0; s < 32; s += 2) {
      for (std::size_t i = s * lanes; i < (s + 1) * lanes; ++i)
        coarsen(panel[i], panel[i + lanes], cells);
    }
    for (std::size_t r = 1; r + 1 < rows; r += 2) {
      for (std::size_t i = r * row; i < (r + 1) * row; ++i)
        coarsen(panel[i], panel[i + row], cells);
    }
  });
}

}  // namespace ceo::testing
