// A histogram with the probabilities of its cells, and the two tests of it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/stats/mgf_inversion.hpp"

namespace ceo::stats {

/// Counts of adjacent cells and their probabilities under the null hypothesis, from left to right.
struct Histogram {
  std::vector<std::uint64_t> counts;
  std::vector<double> probabilities;  ///< positive, sum 1 within 1e-9
};

/// Smallest expected count of a cell. In a cell of that size a p-value of 1e-11 by the chi-square
/// law is wrong by 13 % (Poisson law); at 1000 expected samples the factor is 2 to 3, at 100 it
/// is 20.
inline constexpr double kSmallestExpected = 1e4;

/// Merges neighbours from the left until each cell expects at least `smallest`; what is left over
/// at the right joins the last cell. So tails become one cell each and the middle stays.
/// Error(usage) if fewer than 2 cells remain; Error(internal) for sizes that differ, fewer than 2
/// cells, probabilities that are not positive or do not sum to 1.
[[nodiscard]] Histogram merged(const Histogram& cells, double smallest = kSmallestExpected);

/// A statistic of a histogram with both tails of its law.
struct FitTest {
  double statistic = 0;
  int cells = 0;
  Tails tails;
};

/// Pearson's chi-square sum (n_j - n p_j)^2/(n p_j) with cells - 1 degrees of freedom (Pearson
/// 1900), tails by the incomplete gamma function (Boost), relative error below 1e-12. Cells are
/// taken as they are: merge first. Error(usage) without samples.
[[nodiscard]] FitTest chi_square_test(const Histogram& cells);

/// Anderson-Darling statistic of grouped data,
///   A^2 = (1/n) sum_{j<k} Z_j^2 t_j/(H_j (1 - H_j)), t_j = (p_j + p_{j+1})/2,
/// Z_j = sum_{i<=j} (n_i - n p_i), H_j = sum_{i<=j} p_i (Choulakian, Lockhart and Stephens 1994,
/// Can. J. Stat. 22, 125; t_j in the form that does not change when the cells are read from right
/// to left, Lockhart, Spinelli and Stephens 2007, Can. J. Stat. 35, 125). Under the null
/// hypothesis it tends to a weighted sum of chi-squares whose weights are the eigenvalues of the
/// form; tails by chi_square_sum. Time grows as cells^3: 0.1 s at 500. Errors as above.
[[nodiscard]] FitTest grouped_anderson_darling(const Histogram& cells);

/// The weights of that sum, cells - 1 of them, from the largest down. Equal cells have
/// 1/(j (j + 1)).
[[nodiscard]] std::vector<double> grouped_weights(std::span<const double> probabilities);

}  // namespace ceo::stats
