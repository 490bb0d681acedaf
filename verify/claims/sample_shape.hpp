// How far the shape of a sample is from a Gaussian one, in numbers that do not depend on its unit.
#pragma once

#include <cstdint>
#include <vector>

#include "host/run/series.hpp"
#include "verify/claims/recorded_samples.hpp"

namespace ceo::verify {

/// Departures of one sample from the normal law of its own mean and variance.
struct SampleShape {
  std::uint64_t samples = 0;
  double mean = 0, sd = 0;  ///< in the unit of the sample; sd divides by n
  /// Squared correlation of histogram and fitted density, as papers report it; 40 cells over eight
  /// standard deviations.
  double r_squared = 0;
  double shortfall = 0;  ///< what counting noise alone takes from it (gaussian_fit.hpp)
  double ks = 0;         ///< largest distance of the distribution functions
  /// Its p-value by the law for a law without fitted parameters: never too small, as fitting only
  /// brings the two closer.
  double ks_p = 1;
  double kurtosis = 0;  ///< excess, unbiased for normal samples
  double kurtosis_p = 1;
  double mean_p = 1;  ///< that the true mean is 0: Student's t of n - 1 degrees
};

/// The sample changes and has 8 numbers or more; Error(internal) otherwise.
[[nodiscard]] SampleShape shape_of(const Sample& sample);
[[nodiscard]] std::vector<SampleShape> shapes_of(const Samples& samples);

/// Samples at which a test at level 1e-6 sees a departure of this size with probability 0.999:
/// 24 ((z_level + z_power)/kurtosis)^2; (q + z_power/2)^2/distance^2, where q, the quantile of
/// Kolmogorov's law, is 2.69 and the largest deviation scatters by 1/2 or less.
[[nodiscard]] double samples_to_see_kurtosis(double kurtosis);
[[nodiscard]] double samples_to_see_distance(double distance);

/// Least, middle and largest of several numbers, at least one.
struct Spread {
  double least = 0, middle = 0, largest = 0;
};
[[nodiscard]] Spread spread_of(std::vector<double> values);

/// Histogram of the standardised sample, as bars, and the normal density.
[[nodiscard]] std::vector<run::Curve> histogram_curves(const Sample& sample);

}  // namespace ceo::verify
