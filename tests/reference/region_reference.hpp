// Slow and dull versions of spec/theory.md sections 3 and 4, written apart from the product: mutual
// informations from determinants of the covariance of (X, Y, U), in long double.
#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <cstddef>
#include <vector>

#include "tests/reference/channel_reference.hpp"

namespace ceo::reference {

using Rows = std::vector<Eigen::Index>;

/// Covariance of (X, Y_1..Y_K, U_1..U_K), in this order. A silent worker, sV2 = infinity, has no U:
/// its row holds noise alone, as a limit would, so that it tells nothing.
inline Matrix covariance(Real var_x, const Reals& var_n, const Reals& var_v) {
  const auto workers = static_cast<Eigen::Index>(var_n.size());
  Matrix all = Matrix::Constant(2 * workers + 1, 2 * workers + 1, var_x);
  for (Eigen::Index k = 0; k < workers; ++k) {
    const auto place = static_cast<std::size_t>(k);
    const Eigen::Index y = 1 + k;
    const Eigen::Index u = 1 + workers + k;
    all(y, y) += var_n[place];
    all(y, u) += var_n[place];
    all(u, y) += var_n[place];
    all(u, u) += var_n[place] + var_v[place];
    if (std::isinf(var_v[place])) {
      all.row(u).setZero();
      all.col(u).setZero();
      all(u, u) = 1;
    }
  }
  return all;
}

/// (1/2) ln det of a principal submatrix; 0 for no rows.
inline Real half_log_det(const Matrix& covariance, const Rows& rows) {
  if (rows.empty()) return 0;
  const Matrix minor = covariance(rows, rows);
  const Vector pivots = Eigen::LDLT<Matrix>(minor).vectorD();
  return pivots.array().log().sum() / 2;
}

inline Rows joined(Rows first, const Rows& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// I(A; B | C) in nats of a Gaussian vector with this covariance; A, B, C are sets of its rows.
inline Real information(const Matrix& all, const Rows& a, const Rows& b, const Rows& c) {
  return half_log_det(all, joined(a, c)) + half_log_det(all, joined(b, c)) - half_log_det(all, c) -
         half_log_det(all, joined(joined(a, b), c));
}

/// Rows of Y_k or U_k in covariance() for the workers of a set.
inline Rows rows_of(const std::vector<std::size_t>& workers, std::size_t offset) {
  Rows rows;
  for (const std::size_t k : workers) rows.push_back(static_cast<Eigen::Index>(offset + k));
  return rows;
}
inline Rows y_rows(const std::vector<std::size_t>& workers) {
  return rows_of(workers, 1);
}
inline Rows u_rows(const std::vector<std::size_t>& workers, std::size_t count) {
  return rows_of(workers, 1 + count);
}

inline std::vector<std::size_t> complement(const std::vector<std::size_t>& set, std::size_t count) {
  std::vector<std::size_t> rest;
  for (std::size_t k = 0; k < count; ++k) {
    if (std::find(set.begin(), set.end(), k) == set.end()) rest.push_back(k);
  }
  return rest;
}

/// f_r(A) = I(Y_A; U_A | U_{A^c}).
inline Real subset_information(const Matrix& all, const std::vector<std::size_t>& set) {
  const auto count = static_cast<std::size_t>(all.rows() / 2);
  return information(all, y_rows(set), u_rows(set, count), u_rows(complement(set, count), count));
}

/// A bound on the error of `information`, in nats: four determinants of up to 2 K + 1 rows, each
/// pivot off by a rounding per earlier row, enlarged by the condition of the matrix.
inline Real information_error(const Matrix& all) {
  const Eigen::SelfAdjointEigenSolver<Matrix> values(all, Eigen::EigenvaluesOnly);
  const auto size = static_cast<Real>(all.rows());
  return 2 * size * size * std::numeric_limits<Real>::epsilon() *
         (values.eigenvalues()(all.rows() - 1) / values.eigenvalues()(0));
}

}  // namespace ceo::reference
