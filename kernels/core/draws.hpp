// Named draws: which counter belongs to which purpose, and how words become normals.
//
// Sample n of a cell with key (k0, k1) owns the counters (n_lo, n_hi, block, step). A block is
// named by its purpose, so that any sample can be replayed alone and a faulty variant of a model
// shares every draw with the sound one. Word j of block b of sample n is element 4 (65536 n + b) +
// j of cuRAND's stock Philox stream with the same key as its seed.
#pragma once

#include <cstdint>

#include "kernels/core/elementary.hpp"
#include "kernels/core/philox.hpp"

namespace ceo {

/// Samples that are summed in float32, in order, before the sum becomes an integer.
inline constexpr int kStripSamples = 32;
/// Batches for standard errors: strip index modulo 256.
inline constexpr int kBatchCount = 256;
/// Strips that keep or leave out the second-moment matrices together.
inline constexpr int kSheafStrips = 32;

/// Block b < 16384 holds N_2b, V_2b, N_2b+1, V_2b+1 (counting workers from 0), two words each.
inline constexpr std::uint32_t kFirstWorkerBlock = 0;
/// Blocks of four samples of the source X: counter (n/4, kSourceBlock).
inline constexpr std::uint32_t kSourceBlock = 65535;
inline constexpr int kMaxWorkers = 1024;

/// Uniform on (0, 1): (k + 1/2) 2^-31 for the top 31 bits k, rounded to float; at most 1 - 2^-24,
/// so that -2 ln u is at least 2^-23. Smallest value 2^-32.
template <class Real, class Bits = typename Traits<Real>::Bits>
CEO_HD Real uniform(Bits word) {
  const Real k = to_real(shr<1>(word));
  return min(fma(k, broadcast<Real>(0x1p-31F), broadcast<Real>(0x1p-32F)),
             broadcast<Real>(0x1.fffffep-1F));
}

/// Two independent standard normals from two words (Box-Muller); |z| <= 6.6604.
template <class Real, class Bits = typename Traits<Real>::Bits>
CEO_HD void box_muller(Bits radius, Bits angle, Real& first, Real& second) {
  const Real r = sqrt(neg_two_log(uniform<Real>(radius)));
  Real c, s;
  cos_sin_pi<Real>(angle, c, s);
  first = mul(r, c);
  second = mul(r, s);
}

}  // namespace ceo
