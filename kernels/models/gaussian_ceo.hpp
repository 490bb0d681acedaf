// Model `gaussian_ceo`: K workers, Gaussian test channels, the unbiased decoder
// (spec/theory.md sections 1 and 2; ZTW eqs 29-32).
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/fixed_point.hpp"
#include "kernels/core/panel.hpp"
#include "kernels/core/recorded.hpp"

namespace ceo::models {

struct GaussianCeo {
  /// Scalar outputs, e = Xhat - X: summed per batch.
  enum Output : int { kError, kError2, kError4, kErrorX, kX, kX2, kOutputs };
  static constexpr const char* kOutputNames[kOutputs] = {"e", "e^2", "e^4", "e*x", "x", "x^2"};
  static constexpr const char* kName = "gaussian_ceo";

  /// Law of the noises N_k in units of their standard deviations.
  enum NoiseLaw : int {
    kNormalNoise,   ///< the sound model
    kWarpedNoise,   ///< z (warp_0 + warp_1 z^2 + warp_2 z^4): Student's t by its expansion
    kLaplaceNoise,  ///< Laplace of variance 1: (z_1 z_4 - z_2 z_3)/sqrt(2) of four normals
  };

  /// What the kernel reads. A view: the arrays belong to the caller. Rows: 0 is X, 1 + 2k is N_k
  /// (later Y_k), 2 + 2k is V_k (later U_k), k = 0..K-1.
  struct Params {
    std::uint32_t key[2];    ///< Philox key of the cell
    int workers;             ///< K, 1..1024
    float sd_x;              ///< standard deviation of X
    float offset;            ///< fault: added to Xhat; 0 in the sound model
    float mix_n[2];          ///< fault: N_2 <- mix_n[0] N_1 + mix_n[1] N_2; {0, 1} is sound
    float mix_v[2];          ///< fault: likewise V_2
    int noise_law;           ///< fault: a NoiseLaw of every N_k
    float warp[3];           ///< fault: coefficients of NoiseLaw::warped
    float scale[kOutputs];   ///< powers of two: fixed-point units of the scalar outputs
    const float* sd_n;       ///< [K] standard deviations of N_k
    const float* sd_v;       ///< [K] standard deviations of V_k
    const float* weight;     ///< [K] decoder weights
    const float* row_scale;  ///< [2K+1] powers of two that bring the physical rows near 1
    RecordedRows recorded;   ///< X and N_k from memory instead of normals, where there are rows
  };

  /// The same by value for a K known when compiling: a GPU reads them as operands of its
  /// arithmetic. Normal noise only, and nothing recorded.
  template <int K>
  struct FixedParams {
    std::uint32_t key[2];
    static constexpr int workers = K;  // NOLINT(readability-identifier-naming): as Params::workers
    float sd_x, offset, mix_n[2], mix_v[2], scale[kOutputs];
    float sd_n[K], sd_v[K], weight[K], row_scale[2 * K + 1];
  };

  template <class Real>
  struct Sample {
    Real error, x;
  };

  /// One sample. `z(row)` gives the standard normal of a row, `emit(row, value)` takes the scaled
  /// physical rows X, Y_k, U_k after the row was read; both are named functors. `P` is Params, or
  /// FixedParams<K> where K is known when compiling.
  template <class Real, class P, class Normals, class Emit>
  CEO_HD static Sample<Real> sample(const P& p, Normals&& z, const Emit& emit) {
    const Real x = mul(broadcast<Real>(p.sd_x), z(0));
    emit(0, mul(x, broadcast<Real>(p.row_scale[0])));
    Real decoded = broadcast<Real>(p.offset);
    CEO_DEVICE_UNROLL for (int k = 0; k < p.workers; ++k) {
      const Real y = fma(broadcast<Real>(p.sd_n[k]), z(1 + 2 * k), x);
      const Real u = fma(broadcast<Real>(p.sd_v[k]), z(2 + 2 * k), y);
      emit(1 + 2 * k, mul(y, broadcast<Real>(p.row_scale[1 + 2 * k])));
      emit(2 + 2 * k, mul(u, broadcast<Real>(p.row_scale[2 + 2 * k])));
      decoded = fma(broadcast<Real>(p.weight[k]), u, decoded);
    }
    return {sub(decoded, x), x};
  }

  /// Sums of the outputs over a strip, in sample order.
  template <class Real>
  struct Sums {
    using Bits = typename Traits<Real>::Bits;
    Real value[kOutputs];
    Bits non_finite;

    CEO_HD void clear() {
      for (Real& sum : value) sum = broadcast<Real>(0.0F);
      non_finite = bits_of(broadcast<Real>(0.0F));
    }
    CEO_HD void add(const Sample<Real>& s) {
      const Real e2 = mul(s.error, s.error);
      value[kError] = ceo::add(value[kError], s.error);
      value[kError2] = fma(s.error, s.error, value[kError2]);
      value[kError4] = fma(e2, e2, value[kError4]);
      value[kErrorX] = fma(s.error, s.x, value[kErrorX]);
      value[kX] = ceo::add(value[kX], s.x);
      value[kX2] = fma(s.x, s.x, value[kX2]);
      non_finite = non_finite + (magnitude_below(s.error, kInfinityBits) + 1U);
    }
  };

  /// True where distort() would change a draw block.
  template <class P>
  CEO_HD static bool distorts(const P& p, int block) {
    return p.noise_law != kNormalNoise ||
           (block == 0 && p.workers >= 2 && (p.mix_n[0] != 0.0F || p.mix_v[0] != 0.0F));
  }

  /// Faults of the normals of a draw block, z = (N_2b, V_2b, N_2b+1, V_2b+1), in place.
  template <class Real, class P>
  CEO_HD static void distort(const P& p, int block, Real (&z)[4]) {
    change_law(p, z);
    mix(p, block, z);
  }

  /// The part of distort() that correlates workers 1 and 2; all of it under normal noise.
  template <class Real, class P>
  CEO_HD static void mix(const P& p, int block, Real (&z)[4]) {
    if (block != 0 || p.workers < 2) return;
    if (p.mix_n[0] != 0.0F) z[2] = mixed(p.mix_n, z[0], z[2]);
    if (p.mix_v[0] != 0.0F) z[3] = mixed(p.mix_v, z[1], z[3]);
  }

  /// The part of distort() that changes the law of the noises.
  template <class Real, class P>
  CEO_HD static void change_law(const P& p, Real (&z)[4]) {
    if (p.noise_law == kWarpedNoise) {
      z[0] = warped(p.warp, z[0]);
      z[2] = warped(p.warp, z[2]);
    } else if (p.noise_law == kLaplaceNoise) {
      // Both have the law of a difference of two exponentials: Laplace.
      const Real half = broadcast<Real>(0x1.6a09e6p-1F);
      const Real minus = sub(broadcast<Real>(0.0F), z[2]);
      const Real first = fma(z[0], z[3], mul(z[1], minus));
      const Real second = fma(z[0], z[2], mul(z[1], z[3]));
      z[0] = mul(half, first);
      z[2] = mul(half, second);
    }
  }

  /// Puts the recorded N_2b and N_2b+1 of sample n into a draw block; V stays as drawn.
  CEO_HD static void recall(const Params& p, std::uint64_t n, int block, float (&z)[4]) {
    if (!p.recorded.present()) return;
    z[0] = p.recorded.noise(2 * block, n);
    if (2 * block + 1 < p.workers) z[2] = p.recorded.noise(2 * block + 1, n);
  }

  /// Makes the sources of the cell from a panel of normals, in place: what is recorded takes the
  /// place of X and N_k, then the faults act. The panel holds the strips from `strip` on.
  template <class Family>
  static void make_sources(const Params& p, std::uint64_t strip, float* panel) {
    p.recorded.recall_panel<Family>(strip, p.workers, 2, panel);
    distort_panel<Family>(p, panel);
  }

 private:
  /// Applies the faults to a panel in place.
  template <class Family>
  static void distort_panel(const Params& p, float* panel) {
    constexpr std::ptrdiff_t kRow = static_cast<std::ptrdiff_t>(kStripSamples) * Family::kLanes;
    for (int block = 0; block < worker_blocks(p.workers); ++block) {
      if (!distorts(p, block)) continue;
      float* rows = panel + (1 + 4 * block) * kRow;
      for (std::ptrdiff_t i = 0; i < kRow; i += Family::kLanes) {
        typename Family::template Real<1> z[4];
        for (int j = 0; j < 4; ++j) {
          z[j] = Family::load(static_cast<const float*>(rows + j * kRow + i));
        }
        distort(p, block, z);
        for (int j = 0; j < 4; ++j) Family::store(rows + j * kRow + i, z[j]);
      }
    }
  }

  /// rho z_1 + sqrt(1 - rho^2) z_2: a row of worker 2 correlated with the same row of worker 1.
  template <class Real>
  CEO_HD static Real mixed(const float (&mix)[2], Real first, Real second) {
    return fma(broadcast<Real>(mix[0]), first, mul(broadcast<Real>(mix[1]), second));
  }

  template <class Real>
  CEO_HD static Real warped(const float (&warp)[3], Real z) {
    const Real y = mul(z, z);
    const Real factor = fma(fma(broadcast<Real>(warp[2]), y, broadcast<Real>(warp[1])), y,
                            broadcast<Real>(warp[0]));
    return mul(z, factor);
  }
};

}  // namespace ceo::models
