// The second-moment update: sums of products of all pairs of rows of a panel, strip by strip.
// Inside a strip each entry is one chain of fma in sample order, so tile shapes do not change bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/fixed_point.hpp"
#include "kernels/core/panel.hpp"

namespace ceo {

/// Lower triangle of an n x n matrix, row major.
CEO_HD constexpr std::size_t triangle(int n) {
  return static_cast<std::size_t>(n) * (static_cast<std::size_t>(n) + 1) / 2;
}

template <class Family>
class SecondMoments {
  static constexpr int kLanes = Family::kLanes;
  static constexpr int kTile = Family::kTile;
  static constexpr int kSteps = Family::kTileSteps;
  /// Columns of a stripe: 24 kB of the panel, most of a first cache of 32 kB.
  static constexpr int kStripe = kTile * (24576 / (kTile * kLanes * kStripSamples * 4));
  static constexpr std::size_t kTileInts = static_cast<std::size_t>(kTile) * kTile * kLanes;
  using Real = typename Family::template Real<1>;

 public:
  /// int32 words of scratch for `rows` rows, zero before the first update.
  static std::size_t scratch_ints(int rows) {
    const auto tiles = static_cast<std::size_t>((rows + kTile - 1) / kTile);
    return tiles * (tiles + 1) / 2 * kTileInts;
  }

  /// Adds the strips of a panel to the scratch sums, in units of 1/scale.
  static void update(const float* panel, int rows, float scale, std::int32_t* scratch) {
    // A stripe of columns stays in the first cache while all rows pass by.
    for (int first = 0; first < rows; first += kStripe) {
      for (int i = first; i < rows; i += kTile) {
        std::int32_t* tile = scratch + tile_index(i, first) * kTileInts;
        for (int j = first; j <= i && j < first + kStripe; j += kTile, tile += kTileInts) {
          update_tile(panel + row_offset(i), panel + row_offset(j), scale, tile);
        }
      }
    }
  }

  /// Adds the scratch sums to the triangle of int64 totals.
  static void drain(const std::int32_t* scratch, int rows, std::int64_t* totals) {
    for (int i = 0; i < rows; i += kTile) {
      for (int j = 0; j <= i; j += kTile) {
        for (int r = i; r < i + kTile; ++r) {
          for (int c = j; c < j + kTile; ++c, scratch += kLanes) {
            if (r >= rows || c > r) continue;
            std::int64_t sum = 0;
            for (int lane = 0; lane < kLanes; ++lane) sum += scratch[lane];
            totals[triangle(r) + static_cast<std::size_t>(c)] += sum;
          }
        }
      }
    }
  }

 private:
  static CEO_HD std::ptrdiff_t row_offset(int row) {
    return static_cast<std::ptrdiff_t>(row) * kStripSamples * kLanes;
  }

  /// Place in the scratch of the tile that begins at entry (i, j).
  static CEO_HD std::size_t tile_index(int i, int j) {
    return triangle(i / kTile) + static_cast<std::size_t>(j / kTile);
  }

  /// One sample of each lane's strip.
  static CEO_HD void add_sample(const float* left, const float* right, Real (&sums)[kTile][kTile]) {
    Real a[kTile];
    CEO_UNROLL for (int i = 0; i < kTile; ++i) a[i] = Family::load_pinned(left + row_offset(i));
    CEO_UNROLL for (int j = 0; j < kTile; ++j) {
      const Real b = Family::load_pinned(right + row_offset(j));
      CEO_UNROLL for (int i = 0; i < kTile; ++i) sums[i][j] = fma(a[i], b, sums[i][j]);
    }
  }

  static CEO_HD void update_tile(const float* left, const float* right, float scale,
                                 std::int32_t* scratch) {
    Real sums[kTile][kTile];
    CEO_UNROLL for (int i = 0; i < kTile; ++i) {
      CEO_UNROLL for (int j = 0; j < kTile; ++j) sums[i][j] = broadcast<Real>(0.0F);
    }
    for (int s = 0; s < kStripSamples; s += kSteps) {
      CEO_UNROLL for (int step = 0; step < kSteps; ++step, left += kLanes, right += kLanes) {
        add_sample(left, right, sums);
      }
    }
    CEO_UNROLL for (int i = 0; i < kTile; ++i) {
      CEO_UNROLL for (int j = 0; j < kTile; ++j) {
        std::int32_t* entry = scratch + static_cast<std::ptrdiff_t>(i * kTile + j) * kLanes;
        Family::store(entry, Family::load(static_cast<const std::int32_t*>(entry)) +
                                 to_integer(mul(sums[i][j], broadcast<Real>(scale))));
      }
    }
  }
};

}  // namespace ceo
