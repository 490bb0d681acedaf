// Mutual informations of Gaussian variables from their second moments: value, bias and law. All in
// nats. With n samples of known mean 0 the matrix of sums of products has Wishart's law exactly.
#pragma once

#include <span>
#include <vector>

namespace ceo::stats {

/// I(A; B | C) of Gaussian variables with a given covariance, and what its sampling law depends on.
struct Information {
  double value = 0;     ///< nats, >= 0
  double squares = 0;   ///< sum_i rho_i^2 over the canonical correlations of A and B given C
  double quartics = 0;  ///< sum_i rho_i^4
};

/// Which rows of a matrix are A, B and C. All different; A and B are not empty.
struct InformationRows {
  std::vector<int> a, b, given;
};

/// I(A; B | C) = (1/2) ln[det S_AC det S_BC / (det S_C det S_ABC)] for the covariance, or second
/// moments about zero, given as a lower triangle row by row (Moments::physical). One factorisation
/// in the order C, A, B: the last block is that of A and B given C, so nothing large cancels.
/// NaN in all fields where the matrix is not positive definite. Error(internal) for rows that do
/// not fit.
[[nodiscard]] Information information(std::span<const double> lower_triangle,
                                      const InformationRows& rows);

/// Degrees of freedom of a conditional information from n samples of known mean 0: n - |C|. A and B
/// given C have a Wishart law with as many, whatever C is.
[[nodiscard]] double information_degrees(double samples, const InformationRows& rows);

/// Exact mean of the plug-in value minus the true one for Gaussian samples, for sets of `a` and `b`
/// variables, from the mean of ln det of a Wishart matrix (Muirhead 1982, theorem 3.2.15):
/// (1/2) sum_{i < b} [psi((degrees - i)/2) - psi((degrees - a - i)/2)], about a b/(2 degrees).
/// degrees > a + b.
[[nodiscard]] double information_bias(int a, int b, double degrees);

/// An information measured with the bias removed, and its distance from the expected one.
struct InformationTest {
  double deviation = 0;       ///< measured - expected, nats
  double standard_error = 0;  ///< sqrt(squares/degrees + a b/(2 degrees^2)) of the expected law
  double z = 0;               ///< normal deviate of the same p-value, with its sign
  double p = 1;               ///< two-sided
};

/// Tests a measured I(A; B | C) against the expected one. Three laws, by size:
/// - one pair (|A| = |B| = 1): Fisher's atanh of the correlation, variance 1/(degrees - 2);
/// - more, degrees * squares >= kFewestSquares: normal, after the transformation that removes the
///   skewness 3 sum rho^2 (1 - rho^2)/(sum rho^2)^1.5/sqrt(degrees) of the estimate;
/// - more, but less than that: non-central chi-square with |A| |B| degrees of freedom.
/// NaN passes through. `systematic` (nats, >= 0) is taken off the deviation.
/// @param samples  n, of known mean 0
[[nodiscard]] InformationTest test_information(const Information& measured,
                                               const Information& expected,
                                               const InformationRows& rows, double samples,
                                               double systematic);
inline constexpr double kFewestSquares = 1000;

/// Sum over pairs of I(A_k; B_k), and what is left of it beyond I(A; B) of all together.
struct Gain {
  double separate = 0, separate_variance = 0;  ///< sum_k I(A_k; B_k); variance times degrees
  double gain = 0, gain_variance = 0;          ///< separate - I(A; B)
};
/// Biases are removed. The variances are those of the first order: a function with derivative G of
/// the covariance S has n times the variance 2 tr(G S G S). NaN where the matrix is not positive
/// definite. @param samples  n, of known mean 0
[[nodiscard]] Gain information_gain(std::span<const double> lower_triangle, std::span<const int> a,
                                    std::span<const int> b, double samples);

/// Largest change of I(A; B | C) in nats when every second moment M_ij is off by at most
/// `relative` sqrt(M_ii M_jj): relative/2 times the sums of |inverse correlations| of the four
/// determinants. To first order.
[[nodiscard]] double information_rounding(std::span<const double> lower_triangle,
                                          const InformationRows& rows, double relative);

}  // namespace ceo::stats
