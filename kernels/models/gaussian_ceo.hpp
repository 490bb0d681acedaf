// Model `gaussian_ceo`: K workers, Gaussian test channels, the unbiased decoder
// (spec/theory.md sections 1 and 2; ZTW eqs 29-32).
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/fixed_point.hpp"
#include "kernels/core/panel.hpp"

namespace ceo::models {

struct GaussianCeo {
  /// Scalar outputs, e = Xhat - X: summed per batch.
  enum Output : int { kError, kError2, kError4, kErrorX, kX, kX2, kOutputs };
  static constexpr const char* kOutputNames[kOutputs] = {"e", "e^2", "e^4", "e*x", "x", "x^2"};
  static constexpr const char* kName = "gaussian_ceo";

  /// What the kernel reads. A view: the arrays belong to the caller. Rows: 0 is X, 1 + 2k is N_k
  /// (later Y_k), 2 + 2k is V_k (later U_k), k = 0..K-1.
  struct Params {
    std::uint32_t key[2];    ///< Philox key of the cell
    int workers;             ///< K, 1..1024
    float sd_x;              ///< standard deviation of X
    float offset;            ///< fault: added to Xhat; 0 in the sound model
    float mix_n[2];          ///< fault: N_2 <- mix_n[0] N_1 + mix_n[1] N_2; {0, 1} is sound
    float mix_v[2];          ///< fault: likewise V_2
    float scale[kOutputs];   ///< powers of two: fixed-point units of the scalar outputs
    const float* sd_n;       ///< [K] standard deviations of N_k
    const float* sd_v;       ///< [K] standard deviations of V_k
    const float* weight;     ///< [K] decoder weights
    const float* row_scale;  ///< [2K+1] powers of two that bring the physical rows near 1
  };

  /// The same by value for a K known when compiling: a GPU reads them as operands of its
  /// arithmetic.
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
  CEO_HD static Sample<Real> sample(const P& p, const Normals& z, const Emit& emit) {
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

  /// Fault: correlates a row of worker 2 with the same row of worker 1.
  template <class Real>
  CEO_HD static Real mixed(const float (&mix)[2], Real first, Real second) {
    return fma(broadcast<Real>(mix[0]), first, mul(broadcast<Real>(mix[1]), second));
  }

  /// Applies the mixing faults to a panel in place.
  template <class Family>
  static void mix_panel(const Params& p, float* panel) {
    if (p.workers < 2) return;
    if (p.mix_n[0] != 0.0F) mix_rows<Family>(p.mix_n, panel, 1, 3);
    if (p.mix_v[0] != 0.0F) mix_rows<Family>(p.mix_v, panel, 2, 4);
  }

 private:
  template <class Family>
  static void mix_rows(const float (&mix)[2], float* panel, int first, int second) {
    constexpr std::ptrdiff_t kRow = static_cast<std::ptrdiff_t>(kStripSamples) * Family::kLanes;
    for (std::ptrdiff_t i = 0; i < kRow; i += Family::kLanes) {
      float* target = panel + second * kRow + i;
      Family::store(target,
                    mixed(mix, Family::load(static_cast<const float*>(panel + first * kRow + i)),
                          Family::load(static_cast<const float*>(target))));
    }
  }
};

}  // namespace ceo::models
