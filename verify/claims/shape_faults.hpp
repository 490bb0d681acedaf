// Planted faults of the assumptions, and the effects that they have on the tests of shape.
#pragma once

#include <vector>

#include "host/run/claim.hpp"

namespace ceo::verify {

/// Degrees of freedom of the planted Student t noise.
inline constexpr double kStudentDegrees = 30;
/// Samples that a chi-square control sees at least, so that the cells which its effect is computed
/// for expect 10^4 samples each.
inline constexpr std::uint64_t kShapeControlSamples = std::uint64_t{1} << 22;

/// Distribution function of the planted laws at z, in standard deviations.
[[nodiscard]] double student_cdf(double z);
[[nodiscard]] double laplace_cdf(double z);

/// sum_j (q_j - p_j)^2/p_j over the cells of a histogram of kShapeControlSamples normal samples,
/// q_j their probabilities under the planted law: the noncentrality per sample of its chi-square.
[[nodiscard]] double chi_square_effect(double (*cdf)(double));
/// Degrees of freedom of such a histogram.
[[nodiscard]] int chi_square_degrees();

/// Departures of Laplace's law from the normal: the squared largest distance of the distribution
/// functions, and the mean of their squared distance over Phi (1 - Phi). By a scan over z.
[[nodiscard]] double laplace_ks_departure();
[[nodiscard]] double laplace_anderson_darling_departure();

/// Laplace noise for a test of the sorted samples, of which it sees all. @param departure  the
/// value that the quantity then has. @param sd_per_sample  of the quantity's prediction
[[nodiscard]] run::Control laplace_sorted(const std::string& quantity, double departure,
                                          double sd_per_sample);

/// A control that changes the law of every N_k.
[[nodiscard]] run::Control student_noise(const std::string& quantity);
[[nodiscard]] run::Control laplace_noise(const std::string& quantity);

}  // namespace ceo::verify
