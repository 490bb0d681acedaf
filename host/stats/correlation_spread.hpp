// Whether printed correlation coefficients are plausible for the sample size printed with them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "host/stats/mgf_inversion.hpp"

namespace ceo::stats {

/// Spread of m coefficients, taken as independent and of true value 0, against theory: each r of n
/// independent pairs has E r^2 = 1/(n - 1) exactly (theory.md section 10).
struct CorrelationSpread {
  std::size_t count = 0;  ///< m
  double root_mean_square = 0;
  double expected = 0;  ///< 1/sqrt(n - 1)
  /// (n - 1) sum r^2: chi-square with m degrees of freedom but for terms of order 1/n: its variance
  /// is 2 m (1 - 3/(n + 1)), exactly
  double chi_square = 0;
  Tails tails;  ///< of chi_square
};
/// @param r coefficients in [-1, 1], at least one. @param samples n > 3. Error(usage) otherwise.
[[nodiscard]] CorrelationSpread correlation_spread(std::span<const double> r, double samples);

/// The n that the spread speaks for: 1 + m/sum r^2, with the interval of the n at which the
/// chi-square has both tails above (1 - confidence)/2.
struct ConsistentSamples {
  double samples = 0, low = 0, high = 0;
};
/// @param r coefficients in [-1, 1], not all 0. @param confidence in (0, 1). Error(usage)
/// otherwise.
[[nodiscard]] ConsistentSamples consistent_samples(std::span<const double> r,
                                                   double confidence = 0.95);

/// Values that a table holds more than once.
struct Repeats {
  std::vector<double> repeated;  ///< each once, in the order in which they recur
  std::vector<double> distinct;  ///< the table with every value once, in order
  /// Number of values that m independent N(0, sd^2) numbers, rounded as those, hold more than once
  double expected = 0;
};
/// @param r values. @param decimals digits that are kept, 1 to 15. @param sd > 0. Error(usage)
/// otherwise. Values are equal if they are as numbers with so many decimals.
[[nodiscard]] Repeats repeated_values(std::span<const double> r, int decimals, double sd);

/// P(|r| < bound for all of `count` independent coefficients of n pairs each), by the exact t law
/// with n - 2 degrees of freedom. The coefficients of K independent normal variables are
/// independent two by two; their joint law differs from the product by about binom(K, 3)/n of it
/// (tests). @param bound in [0, 1]. @param samples n > 2. @param count >= 1. Error(usage)
/// otherwise.
[[nodiscard]] double all_below_probability(double bound, double samples, std::size_t count);

/// The r with P(R <= r) = probability for n independent pairs; inverse of the exact t law.
/// @param probability in (0, 1). @param samples n > 2. Error(usage) otherwise.
[[nodiscard]] double correlation_quantile(double probability, double samples);

}  // namespace ceo::stats
