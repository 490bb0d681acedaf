// Kolmogorov-Smirnov test of p-values against the uniform law, for the calibration tests.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace ceo::stats::testing {

/// Probability that a false alarm stops a calibration test.
inline constexpr double kFalseAlarm = 1e-9;

/// Distance that uniform values pass with probability kFalseAlarm at most: by the inequality of
/// Dvoretzky, Kiefer, Wolfowitz and Massart, P(distance > t) <= 2 exp(-2 n t^2) for every n.
inline double allowed_distance(std::size_t count) {
  return std::sqrt(std::log(2 / kFalseAlarm) / (2 * static_cast<double>(count)));
}

/// Largest distance of the empirical law of `values` from the uniform law on [0, 1].
inline double distance_from_uniform(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto count = static_cast<double>(values.size());
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto rank = static_cast<double>(i);
    distance = std::max({distance, (rank + 1) / count - values[i], values[i] - rank / count});
  }
  return distance;
}

}  // namespace ceo::stats::testing
