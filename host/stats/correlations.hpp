// Pearson correlations from exact second moments, and the tests that they are all 0.
#pragma once

#include <span>
#include <vector>

#include "host/stats/mgf_inversion.hpp"

namespace ceo::stats {

/// Correlations of `size` variables: r[i (i - 1)/2 + j] for j < i.
struct Correlations {
  int size = 0;
  std::vector<double> r;
};

/// r_ij = M_ij/sqrt(M_ii M_jj) of the chosen rows of a matrix of second moments about zero, given
/// as its lower triangle row by row (Moments::normals, Moments::physical). The true means are 0
/// and are not subtracted: n samples have n - 1 degrees of freedom (n - 2 if M is about the sample
/// means). Error(usage) for a diagonal element that is not positive and finite; Error(internal)
/// for sizes or rows that do not fit.
[[nodiscard]] Correlations correlations(std::span<const double> lower_triangle,
                                        std::span<const int> rows);

/// P(|R| >= |r|) for independent variables of which one at least is Gaussian:
/// t = r sqrt(degrees/(1 - r^2)) has Student's law with `degrees` > 0 (Student 1908, Fisher 1915,
/// Biometrika 10, 507), so p is the regularised incomplete beta function of r^2 with parameters
/// 1/2, degrees/2, upper side. Relative error below 1e-11 for 1 to 1e14 degrees down to 1e-300.
/// 1 at 0, 0 from |r| = 1 on, NaN for NaN.
[[nodiscard]] double correlation_p(double r, double degrees);

/// Test of the largest |r|.
struct LargestCorrelation {
  double r = 0;             ///< with its sign
  int row = 0, column = 0;  ///< of the chosen rows, column < row
  double p = 1;             ///< min(1, m p_1), p_1 = correlation_p(r), m pairs: never too small
  /// m p_1 - m (m - 1)/2 p_1^2 <= P(max |R| >= |r|): Bonferroni's second inequality, where pairs
  /// are independent two by two, as those of independent Gaussian variables are. Sidak's number
  /// 1 - (1 - p_1)^m lies between p_lowest and p.
  double p_lowest = 1;
};
[[nodiscard]] LargestCorrelation largest_correlation(const Correlations& correlations,
                                                     double degrees);

/// Test of the whole matrix R against the unit matrix.
struct MatrixTest {
  int degrees = 0;              ///< m = size (size - 1)/2
  double sum_of_squares = 0;    ///< n sum r_ij^2: mean m, variance 2 m (n - 1)/(n + 2), both exact
  double likelihood_ratio = 0;  ///< -(n - (2 size + 5)/6) ln det R
  Tails tails;                  ///< of likelihood_ratio
};
/// @param freedom n: samples where the means are known to be 0, samples - 1 where they are not
/// The likelihood ratio (Wilks 1935) with Bartlett's (1950) factor has a chi-square law but for
/// Box's (1949, Biometrika 36, 317) term of order n^-2, which is included; what is left is of
/// order n^-3. For Gaussian variables; n > 2 size.
[[nodiscard]] MatrixTest matrix_test(const Correlations& correlations, double freedom);

/// The fewest n for which matrix_test's law is good to 5e-4 of a standard deviation in its mean and
/// in its standard deviation: size^2/10, where Box's term is about 0.7, and 10 size.
[[nodiscard]] double least_matrix_samples(int size);

/// -ln det R >= 0, infinite if R is not positive definite. Cholesky's factorisation carried out
/// on 1 - d instead of d, so that R near the unit matrix keeps all digits.
[[nodiscard]] double minus_log_determinant(const Correlations& correlations);

}  // namespace ceo::stats
