// Exact minima of the objectives whose convergence is measured (theory.md section 8).
#pragma once

#include <cstddef>
#include <vector>

namespace ceo::theory {

/// f(w) = sum_i curvature_i w_i^2/2 - linear_i w_i.
struct Quadratic {
  std::vector<double> curvature;  ///< [n] eigenvalues >= 0, objective/length^2
  std::vector<double> linear;     ///< [n] objective/length
};

/// A minimiser over W.
struct ConvexMinimum {
  std::vector<double> at;        ///< [n]
  std::vector<double> gradient;  ///< [n] there; 0 inside W
  double value = 0;
};

/// Over ||w|| <= radius. Throws Error(usage) unless the curvatures are >= 0, the sizes agree, all
/// is finite and radius > 0. On the edge the multiplier is found to the last bits of a double.
[[nodiscard]] ConvexMinimum minimum_on_ball(const Quadratic& f, double radius);
/// Over |w_i| <= half_side. Errors as above.
[[nodiscard]] ConvexMinimum minimum_on_box(const Quadratic& f, double half_side);

/// f(w) = (1/m) sum_r ln(1 + exp(b_r . w)) + (ridge/2) ||w||^2, b_r = -label_r row_r.
struct LogisticProblem {
  std::size_t dimension = 0;
  std::vector<double> table;  ///< [m][dimension] b_r
  double ridge = 0;           ///< >= 0

  [[nodiscard]] std::size_t rows() const { return table.size() / dimension; }
};

/// Largest curvature that f can have: lambda_max(B^T B)/(4 m) + ridge.
[[nodiscard]] double smoothness(const LogisticProblem& f);
/// Over ||w|| <= radius, by Newton's method on f + (mu/2) ||w||^2 and a search for mu.
/// Throws Error(usage) on an empty or ragged table, a negative ridge, a radius that is not
/// positive.
[[nodiscard]] ConvexMinimum minimum_on_ball(const LogisticProblem& f, double radius);
/// f and its gradient at w.
[[nodiscard]] double logistic_value(const LogisticProblem& f, const std::vector<double>& w);
[[nodiscard]] std::vector<double> logistic_gradient(const LogisticProblem& f,
                                                    const std::vector<double>& w);

}  // namespace ceo::theory
