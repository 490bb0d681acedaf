// Whether a short series rises or falls, and intervals of a mean over repetitions.
#pragma once

#include <span>

namespace ceo::stats {

/// Kendall's rank correlation of values with their places.
struct Trend {
  double tau = 0;  ///< (rising pairs - falling pairs)/(all pairs), -1 to 1; ties count for neither
  double sd = 0;   ///< of tau where the values are exchangeable: sqrt(2 (2n + 5)/(9 n (n - 1)))
};
/// Kendall 1938, Biometrika 30, 81. @param values two or more, in order; Error(internal) else.
[[nodiscard]] Trend trend_of(std::span<const double> values);

/// Student's interval of a mean.
struct MeanInterval {
  double mean = 0, low = 0, high = 0;
};
/// @param values of independent repetitions, two or more. @param confidence in (0, 1).
/// Error(internal) otherwise.
[[nodiscard]] MeanInterval mean_interval(std::span<const double> values, double confidence);

}  // namespace ceo::stats
