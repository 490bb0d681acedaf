// Slow and dull versions of spec/theory.md sections 1, 2 and 6, written apart from the product:
// long double, direct formulas, linear algebra, bisection and search. Silent workers have var_v =
// infinity.
#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace ceo::reference {

using Real = long double;
using Reals = std::vector<Real>;
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
using Vector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;

inline Reals widen(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

/// a_k = 1/(sN2_k + sV2_k).
inline Reals precisions(const Reals& var_n, const Reals& var_v) {
  Reals a;
  for (std::size_t k = 0; k < var_n.size(); ++k) a.push_back(1 / (var_n[k] + var_v[k]));
  return a;
}

inline Real sum(const Reals& values) {
  Real total = 0;
  for (const Real value : values) total += value;
  return total;
}

/// r_k = (1/2) ln(1 + sN2_k/sV2_k) in nats, by the definition of the logarithm's argument.
inline Reals rates(const Reals& var_n, const Reals& var_v) {
  Reals r;
  for (std::size_t k = 0; k < var_n.size(); ++k) {
    r.push_back(std::log(1 + var_n[k] / var_v[k]) / 2);
  }
  return r;
}

/// What the best unbiased linear decoder of the workers that speak reaches.
struct LinearDecoder {
  Reals weight;  ///< [K], 0 for a silent worker
  Real mse = 0;
};

/// w = argmin w^T C w subject to 1^T w = 1, where C is the covariance of U given X, from the normal
/// equations [C 1; 1^T 0] [w; m] = [0; 1].
inline LinearDecoder best_unbiased_decoder(const Reals& var_n, const Reals& var_v) {
  std::vector<std::size_t> speaking;
  for (std::size_t k = 0; k < var_v.size(); ++k) {
    if (!std::isinf(var_v[k])) speaking.push_back(k);
  }
  const auto size = static_cast<Eigen::Index>(speaking.size());
  Matrix system = Matrix::Zero(size + 1, size + 1);
  for (Eigen::Index i = 0; i < size; ++i) {
    const std::size_t k = speaking[static_cast<std::size_t>(i)];
    system(i, i) = var_n[k] + var_v[k];
    system(i, size) = system(size, i) = 1;
  }
  Vector target = Vector::Zero(size + 1);
  target(size) = 1;
  const Vector solution = system.fullPivLu().solve(target);
  LinearDecoder decoder;
  decoder.weight.assign(var_n.size(), 0);
  for (Eigen::Index i = 0; i < size; ++i) {
    decoder.weight[speaking[static_cast<std::size_t>(i)]] = solution(i);
    decoder.mse += solution(i) * solution(i) * system(i, i);
  }
  return decoder;
}

/// I(Y; U | X) in nats for one worker, from determinants of the covariance of (X, Y, U):
/// (1/2) ln[ det(X,Y) det(X,U) / (det(X) det(X,Y,U)) ].
inline Real conditional_information(Real var_x, Real var_n, Real var_v) {
  Matrix covariance(3, 3);
  covariance << var_x, var_x, var_x,                //
      var_x, var_x + var_n, var_x + var_n,          //
      var_x, var_x + var_n, var_x + var_n + var_v;  //
  const auto minor = [&](const std::vector<Eigen::Index>& rows) {
    return covariance(rows, rows).eval().determinant();
  };
  return std::log(minor({0, 1}) * minor({0, 2}) / (minor({0}) * minor({0, 1, 2}))) / 2;
}

/// The level nu with sum_k max(0, 1/sN2_k - nu) = 1/D, by bisection. D above Dmin.
inline Real water_level(const Reals& var_n, Real distortion) {
  Real low = 0;
  Real high = 0;
  for (const Real n : var_n) high = std::max(high, 1 / n);
  for (int i = 0; i < 400; ++i) {
    const Real middle = (low + high) / 2;
    Real filled = 0;
    for (const Real n : var_n) filled += std::max(Real{0}, 1 / n - middle);
    (filled > 1 / distortion ? low : high) = middle;
  }
  return (low + high) / 2;
}

/// Least sum of r_k over all sets of active workers, each with the best split inside the set:
/// exp(-2 r_k) = nu sN2_k with nu = (sum over the set of 1/sN2_k - 1/D)/size where that is a rate
/// >= 0.
inline Real least_rate_by_search(const Reals& var_n, Real distortion) {
  Real least = std::numeric_limits<Real>::infinity();
  for (std::size_t set = 1; set < (std::size_t{1} << var_n.size()); ++set) {
    Real precision = 0;
    int size = 0;
    for (std::size_t k = 0; k < var_n.size(); ++k) {
      if ((set >> k & 1U) == 0) continue;
      precision += 1 / var_n[k];
      ++size;
    }
    const Real nu = (precision - 1 / distortion) / static_cast<Real>(size);
    if (nu <= 0) continue;
    Real total = 0;
    bool allowed = true;
    for (std::size_t k = 0; k < var_n.size(); ++k) {
      if ((set >> k & 1U) == 0) continue;
      allowed = allowed && nu * var_n[k] <= 1;
      total -= std::log(nu * var_n[k]) / 2;
    }
    if (allowed) least = std::min(least, total);
  }
  return least;
}

}  // namespace ceo::reference
