// Bins of the shape statistics: histograms of standardised variables, and the bins of the source in
// which the error is averaged. Everything is counted in integers, so order does not matter.
#pragma once

#include <cstdint>

#include "kernels/core/fixed_point.hpp"
#include "kernels/core/scalar.hpp"

namespace ceo {

/// Histograms have bins of width 1/16 over [-6, 6) and one more at each end: bin 0 is z < -6, bin
/// 1 + i is [-6 + i/16, -6 + (i + 1)/16), bin 193 is z >= 6. The sampler's range ends at 6.66.
inline constexpr int kShapeHalfRange = 6;
inline constexpr int kShapeBinsPerUnit = 16;
inline constexpr int kShapeBins = 2 * kShapeHalfRange * kShapeBinsPerUnit + 2;

/// The bin of z. A NaN counts as bin 193.
CEO_HD int shape_bin(float z) {
  constexpr float kFirst = -kShapeHalfRange;
  if (!(z < static_cast<float>(kShapeHalfRange))) return kShapeBins - 1;
  if (z < kFirst) return 0;
  // Exact: z + 6 is never formed. The product is a shift of the exponent, the rest is an integer.
  const float scaled = mul(z, static_cast<float>(kShapeBinsPerUnit));
  const auto toward_zero = static_cast<int>(scaled);
  const int floor = toward_zero - (static_cast<float>(toward_zero) > scaled ? 1 : 0);
  return 1 + kShapeHalfRange * kShapeBinsPerUnit + floor;
}

/// Bins of the source: 32, of probability 1/32 each within rounding. Bin 16 + j is
/// [t_j, t_(j+1)) with t_0 = 0 and t_16 = infinity; the lower half mirrors the upper:
/// bin 15 - j is [-t_(j+1), -t_j).
inline constexpr int kSourceBins = 32;
/// t_j, j = 1..15: the float32 next to the standard normal quantile at 1/2 + j/32.
CEO_HD float source_edge(int j) {
  constexpr float kEdges[kSourceBins / 2 - 1] = {
      0x1.412d6p-4F,  0x1.422c1ap-3F, 0x1.e5ca38p-3F, 0x1.464966p-2F, 0x1.9be77p-2F,
      0x1.f481cep-2F, 0x1.288402p-1F, 0x1.5956b8p-1F, 0x1.8d8728p-1F, 0x1.c63812p-1F,
      0x1.028eb8p+0F, 0x1.267d4cp+0F, 0x1.51692ap+0F, 0x1.88bc2p+0F,  0x1.dcdbfep+0F};
  return kEdges[j - 1];
}

/// The source bin of z = X/sd(X).
CEO_HD int source_bin(float z) {
  const bool negative = z < 0.0F;
  const float size = negative ? sub(0.0F, z) : z;
  int below = 0;  // edges at or below |z|
  // Unrolled, so that a device needs no table in memory.
  CEO_DEVICE_UNROLL for (int j = 1; j < kSourceBins / 2; ++j) {
    // A mirrored bin is closed at its lower end, which is the upper end of |z|.
    const float edge = source_edge(j);
    below += (negative ? size > edge : size >= edge) ? 1 : 0;
  }
  return negative ? kSourceBins / 2 - 1 - below : kSourceBins / 2 + below;
}

/// Sums over the samples of a source bin: samples, e/sd and (e/sd)^2 in units of 2^-16 and 2^-12.
enum SourceBinSum : int { kBinSamples, kBinError, kBinError2, kSourceBinSums };
inline constexpr float kBinErrorScale = 0x1p16F;
inline constexpr float kBinError2Scale = 0x1p12F;

}  // namespace ceo
