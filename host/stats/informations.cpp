#include "host/stats/informations.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <cstddef>
#include <limits>

#include "host/base/error.hpp"
#include "host/stats/judge.hpp"

namespace ceo::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<int> joined(const std::vector<int>& first, const std::vector<int>& second) {
  std::vector<int> all = first;
  all.insert(all.end(), second.begin(), second.end());
  return all;
}

MatrixXd chosen(std::span<const double> triangle, const std::vector<int>& rows) {
  const auto size = static_cast<Index>(rows.size());
  MatrixXd matrix(size, size);
  for (Index i = 0; i < size; ++i) {
    for (Index j = 0; j <= i; ++j) {
      const auto [low, high] =
          std::minmax(rows[static_cast<std::size_t>(i)], rows[static_cast<std::size_t>(j)]);
      const auto row = static_cast<std::size_t>(high);
      const std::size_t place = row * (row + 1) / 2 + static_cast<std::size_t>(low);
      ensure(low >= 0 && place < triangle.size(), "informations: a row is outside the matrix");
      matrix(i, j) = matrix(j, i) = triangle[place];
    }
  }
  return matrix;
}

double half_log_det(const MatrixXd& factor) {
  return factor.diagonal().array().log().sum();
}

/// Inverse of a principal block, at its place in a matrix of zeros.
MatrixXd inverse_in_place(const MatrixXd& matrix, Index first, Index size) {
  MatrixXd all = MatrixXd::Zero(matrix.rows(), matrix.cols());
  all.block(first, first, size, size) =
      matrix.block(first, first, size, size).llt().solve(MatrixXd::Identity(size, size));
  return all;
}

/// 2 tr((G S)^2): n times the variance of a function of the sample covariance with derivative G.
double delta_variance(const MatrixXd& derivative, const MatrixXd& covariance) {
  const MatrixXd product = derivative * covariance;
  return 2 * product.cwiseProduct(product.transpose()).sum();
}

double with_sign(double p, double deviation) {
  constexpr double kLeast = 1e-300;  // keeps z finite
  if (!(p < 1)) return 0;
  return std::copysign(critical_z(std::max(p, kLeast)), deviation);
}

/// One pair: the correlation by its information.
double fisher_z(double measured, double expected, double degrees) {
  // -ln(1 - rho^2)/2 = ln cosh(atanh rho).
  const auto inverse = [](double nats) {
    return std::asinh(std::sqrt(std::expm1(2 * std::max(0.0, nats))));
  };
  return (inverse(measured) - inverse(expected)) * std::sqrt(degrees - 2);
}

/// g(d) = (1 - exp(-s d))/s has no skewness for s = kappa_3/(3 variance^2), and mean -s variance/2.
double unskewed_z(double deviation, const Information& expected, double variance) {
  const double s = (expected.squares - expected.quartics) / (expected.squares * expected.squares);
  return (-std::expm1(-s * deviation) / s + s * variance / 2) / std::sqrt(variance);
}

double chi_square_p(double measured, const Information& expected, double cells, double degrees) {
  const double noncentrality = 2 * degrees * expected.value;
  const boost::math::non_central_chi_squared_distribution<double> law(cells, noncentrality);
  // The measured value has lost its bias, cells/(2 degrees).
  const double statistic = std::max(0.0, 2 * degrees * measured + cells);
  const double lower = boost::math::cdf(law, statistic);
  const double upper = boost::math::cdf(boost::math::complement(law, statistic));
  return std::min(1.0, 2 * std::min(lower, upper));
}

}  // namespace

Information information(std::span<const double> lower_triangle, const InformationRows& rows) {
  ensure(!rows.a.empty() && !rows.b.empty(), "informations: an empty set of variables");
  const MatrixXd matrix = chosen(lower_triangle, joined(joined(rows.given, rows.a), rows.b));
  const Eigen::LLT<MatrixXd> factor(matrix);
  const auto a = static_cast<Index>(rows.a.size());
  const auto b = static_cast<Index>(rows.b.size());
  const auto first = static_cast<Index>(rows.given.size());
  if (factor.info() != Eigen::Success) return {kNan, kNan, kNan};
  const MatrixXd lower = factor.matrixL();
  const MatrixXd cross = lower.block(first + a, first, b, a);
  const MatrixXd own = lower.block(first + a, first + a, b, b);
  const Eigen::LLT<MatrixXd> whole(cross * cross.transpose() + own * own.transpose());
  if (whole.info() != Eigen::Success) return {kNan, kNan, kNan};
  // The canonical correlations are the singular values of this.
  const MatrixXd correlations = whole.matrixL().solve(cross);
  const MatrixXd gram = correlations * correlations.transpose();
  return {half_log_det(MatrixXd(whole.matrixL())) - half_log_det(own), gram.trace(),
          gram.squaredNorm()};
}

double information_degrees(double samples, const InformationRows& rows) {
  return samples - static_cast<double>(rows.given.size());
}

double information_bias(int a, int b, double degrees) {
  ensure(a >= 1 && b >= 1 && degrees > a + b, "information_bias: too few samples");
  double bias = 0;
  for (int i = 0; i < b; ++i) {
    bias += boost::math::digamma((degrees - i) / 2) - boost::math::digamma((degrees - a - i) / 2);
  }
  return bias / 2;
}

InformationTest test_information(const Information& measured, const Information& expected,
                                 const InformationRows& rows, double samples, double systematic) {
  const double degrees = information_degrees(samples, rows);
  const int a = static_cast<int>(rows.a.size());
  const int b = static_cast<int>(rows.b.size());
  const double cells = static_cast<double>(a) * b;
  const double variance = expected.squares / degrees + cells / (2 * degrees * degrees);
  InformationTest test;
  const double bias = information_bias(a, b, degrees);
  test.deviation = measured.value - bias - expected.value;
  test.standard_error = std::sqrt(variance);
  if (std::isnan(test.deviation) || std::isnan(systematic)) {
    test.z = test.p = kNan;
    return test;
  }
  const double left =
      std::copysign(std::max(0.0, std::abs(test.deviation) - systematic), test.deviation);
  if (a == 1 && b == 1) {
    // The mean of Fisher's statistic is rho/(2 degrees) above its value for rho.
    const double rho = std::sqrt(expected.squares);
    test.z = fisher_z(expected.value + left + bias, expected.value, degrees) -
             rho / 2 / std::sqrt(degrees);
    test.p = two_sided_p(test.z, Law::normal);
  } else if (degrees * expected.squares >= kFewestSquares) {
    test.z = unskewed_z(left, expected, variance);
    test.p = two_sided_p(test.z, Law::normal);
  } else {
    test.p = chi_square_p(expected.value + left, expected, cells, degrees);
    test.z = with_sign(test.p, left);
  }
  return test;
}

Gain information_gain(std::span<const double> lower_triangle, std::span<const int> a,
                      std::span<const int> b, double samples) {
  ensure(!a.empty() && a.size() == b.size(), "information_gain: the sets are not of pairs");
  const std::vector<int> rows =
      joined(std::vector<int>(a.begin(), a.end()), std::vector<int>(b.begin(), b.end()));
  const MatrixXd matrix = chosen(lower_triangle, rows);
  const auto pairs = static_cast<Index>(a.size());
  if (Eigen::LLT<MatrixXd>(matrix).info() != Eigen::Success) return {kNan, kNan, kNan, kNan};
  Gain result;
  MatrixXd separate = MatrixXd::Zero(2 * pairs, 2 * pairs);
  const double pair_bias = information_bias(1, 1, samples);
  for (Index k = 0; k < pairs; ++k) {
    const auto at = static_cast<std::size_t>(k);
    result.separate += information(lower_triangle, {{a[at]}, {b[at]}, {}}).value - pair_bias;
    Eigen::Matrix2d pair;
    pair << matrix(k, k), matrix(k, pairs + k), matrix(pairs + k, k), matrix(pairs + k, pairs + k);
    const Eigen::Matrix2d inverse = pair.inverse();
    separate(k, k) = (1 / pair(0, 0) - inverse(0, 0)) / 2;
    separate(pairs + k, pairs + k) = (1 / pair(1, 1) - inverse(1, 1)) / 2;
    separate(k, pairs + k) = separate(pairs + k, k) = -inverse(0, 1) / 2;
  }
  const MatrixXd together =
      (inverse_in_place(matrix, 0, pairs) + inverse_in_place(matrix, pairs, pairs) -
       inverse_in_place(matrix, 0, 2 * pairs)) /
      2;
  const InformationRows all{{a.begin(), a.end()}, {b.begin(), b.end()}, {}};
  const int size = static_cast<int>(pairs);
  result.gain = result.separate -
                (information(lower_triangle, all).value - information_bias(size, size, samples));
  result.separate_variance = delta_variance(separate, matrix);
  result.gain_variance = delta_variance(separate - together, matrix);
  return result;
}

double information_rounding(std::span<const double> lower_triangle, const InformationRows& rows,
                            double relative) {
  const std::vector<int> with_a = joined(rows.given, rows.a);
  const std::vector<int> with_b = joined(rows.given, rows.b);
  double sum = 0;
  for (const std::vector<int>& set : {rows.given, with_a, with_b, joined(with_a, rows.b)}) {
    if (set.empty()) continue;
    const MatrixXd matrix = chosen(lower_triangle, set);
    const Eigen::LLT<MatrixXd> factor(matrix);
    if (factor.info() != Eigen::Success) return kNan;
    const Index size = matrix.rows();
    const Eigen::VectorXd sd = matrix.diagonal().cwiseSqrt();
    const MatrixXd inverse = factor.solve(MatrixXd::Identity(size, size));
    sum += (sd.asDiagonal() * inverse * sd.asDiagonal()).cwiseAbs().sum();
  }
  return relative / 2 * sum;
}

}  // namespace ceo::stats
