// The panel: the standard normals of kLanes strips side by side, [row][sample of the strip][lane].
// Row 0 is X, row 1 + 2k is N_k, row 2 + 2k is V_k.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/draws.hpp"

namespace ceo {

/// Draw blocks per sample: two workers share one.
CEO_HD constexpr int worker_blocks(int workers) {
  return (workers + 1) / 2;
}
/// 2K + 1.
CEO_HD constexpr int row_count(int workers) {
  return 2 * workers + 1;
}
/// Rows of a panel: an odd K draws one worker more than it uses, and the tiles of the second-moment
/// update may read up to two rows beyond.
CEO_HD constexpr int panel_rows(int workers) {
  return 4 * worker_blocks(workers) + 4;
}

/// Writes panels for one cell.
template <class Family>
class PanelWriter {
  static constexpr int kLanes = Family::kLanes;
  static constexpr int kSide = Family::kSide;
  template <int N>
  using Real = typename Family::template Real<N>;
  template <int N>
  using Bits = typename Family::template Bits<N>;

 public:
  PanelWriter(const std::uint32_t (&key)[2], int workers)
      : k0_(key[0]), k1_(key[1]), blocks_(worker_blocks(workers)) {}

  /// Strips first_strip .. first_strip + kLanes - 1; first_strip is a multiple of kLanes, so the
  /// upper words of the counters are the same in all lanes.
  void fill(std::uint64_t first_strip, float* panel) const {
    fill_source(first_strip, panel);
    fill_workers(first_strip, panel);
  }

 private:
  static CEO_HD float* cell(float* panel, int row, int s) {
    return panel + (static_cast<std::ptrdiff_t>(row) * kStripSamples + s) * kLanes;
  }

  void fill_source(std::uint64_t first_strip, float* panel) const {
    constexpr int kQuads = kStripSamples / 4;
    const std::uint64_t quad = first_strip * kQuads;
    // The lanes' strips are kQuads quads apart.
    static_assert(kQuads == 8 && kQuads % kSide == 0);
    const Bits<1> lane_quad = shl<3>(Family::lane_index()) + static_cast<std::uint32_t>(quad);
    for (int q = 0; q < kQuads; q += kSide) {
      Bits<kSide> a, b, c, d;
      CEO_UNROLL for (int i = 0; i < kSide; ++i) {
        Family::set(a, i, lane_quad + static_cast<std::uint32_t>(q + i));
        Family::set(b, i, Family::splat(static_cast<std::uint32_t>(quad >> 32)));
        Family::set(c, i, Family::splat(kSourceBlock));
        Family::set(d, i, Family::splat(0));
      }
      philox(a, b, c, d, k0_, k1_);
      Real<kSide> z[4];
      box_muller(a, b, z[0], z[1]);
      box_muller(c, d, z[2], z[3]);
      CEO_UNROLL for (int i = 0; i < kSide; ++i) {
        CEO_UNROLL for (int j = 0; j < 4; ++j) {
          Family::store(cell(panel, 0, 4 * (q + i) + j), Family::get(z[j], i));
        }
      }
    }
  }

  // The first two Philox rounds on (n_lo, n_hi, block, 0) fall apart into products that depend on
  // the sample alone and products that depend on the block alone; both are shared.
  struct OfBlock {
    std::uint32_t a, c, d;
  };
  OfBlock rounds_of_block(std::uint32_t block, std::uint32_t n_hi) const {
    std::uint32_t hi = 0;
    std::uint32_t lo = 0;
    mulhilo(kPhiloxM1, block, hi, lo);
    const std::uint32_t b = lo;
    mulhilo(kPhiloxM0, hi ^ n_hi ^ k0_, hi, lo);
    return {b ^ (k0_ + kPhiloxW0), hi ^ (k1_ + kPhiloxW1), lo};
  }
  struct OfSample {
    Bits<1> a, b, c;
  };
  OfSample rounds_of_sample(Bits<1> n) const {
    Bits<1> hi, lo;
    OfSample shared;
    mulhilo(kPhiloxM0, n, hi, shared.c);
    mulhilo(kPhiloxM1, hi ^ k1_, shared.a, lo);
    shared.b = lo;
    return shared;
  }

  void fill_workers(std::uint64_t first_strip, float* panel) const {
    const std::uint64_t n = first_strip * kStripSamples;
    const Bits<1> lane_sample =
        shl<5>(Family::lane_index()) + static_cast<std::uint32_t>(n);  // 32 samples a strip
    const auto n_hi = static_cast<std::uint32_t>(n >> 32);
    OfSample of_sample[kStripSamples];
    for (int s = 0; s < kStripSamples; ++s) {
      of_sample[s] = rounds_of_sample(lane_sample + static_cast<std::uint32_t>(s));
    }
    // (block, sample) pairs, kSide samples of a block at a time.
    for (int block = 0; block < blocks_; ++block) {
      const OfBlock of_block =
          rounds_of_block(kFirstWorkerBlock + static_cast<std::uint32_t>(block), n_hi);
      for (int s = 0; s < kStripSamples; s += kSide)
        fill_pair(of_block, of_sample + s, cell(panel, 1 + 4 * block, s));
    }
  }

  CEO_HD void fill_pair(const OfBlock& of_block, const OfSample* of_sample, float* out) const {
    Bits<kSide> a, b, c, d;
    CEO_UNROLL for (int i = 0; i < kSide; ++i) {
      Family::set(a, i, of_sample[i].a ^ of_block.a);
      Family::set(b, i, of_sample[i].b);
      Family::set(c, i, of_sample[i].c ^ of_block.c);
      Family::set(d, i, Family::splat(of_block.d));
    }
    philox_rounds<8>(a, b, c, d, k0_ + 2 * kPhiloxW0, k1_ + 2 * kPhiloxW1);
    Real<kSide> z[4];
    box_muller(a, b, z[0], z[1]);
    box_muller(c, d, z[2], z[3]);
    CEO_UNROLL for (int i = 0; i < kSide; ++i) {
      CEO_UNROLL for (int j = 0; j < 4; ++j) Family::store(cell(out, j, i), Family::get(z[j], i));
    }
  }

  std::uint32_t k0_, k1_;
  int blocks_;
};

}  // namespace ceo
