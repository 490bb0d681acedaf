// Objectives of the model `projected_sgd`: convex quadratics of any spectrum and logistic
// regression on a dense table.
#pragma once

#include <cstdint>

#include "kernels/core/elementary.hpp"
#include "kernels/core/quotients.hpp"

namespace ceo::models {

inline constexpr int kSgdDimensions = 64;

/// f, its gradient, and f - min_W f. A view: the arrays belong to the caller.
struct SgdObjective {
  enum Kind : int {
    kQuadratic,  ///< sum_i lambda_i (w_i - o_i)^2/2 + s_i (w_i - o_i)
    kLogistic,   ///< (1/m) sum_r ln(1 + exp(b_r . w)) + (ridge/2) ||w||^2, b_r = -label_r row_r
  };
  int kind;
  int dimension;  ///< n, 1..64
  /// kQuadratic: [n] eigenvalues, the minimiser o over W and the gradient there. So f - min f is a
  /// sum without cancellation, linear functions included.
  const float *curvature, *optimum, *slope;
  int rows;            ///< kLogistic: m
  const float* table;  ///< [m][n] b_r
  float inverse_rows, ridge;
  float least;  ///< kLogistic: min over W

  template <class Real>
  CEO_HD void gradient(const Real* w, Real* g) const {
    if (kind == kLogistic) {
      logistic_gradient(w, g);
      return;
    }
    for (int i = 0; i < dimension; ++i) {
      g[i] = fma(broadcast<Real>(curvature[i]), sub(w[i], broadcast<Real>(optimum[i])),
                 broadcast<Real>(slope[i]));
    }
  }

  template <class Real>
  CEO_HD Real suboptimality(const Real* w) const {
    if (kind == kLogistic) return sub(logistic(w), broadcast<Real>(least));
    Real sum = broadcast<Real>(0.0F);
    for (int i = 0; i < dimension; ++i) {
      const Real d = sub(w[i], broadcast<Real>(optimum[i]));
      const Real mean_slope =
          fma(broadcast<Real>(0.5F * curvature[i]), d, broadcast<Real>(slope[i]));
      sum = fma(d, mean_slope, sum);
    }
    return sum;
  }

 private:
  template <class Real>
  CEO_HD Real product(int row, const Real* w) const {
    Real z = broadcast<Real>(0.0F);
    for (int i = 0; i < dimension; ++i)
      z = fma(broadcast<Real>(table[row * dimension + i]), w[i], z);
    return z;
  }

  /// exp(-|z|)
  template <class Real>
  static CEO_HD Real small_exp(Real z) {
    return exp(real_of((bits_of(z) & 0x7FFFFFFFU) ^ 0x80000000U));
  }

  template <class Real>
  CEO_HD void logistic_gradient(const Real* w, Real* g) const {
    for (int i = 0; i < dimension; ++i) g[i] = broadcast<Real>(0.0F);
    const Real one = broadcast<Real>(1.0F);
    const Real half = broadcast<Real>(0.5F);
    for (int row = 0; row < rows; ++row) {
      const Real z = product(row, w);
      // 1/(1 + exp(-z)) = 1/2 +- (1/(1 + exp(-|z|)) - 1/2), with the sign of z.
      const Real distance = sub(reciprocal(add(one, small_exp(z))), half);
      const Real share = add(half, real_of(bits_of(distance) ^ (bits_of(z) & 0x80000000U)));
      for (int i = 0; i < dimension; ++i) {
        g[i] = fma(broadcast<Real>(table[row * dimension + i]), share, g[i]);
      }
    }
    for (int i = 0; i < dimension; ++i) {
      g[i] = fma(broadcast<Real>(ridge), w[i], mul(g[i], broadcast<Real>(inverse_rows)));
    }
  }

  template <class Real>
  CEO_HD Real logistic(const Real* w) const {
    const Real one = broadcast<Real>(1.0F);
    Real sum = broadcast<Real>(0.0F);
    for (int row = 0; row < rows; ++row) {
      const Real z = product(row, w);
      // ln(1 + exp(z)) = max(z, 0) + ln(1 + exp(-|z|))
      sum = add(sum, add(max(z, broadcast<Real>(0.0F)), log(add(one, small_exp(z)))));
    }
    Real square = broadcast<Real>(0.0F);
    for (int i = 0; i < dimension; ++i) square = fma(w[i], w[i], square);
    return fma(broadcast<Real>(0.5F * ridge), square, mul(sum, broadcast<Real>(inverse_rows)));
  }
};

}  // namespace ceo::models
