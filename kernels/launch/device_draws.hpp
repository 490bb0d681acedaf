// Draws of the device kernels, one thread at a time.
#pragma once

#include <cstdint>

#include "kernels/core/draws.hpp"

namespace ceo::launch {

/// Four normals of a draw block.
template <class Params>
CEO_HD void draw_block(const Params& p, std::uint64_t counter, std::uint32_t block, float (&z)[4]) {
  auto a = static_cast<std::uint32_t>(counter);
  auto b = static_cast<std::uint32_t>(counter >> 32);
  std::uint32_t c = block;
  std::uint32_t d = 0;
  philox(a, b, c, d, p.key[0], p.key[1]);
  box_muller(a, b, z[0], z[1]);
  box_muller(c, d, z[2], z[3]);
}

}  // namespace ceo::launch
