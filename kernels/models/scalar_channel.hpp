// Model `scalar_channel`: K workers that send a scalar function of what they see: its sign, the
// cell of a quantiser with or without subtractive dither, or Y_k with added noise (spec/theory.md
// sections 7 and 9; ZTW Lemmas 3 and 4, Fig. 7). A sample is counted, never summed in floating
// point.
#pragma once

#include <cstdint>

#include "kernels/core/elementary.hpp"
#include "kernels/core/recorded.hpp"
#include "kernels/core/shape.hpp"

namespace ceo::models {

struct ScalarChannel {
  static constexpr const char* kName = "scalar_channel";
  static constexpr int kMostWorkers = 16;

  /// What worker k sends, U_k in the unit of the gradient.
  enum Law : int {
    kSign,      ///< -1 or 1, 1 for Y_k = 0
    kMidrise,   ///< the middle of the cell of a uniform quantiser of `bits` bits and step size_k
    kDithered,  ///< step round((Y_k + d)/step) - d, d uniform on +-step/2: the error is uniform
    kUniform,   ///< Y_k plus uniform noise on +-size_k/2
    kLaplace,   ///< Y_k plus Laplace noise of scale size_k, variance 2 size_k^2
    kGaussian,  ///< Y_k plus normal noise of standard deviation size_k
  };

  /// What the kernel reads.
  struct Params {
    std::uint32_t key[2];         ///< Philox key
    int workers;                  ///< K, 1..kMostWorkers
    int law;                      ///< a Law of all workers
    int bits;                     ///< of kMidrise
    float sd_x;                   ///< standard deviation of X
    float mix_n[2];               ///< fault: N_2 <- mix_n[0] N_1 + mix_n[1] N_2; {0, 1} is sound
    float dither;                 ///< fault: d times this; 1 is sound
    float weight;                 ///< Xhat = weight sum_k U_k
    float error_scale;            ///< 1/sd(e), about
    float out_scale;              ///< 1/sd(Xhat), about
    float sd_n[kMostWorkers];     ///< [K] standard deviations of N_k
    float size[kMostWorkers];     ///< [K] of the channel, see Law; a power of two for quantisers
    float inverse[kMostWorkers];  ///< [K] 1/size_k for quantisers
    RecordedRows recorded;        ///< X and N_k from memory, where there are rows
  };

  /// Symbols that are counted: the signs as bits, the cells side by side, or the bin of Xhat.
  CEO_HD static int symbols(const Params& p) {
    if (p.law == kSign) return 1 << p.workers;
    if (p.law == kMidrise) return 1 << (p.bits * p.workers);
    return kShapeBins;
  }
  /// Columns of the joint table with X: the number of positive signs, or the symbol.
  CEO_HD static int columns(const Params& p) { return p.law == kSign ? p.workers + 1 : symbols(p); }

  struct Sample {
    float error;  ///< Xhat - X
    int symbol;   ///< below symbols()
    int column;   ///< below columns()
  };

  /// One sample under a law that is known when compiling (p.law). `z_x` is the standard normal
  /// behind X; `draw(k, z)` gives the four of draw block k, which belongs to worker k: N_k, the
  /// normal noise or sign of V_k, and the pair whose squared radius is twice an exponential
  /// variable.
  template <int kLaw, class Draw>
  CEO_HD static Sample sample(const Params& p, float z_x, Draw& draw) {
    const float x = mul(p.sd_x, z_x);
    float sum = 0.0F;
    float first = 0.0F;
    int symbol = 0;
    for (int k = 0; k < p.workers; ++k) {
      float z[4];
      draw(k, z);
      if (k == 0) first = z[0];
      if (k == 1 && p.mix_n[0] != 0.0F) z[0] = fma(p.mix_n[0], first, mul(p.mix_n[1], z[0]));
      const float y = fma(p.sd_n[k], z[0], x);
      sum = add(sum, sent<kLaw>(p, k, y, z, symbol));
    }
    const float decoded = mul(p.weight, sum);
    int column = 0;
    if constexpr (kLaw == kSign) {
      for (int k = 0; k < p.workers; ++k) column += (symbol >> k) & 1;
    } else {
      if (kLaw != kMidrise) symbol = shape_bin(mul(decoded, p.out_scale));
      column = symbol;
    }
    return {sub(decoded, x), symbol, column};
  }

 private:
  /// (z_2^2 + z_3^2)/2, exponential of mean 1.
  CEO_HD static float exponential(const float (&z)[4]) {
    return mul(0.5F, fma(z[2], z[2], mul(z[3], z[3])));
  }
  /// Uniform on +-1/2.
  CEO_HD static float centred(const float (&z)[4]) {
    return sub(exp(sub(0.0F, exponential(z))), 0.5F);
  }

  /// U_k; adds the worker's share of the symbol where it has one.
  template <int kLaw>
  CEO_HD static float sent(const Params& p, int k, float y, const float (&z)[4], int& symbol) {
    if constexpr (kLaw == kSign) {
      const int bit = y < 0.0F ? 0 : 1;
      symbol |= bit << k;
      return bit == 1 ? 1.0F : -1.0F;
    } else if constexpr (kLaw == kMidrise) {
      const auto half = static_cast<float>(1 << (p.bits - 1));
      const float place = __builtin_floorf(mul(y, p.inverse[k]));
      const float cell = min(max(place, -half), sub(half, 1.0F));
      symbol |= static_cast<int>(add(cell, half)) << (p.bits * k);
      return mul(add(cell, 0.5F), p.size[k]);
    } else if constexpr (kLaw == kDithered) {
      const float d = mul(p.dither, centred(z));
      const float cell = __builtin_floorf(add(fma(y, p.inverse[k], d), 0.5F));
      return mul(sub(cell, d), p.size[k]);
    } else if constexpr (kLaw == kUniform) {
      return fma(p.size[k], centred(z), y);
    } else if constexpr (kLaw == kLaplace) {
      const float size = mul(p.size[k], exponential(z));
      return z[1] < 0.0F ? sub(y, size) : add(y, size);
    } else {
      return fma(p.size[k], z[1], y);
    }
  }
};

/// Calls work.template run<law>() for the law of the parameters.
template <class Work>
CEO_HD void with_law(int law, Work& work) {
  switch (law) {
    case ScalarChannel::kSign:
      return work.template run<ScalarChannel::kSign>();
    case ScalarChannel::kMidrise:
      return work.template run<ScalarChannel::kMidrise>();
    case ScalarChannel::kDithered:
      return work.template run<ScalarChannel::kDithered>();
    case ScalarChannel::kUniform:
      return work.template run<ScalarChannel::kUniform>();
    case ScalarChannel::kLaplace:
      return work.template run<ScalarChannel::kLaplace>();
    default:
      return work.template run<ScalarChannel::kGaussian>();
  }
}

}  // namespace ceo::models
