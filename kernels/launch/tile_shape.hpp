// How a block of the tile kernel divides its work: pure arithmetic, shared by launcher and kernel.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/panel.hpp"
#include "kernels/core/second_moments.hpp"

namespace ceo::launch {

/// A block draws the panel of `strips` strips, [strip][sample][position], and sums products in
/// tiles of 8 x 8 positions, one tile and strip per thread.
///
/// Positions: 0 .. 2K - 1 are rows 1 .. 2K, so that a draw block fills four neighbours; X follows
/// behind the (possibly unused) draws of the last block; the rest is padding.
struct TileShape {
  static constexpr int kTile = 8;

  int workers = 0;
  int threads = 0;  ///< of the block
  int side = 0;     ///< tiles per side of the matrix
  int tiles = 0;    ///< tiles of the lower triangle
  int strips = 1;   ///< strips at a time: a power of two, at most 32
  int passes = 1;   ///< blocks that share a strip's tiles, when there are more tiles than threads
  int stride = 0;   ///< floats from one sample to the next

  CEO_HD int source_position() const { return 4 * worker_blocks(workers); }
  /// Row at a position, -1 for padding and unused draws.
  CEO_HD int row_at(int position) const {
    if (position < 2 * workers) return position + 1;
    return position == source_position() ? 0 : -1;
  }
  CEO_HD int position_of(int row) const { return row == 0 ? source_position() : row - 1; }
  CEO_HD std::size_t panel_floats() const {
    return static_cast<std::size_t>(strips) * kStripSamples * static_cast<std::size_t>(stride);
  }
  /// e and x of every sample of the panel.
  CEO_HD std::size_t sample_floats() const {
    return static_cast<std::size_t>(strips) * kStripSamples * 2;
  }
};

/// @param threads of a block, a multiple of 32
/// @param budget  floats that panel and samples should fit into; one strip is taken in any case
CEO_HD TileShape tile_shape(int workers, int threads, std::size_t budget) {
  TileShape shape;
  shape.workers = workers;
  shape.threads = threads;
  shape.side = (shape.source_position() + 1 + TileShape::kTile - 1) / TileShape::kTile;
  shape.tiles = shape.side * (shape.side + 1) / 2;
  // Four floats beyond the tiles: neighbours in the sample then start in different banks.
  shape.stride = shape.side * TileShape::kTile + 4;
  shape.passes = (shape.tiles + threads - 1) / threads;
  while (shape.strips < 32 && 2 * shape.strips * shape.tiles <= threads) {
    shape.strips *= 2;
    if (shape.panel_floats() + shape.sample_floats() > budget) {
      shape.strips /= 2;
      break;
    }
  }
  return shape;
}

}  // namespace ceo::launch
