// The second-moment update for many rows: rows along the register, one strip at a time.
//
// With strips in the lanes (second_moments.hpp) a tile of 3 x 3 entries streams kLanes strips of
// its rows and kLanes partial sums of each entry. Where those leave the second cache, the panel is
// packed into blocks of rows that stay in the first one. Each entry of a strip remains one chain of
// fma in sample order, so the bits are the same.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/fixed_point.hpp"
#include "kernels/core/second_moments.hpp"

namespace ceo {

template <class Family>
class PackedMoments {
  static constexpr int kLanes = Family::kLanes;  ///< strips of a panel, and floats of a register
  static constexpr int kHigh = Family::Registers::kPackedHigh;
  static constexpr int kWide = Family::Registers::kPackedWide;
  static constexpr int kSteps = 4;   ///< samples between two jumps
  static constexpr int kBlock = 48;  ///< rows of a block: 6 kB of a strip
  static constexpr std::ptrdiff_t kStripFloats = std::ptrdiff_t{kStripSamples} * kBlock;
  static constexpr std::ptrdiff_t kBlockFloats = kStripFloats * kLanes;
  static_assert(kBlock % kHigh == 0 && kBlock % (kWide * kLanes) == 0);
  static_assert(kLanes <= kStripsPerInt32, "a block's int32 sums hold one panel");
  using Real = typename Family::template Real<1>;

 public:
  /// Floats of a packed panel, zero before its first use.
  static std::size_t packed_floats(int rows) {
    return static_cast<std::size_t>(blocks(rows)) * kBlockFloats;
  }

  /// Adds the strips of a panel to the triangle of int64 totals, in units of 1/scale.
  static void update(const float* panel, int rows, float scale, float* packed,
                     std::int64_t* totals) {
    pack(panel, rows, packed);
    alignas(64) std::int32_t sums[kBlock * kBlock];
    for (int i = 0; i < blocks(rows); ++i) {
      for (int j = 0; j <= i; ++j) {
        for (std::int32_t& sum : sums) sum = 0;
        const int high = rows - i * kBlock < kBlock ? rows - i * kBlock : kBlock;
        const float* left = packed + i * kBlockFloats;
        const float* right = packed + j * kBlockFloats;
        for (int strip = 0; strip < kLanes; ++strip) {
          add_strip(left, right, high, i == j, scale, sums);
          left += kStripFloats;
          right += kStripFloats;
        }
        add_block(sums, high, i, j, totals);
      }
    }
  }

 private:
  static constexpr int blocks(int rows) { return (rows + kBlock - 1) / kBlock; }

  /// [row][sample][strip] -> [block][strip][sample][row of the block].
  static void pack(const float* panel, int rows, float* packed) {
    for (int first = 0; first < rows; first += kBlock, packed += kBlockFloats) {
      const int count = rows - first < kBlock ? rows - first : kBlock;
      const float* block = panel + std::ptrdiff_t{first} * kStripSamples * kLanes;
      for (int s = 0; s < kStripSamples; ++s) {
        for (int row = 0; row < count; ++row) {
          const float* from =
              block + (std::ptrdiff_t{row} * kStripSamples + s) * std::ptrdiff_t{kLanes};
          float* to = packed + std::ptrdiff_t{s} * kBlock + row;
          CEO_UNROLL for (int strip = 0; strip < kLanes; ++strip) {
            to[std::ptrdiff_t{strip} * kStripFloats] = from[strip];
          }
        }
      }
    }
  }

  /// One strip of a pair of blocks, the left one of `high` rows; of a diagonal pair the tiles that
  /// touch the lower triangle.
  static void add_strip(const float* left, const float* right, int high, bool diagonal, float scale,
                        std::int32_t* sums) {
    for (int i = 0; i < high; i += kHigh) {
      const int end = diagonal ? i + kHigh : kBlock;
      for (int j = 0; j < end; j += kWide * kLanes) {
        add_tile(left + i, right + j, scale, sums + std::ptrdiff_t{i} * kBlock + j);
      }
    }
  }

  static CEO_HD void add_sample(const float* left, const float* right, Real (&sums)[kHigh][kWide]) {
    Real b[kWide];
    CEO_UNROLL for (int j = 0; j < kWide; ++j) b[j] =
        Family::load_pinned(right + std::ptrdiff_t{j} * kLanes);
    CEO_UNROLL for (int i = 0; i < kHigh; ++i) {
      const Real a = Family::broadcast_pinned(left[i]);
      CEO_UNROLL for (int j = 0; j < kWide; ++j) sums[i][j] = fma(a, b[j], sums[i][j]);
    }
  }

  static CEO_HD void add_tile(const float* left, const float* right, float scale,
                              std::int32_t* entries) {
    Real sums[kHigh][kWide];
    CEO_UNROLL for (int i = 0; i < kHigh; ++i) {
      CEO_UNROLL for (int j = 0; j < kWide; ++j) sums[i][j] = broadcast<Real>(0.0F);
    }
    for (int s = 0; s < kStripSamples; s += kSteps) {
      CEO_UNROLL for (int step = 0; step < kSteps; ++step, left += kBlock, right += kBlock) {
        add_sample(left, right, sums);
      }
    }
    CEO_UNROLL for (int i = 0; i < kHigh; ++i) {
      CEO_UNROLL for (int j = 0; j < kWide; ++j) {
        std::int32_t* entry = entries + std::ptrdiff_t{i} * kBlock + std::ptrdiff_t{j} * kLanes;
        Family::store(entry, Family::load(static_cast<const std::int32_t*>(entry)) +
                                 to_integer(mul(sums[i][j], broadcast<Real>(scale))));
      }
    }
  }

  static void add_block(const std::int32_t* sums, int high, int i, int j, std::int64_t* totals) {
    for (int row = 0; row < high; ++row, sums += kBlock) {
      std::int64_t* to = totals + triangle(i * kBlock + row) + std::ptrdiff_t{j} * kBlock;
      const int count = i == j ? row + 1 : kBlock;
      for (int column = 0; column < count; ++column) to[column] += sums[column];
    }
  }
};

}  // namespace ceo
