#include "host/stats/correlations.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include "host/base/error.hpp"
#include "host/base/text.hpp"

namespace ceo::stats {
namespace {

/// Place of (i, j), j <= i, in a lower triangle with its diagonal.
std::size_t with_diagonal(int i, int j) {
  const auto row = static_cast<std::size_t>(std::max(i, j));
  return row * (row + 1) / 2 + static_cast<std::size_t>(std::min(i, j));
}

/// Place of (i, j), j < i, in a lower triangle without its diagonal.
std::size_t below_diagonal(int i, int j) {
  const auto row = static_cast<std::size_t>(i);
  return row * (row - 1) / 2 + static_cast<std::size_t>(j);
}

void check(const Correlations& correlations) {
  ensure(correlations.size >= 2 && correlations.r.size() == below_diagonal(correlations.size, 0),
         "correlations: fewer than 2 variables, or not one number per pair");
}

}  // namespace

Correlations correlations(std::span<const double> lower_triangle, std::span<const int> rows) {
  Correlations result;
  result.size = static_cast<int>(rows.size());
  for (const int row : rows) {
    ensure(row >= 0 && with_diagonal(row, row) < lower_triangle.size(),
           "correlations: a row is outside the matrix");
    const double moment = lower_triangle[with_diagonal(row, row)];
    if (!(moment > 0) || std::isinf(moment)) {
      throw Error(ExitCode::usage,
                  "the second moment of row " + std::to_string(row) + " is " + shortest(moment) +
                      ", so its correlations do not exist",
                  "", "Leave out silent workers.");
    }
  }
  for (int i = 1; i < result.size; ++i) {
    for (int j = 0; j < i; ++j) {
      const int row = rows[static_cast<std::size_t>(i)];
      const int column = rows[static_cast<std::size_t>(j)];
      result.r.push_back(lower_triangle[with_diagonal(row, column)] /
                         std::sqrt(lower_triangle[with_diagonal(row, row)]) /
                         std::sqrt(lower_triangle[with_diagonal(column, column)]));
    }
  }
  check(result);
  return result;
}

double correlation_p(double r, double degrees) {
  ensure(degrees > 0, "correlation_p: no degrees of freedom");
  const double size = std::abs(r);
  if (std::isnan(size)) return size;
  if (size == 0) return 1;
  if (size >= 1) return 0;
  return boost::math::ibetac(0.5, degrees / 2, size * size);
}

LargestCorrelation largest_correlation(const Correlations& correlations, double degrees) {
  check(correlations);
  LargestCorrelation largest;
  largest.row = 1;
  for (int i = 1; i < correlations.size; ++i) {
    for (int j = 0; j < i; ++j) {
      const double r = correlations.r[below_diagonal(i, j)];
      if (std::abs(r) > std::abs(largest.r) || std::isnan(r)) {
        largest.r = r;
        largest.row = i;
        largest.column = j;
      }
      if (std::isnan(r)) {
        largest.p = largest.p_lowest = r;
        return largest;
      }
    }
  }
  const double single = correlation_p(largest.r, degrees);
  const auto pairs = static_cast<double>(correlations.r.size());
  largest.p = std::min(1.0, pairs * single);
  // The bound falls again beyond p_1 = 1/m; it holds for the smaller p_1 there, too.
  const double capped = std::min(single, 1 / pairs);
  largest.p_lowest = pairs * capped * (1 - (pairs - 1) / 2 * capped);
  return largest;
}

double minus_log_determinant(const Correlations& correlations) {
  check(correlations);
  const auto size = static_cast<std::size_t>(correlations.size);
  std::vector<double> factor(size * size);
  double result = 0;
  for (std::size_t i = 0; i < size; ++i) {
    double lost = 0;  // 1 - L_ii^2 = sum_{j<i} L_ij^2
    for (std::size_t j = 0; j < i; ++j) {
      double element = correlations.r[i * (i - 1) / 2 + j];
      for (std::size_t k = 0; k < j; ++k) element -= factor[i * size + k] * factor[j * size + k];
      element /= factor[j * size + j];
      factor[i * size + j] = element;
      lost += element * element;
    }
    if (lost >= 1) return std::numeric_limits<double>::infinity();
    factor[i * size + i] = std::sqrt(1 - lost);
    result -= std::log1p(-lost);
  }
  return result;
}

double least_matrix_samples(int size) {
  const double k = size;
  return std::max(10 * k, k * k / 10);
}

MatrixTest matrix_test(const Correlations& correlations, double freedom) {
  check(correlations);
  const double size = correlations.size;
  ensure(freedom > 2 * size, "matrix_test: fewer samples than twice the variables");
  MatrixTest test;
  test.degrees = static_cast<int>(correlations.r.size());
  for (const double r : correlations.r) test.sum_of_squares += freedom * r * r;
  const double corrected = freedom - (2 * size + 5) / 6;
  test.likelihood_ratio = corrected * minus_log_determinant(correlations);
  if (std::isinf(test.likelihood_ratio) || std::isnan(test.likelihood_ratio)) {
    const double upper = std::isnan(test.likelihood_ratio) ? test.likelihood_ratio : 0;
    test.tails = {1 - upper, upper};
    return test;
  }
  // Box: P(chi2_m) + omega (P(chi2_{m+4}) - P(chi2_m)), in the form that subtracts nothing.
  const double omega =
      size * (size - 1) * (2 * size * size - 2 * size - 13) / (288 * corrected * corrected);
  const double half = test.degrees / 2.0;
  const double x = test.likelihood_ratio / 2;
  test.tails.lower =
      (1 - omega) * boost::math::gamma_p(half, x) + omega * boost::math::gamma_p(half + 2, x);
  test.tails.upper =
      (1 - omega) * boost::math::gamma_q(half, x) + omega * boost::math::gamma_q(half + 2, x);
  return test;
}

}  // namespace ceo::stats
