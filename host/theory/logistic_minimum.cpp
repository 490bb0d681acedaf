#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cmath>

#include "host/base/argument.hpp"
#include "host/theory/convex_minimum.hpp"

namespace ceo::theory {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Eigen::VectorXd;

Eigen::Map<const Matrix> table_of(const LogisticProblem& f) {
  return {f.table.data(), static_cast<Eigen::Index>(f.rows()),
          static_cast<Eigen::Index>(f.dimension)};
}

void check(const LogisticProblem& f) {
  Problems problems;
  check_argument(problems, "ridge", f.ridge, kNonNegative);
  if (f.dimension == 0 || f.table.empty() || f.table.size() % f.dimension != 0) {
    problems.add("the table has no rows, or a row of another length", "table",
                 "Give every row one value per coordinate.");
  }
  for (const double value : f.table) {
    if (std::isfinite(value)) continue;
    problems.add("the table has a value that is not finite", "table", "Remove it.");
    break;
  }
  problems.raise(ExitCode::usage);
}

/// 1/(1 + exp(-z))
double logistic_share(double z) {
  return z >= 0 ? 1 / (1 + std::exp(-z)) : std::exp(z) / (1 + std::exp(z));
}

double value_at(const LogisticProblem& f, const VectorXd& w) {
  const VectorXd z = table_of(f) * w;
  double sum = 0;
  for (const double margin : z)
    sum += std::max(margin, 0.0) + std::log1p(std::exp(-std::abs(margin)));
  return sum / static_cast<double>(f.rows()) + f.ridge / 2 * w.squaredNorm();
}

VectorXd gradient_at(const LogisticProblem& f, const VectorXd& w) {
  const VectorXd shares = (table_of(f) * w).unaryExpr(&logistic_share);
  return table_of(f).transpose() * shares / static_cast<double>(f.rows()) + f.ridge * w;
}

/// The minimiser of f + (mu/2) ||w||^2 by damped Newton steps from w. Where nothing bounds it
/// (separable rows, no ridge), the steps end far outside of every ball of interest.
VectorXd newton(const LogisticProblem& f, double mu, VectorXd w) {
  constexpr int kSteps = 200;
  constexpr double kFlat = 1e-12;
  constexpr double kLast = 1e-28;
  const auto m = static_cast<double>(f.rows());
  const auto objective = [&](const VectorXd& at) {
    return value_at(f, at) + mu / 2 * at.squaredNorm();
  };
  for (int i = 0; i < kSteps; ++i) {
    const VectorXd shares = (table_of(f) * w).unaryExpr(&logistic_share);
    const VectorXd gradient = gradient_at(f, w) + mu * w;
    const VectorXd bend = shares.array() * (1 - shares.array()) / m;
    Eigen::MatrixXd hessian = table_of(f).transpose() * bend.asDiagonal() * table_of(f);
    hessian.diagonal().array() += f.ridge + mu;
    const VectorXd step = hessian.ldlt().solve(gradient);
    const double decrement = gradient.dot(step);
    if (!(decrement > kLast)) break;
    double length = 1;
    // Near the minimum the values differ by rounding alone, and Newton's step is right.
    while (decrement > kFlat &&
           !(objective(w - length * step) <= objective(w) - length / 4 * decrement)) {
      length /= 2;
      ensure(length > 0, "Newton's step does not descend");
    }
    w -= length * step;
  }
  return w;
}

std::vector<double> plain(const VectorXd& w) {
  return {w.begin(), w.end()};
}

}  // namespace

double smoothness(const LogisticProblem& f) {
  check(f);
  const Eigen::MatrixXd gram = table_of(f).transpose() * table_of(f);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram, Eigen::EigenvaluesOnly);
  return solver.eigenvalues().maxCoeff() / (4 * static_cast<double>(f.rows())) + f.ridge;
}

double logistic_value(const LogisticProblem& f, const std::vector<double>& w) {
  return value_at(f, Eigen::Map<const VectorXd>(w.data(), static_cast<Eigen::Index>(w.size())));
}

std::vector<double> logistic_gradient(const LogisticProblem& f, const std::vector<double>& w) {
  return plain(
      gradient_at(f, Eigen::Map<const VectorXd>(w.data(), static_cast<Eigen::Index>(w.size()))));
}

ConvexMinimum minimum_on_ball(const LogisticProblem& f, double radius) {
  check(f);
  require_argument("radius", radius, kPositive);
  const VectorXd zero = VectorXd::Zero(static_cast<Eigen::Index>(f.dimension));
  // At this mu the gradient at 0 moves w by a radius at most.
  double high = gradient_at(f, zero).norm() / radius;
  double low = 0;
  VectorXd best = zero;
  if (high > 0) {
    // A trace of curvature keeps the free minimum finite; it lies outside of the ball if f's does.
    const double trace = high * 1e-9;
    best = newton(f, 0, newton(f, trace, zero));
    if (!(best.norm() <= radius)) {
      best = newton(f, high, zero);
      for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        const VectorXd w = newton(f, middle, best);
        if (w.norm() > radius) {
          low = middle;
        } else {
          high = middle;
          best = w;
        }
      }
    }
  }
  return {plain(best), plain(gradient_at(f, best)), value_at(f, best)};
}

}  // namespace ceo::theory
