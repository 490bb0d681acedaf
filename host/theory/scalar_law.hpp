// Joint laws of the binned source and what a scalar channel makes of it (theory.md sections 7, 9).
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "host/theory/additive_channel.hpp"
#include "host/theory/quantised_channel.hpp"

namespace ceo::theory {

/// P(G + W <= t) for G ~ N(0, sd_gauss^2) and W of the given shape with zero mean and standard
/// deviation sd_noise, independent; all in one unit. Absolute error below 1e-14 where
/// sd_gauss/sd_noise is 0.1 to 10 (tests, by quadrature). sd_gauss > 0, sd_noise > 0.
[[nodiscard]] double additive_distribution(NoiseShape shape, double t, double sd_noise,
                                           double sd_gauss);

/// Fills law[j] = P(S = j | X = sd(X) z).
using ConditionalLaw = std::function<void(double z, std::vector<double>& law)>;

/// P(X/sd(X) in bin i, S = j), [edges + 1][columns] row by row: Gauss's rule of 7 points in each
/// bin. Conditional laws must be smooth over a bin; bins of 1/16 and sX2/sN2 <= 100 leave an error
/// below 1e-12 of a row (tests). The outer bins are cut at 9.5.
/// @param edges rising, within (-9, 9)
[[nodiscard]] std::vector<double> joint_with_source(std::span<const double> edges,
                                                    std::size_t columns,
                                                    const ConditionalLaw& conditional);

/// Columns are the bins, bounded by `edges`, of Xhat = X + G + W.
[[nodiscard]] ConditionalLaw additive_columns(NoiseShape shape, double sd_x, double sd_noise,
                                              double sd_gauss, std::vector<double> edges);
/// Columns are the cells of all workers together, the first worker's fastest.
[[nodiscard]] ConditionalLaw quantised_columns(double sd_x, std::vector<QuantisedWorker> workers);
/// Columns are the numbers of positive signs among K equal workers, 0..K; snr = sX2/sN2.
[[nodiscard]] ConditionalLaw positive_signs(double snr, int workers);

/// P(B_1..B_K = b) for all 2^K sign vectors of K <= 16 equal workers, sign k as bit k of the index.
[[nodiscard]] std::vector<double> sign_patterns(double snr, int workers);

}  // namespace ceo::theory
