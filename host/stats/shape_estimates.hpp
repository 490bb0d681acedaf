// Estimates from shape statistics: histograms, source bins and sorted samples. Each test has a law
// of its own, so that Estimate::law is `own` and Estimate::p its probability under the null
// hypothesis; Estimate::value measures the departure and is 0 or small where there is none.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "host/stats/histogram.hpp"
#include "host/stats/judge.hpp"
#include "host/stats/moments.hpp"

namespace ceo::stats {

/// Probabilities of the 194 histogram bins under the standard normal law.
[[nodiscard]] std::vector<double> normal_bin_probabilities();

/// Pearson's chi-square over several independent histograms of `samples` samples each, cells merged
/// (histogram.hpp) and their sums added. Value: (chi-square - degrees)/samples, the mean squared
/// relative deviation of the densities; standard error sqrt(2 degrees)/samples.
/// @param counts [variables][194] of variables that are standard normal under the null hypothesis
/// With too few samples for two cells p is 1 and the standard error 1: nothing is resolved.
[[nodiscard]] Estimate normal_chi_square(std::span<const std::int64_t> counts);

/// Mean of e over source bins: sum_j z_j^2 with z_j = mean_j/(sd_j/sqrt(n_j)) has the chi-square
/// law with as many degrees as bins (studentised: n_j above 1e4). Value: (sum z_j^2 -
/// bins)/samples, the variance of E[e|X] over the bins in units of var(e); standard error sqrt(2
/// bins)/samples.
/// @param sums [3][32] as in launch::ShapeTotals::source_bins
[[nodiscard]] Estimate source_bin_means(std::span<const std::int64_t> sums);

/// Largest of several statistics that are each 0 in the mean: Bonferroni, p = min(1, m p_least).
struct Extreme {
  double value = 0;
  double p = 1;
};
/// Value and p of the entry with the least p; p multiplied by the number of entries.
[[nodiscard]] Extreme most_extreme(std::span<const Extreme> entries);

/// Kolmogorov-Smirnov, the largest of several D_n^2. Standard error: 2 E[D_n] sd(D_n) = 0.4523/n
/// (Kolmogorov's law).
[[nodiscard]] Estimate largest_ks(std::span<const double> distances, std::uint64_t samples);
/// Anderson-Darling, largest A^2/n. Standard error: sqrt(2 (pi^2 - 9)/3)/n (Anderson and Darling
/// 1954).
[[nodiscard]] Estimate largest_anderson_darling(std::span<const double> squared,
                                                std::uint64_t samples);

/// The most extreme of several skewnesses or kurtoses that are normal of mean 0 with the standard
/// error `of_one`: value^2/scale, which is what the moment adds to the mean squared relative
/// deviation of the density (scale 6 for skewness, 24 for kurtosis); standard error
/// sqrt(2)/samples.
[[nodiscard]] Estimate largest_moment(std::span<const Estimate> moments, double scale);

/// Largest |r| of the rows X, N_1 .. N_K of the matrix of normals (correlations.hpp).
[[nodiscard]] Estimate largest_normal_correlation(const Moments& moments);
/// Likelihood ratio of the whole matrix of those rows: value (ratio - degrees)/n, twice the mutual
/// information that it would mean, in nats; standard error sqrt(2 degrees)/n.
[[nodiscard]] Estimate correlation_matrix(const Moments& moments);

}  // namespace ceo::stats
