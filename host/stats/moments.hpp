// From exact integer totals to real moments.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/launch/totals.hpp"

namespace ceo::stats {

inline constexpr int kBatches = 256;

/// Means over the samples of one cell, in physical units.
struct Moments {
  std::uint64_t samples = 0;
  std::vector<double> mean;  ///< [outputs]
  /// [outputs][256]. NaN unless the strips are a positive multiple of 256: only then do all batches
  /// of a run of consecutive strips have one known length.
  std::vector<std::array<double, kBatches>> batch_mean;
  std::uint64_t matrix_samples = 0;
  std::vector<double> normals;   ///< lower triangle of E[z z^T]; empty if not kept
  std::vector<double> physical;  ///< lower triangle of E[(X,Y,U)(X,Y,U)^T]; empty if not kept
  std::uint64_t non_finite = 0;  ///< samples
  std::uint64_t overflow = 0;    ///< strip sums
};

/// @param scale_exponent [outputs]: output i was summed in units of 2^-scale_exponent[i]
/// @param row_exponent [rows]: row i of the physical matrix was multiplied by 2^-row_exponent[i]
/// The normals are summed in units of 2^-15, the scaled physical products in units of 2^-13.
/// Quotients are formed in long double from the 128-bit totals.
[[nodiscard]] Moments moments_of(const launch::Totals& totals, std::span<const int> scale_exponent,
                                 std::span<const int> row_exponent);

}  // namespace ceo::stats
