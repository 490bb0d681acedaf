// How well a histogram follows a Gaussian density, in the way that papers report it.
#pragma once

#include <cstdint>
#include <span>

namespace ceo::stats {

/// Squared correlation of a histogram with a Gaussian density.
struct GaussianFit {
  double r_squared = 0;  ///< 0 to 1
  /// E[1 - r_squared] for Gaussian samples, to first order in 1/n: the counting noise, and the
  /// curvature of the density inside the cells, which stays however many samples there are.
  double expected_shortfall = 0;
};

/// Squared Pearson correlation, over the cells, of count/width with the density of
/// N(mean, sd^2) at the middle of the cell. For a report only: it has no law that does not depend
/// on the cells, and values near 1 say little (Laplace samples reach 0.9).
/// @param edges counts.size() + 1 finite ascending numbers, in the unit of the samples
/// Error(internal) for fewer than 3 cells, sizes or edges that do not fit, or sd <= 0; NaN if all
/// cells have one density.
[[nodiscard]] GaussianFit gaussian_fit(std::span<const std::uint64_t> counts,
                                       std::span<const double> edges, double mean, double sd);

}  // namespace ceo::stats
