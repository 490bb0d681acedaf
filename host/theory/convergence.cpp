#include "host/theory/convergence.hpp"

#include <cmath>
#include <limits>

#include "host/base/argument.hpp"

namespace ceo::theory {
namespace {

void check_problem(Problems& problems, const ConvexProblem& problem, double variance) {
  check_argument(problems, "smoothness", problem.smoothness, kNonNegative);
  check_argument(problems, "radius", problem.radius, kPositive);
  check_argument(problems, "variance", variance, kNonNegative);
  if (problem.smoothness == 0 && variance == 0) {
    problems.add("smoothness and variance are both 0: the bound is 0 after one step", "smoothness",
                 "Give one of them above 0.");
  }
}

/// Both forms are A sqrt(a s2/T) + (a/2) Lf A^2/T: a = 2 (loose) or 1 (tight).
double factor_of(BoundForm form) {
  return form == BoundForm::loose ? 2 : 1;
}

void check_steps(const ConvexProblem& problem, double variance, double iterations) {
  Problems problems;
  check_problem(problems, problem, variance);
  check_argument(problems, "iterations", iterations, kPositive);
  problems.raise(ExitCode::usage);
}

}  // namespace

double gradient_variance(double distortion, double symbols) {
  Problems problems;
  check_argument(problems, "distortion", distortion, kPositive);
  check_argument(problems, "symbols", symbols,
                 {1, std::numeric_limits<double>::infinity(), false, true});
  problems.raise(ExitCode::usage);
  return symbols * distortion;
}

double convergence_bound(const ConvexProblem& problem, double variance, double iterations,
                         BoundForm form) {
  check_steps(problem, variance, iterations);
  const double a = factor_of(form);
  const double u = problem.radius / std::sqrt(iterations);
  return std::sqrt(a * variance) * u + a / 2 * problem.smoothness * u * u;
}

double step_parameter(const ConvexProblem& problem, double variance, double iterations,
                      BoundForm form) {
  check_steps(problem, variance, iterations);
  if (variance == 0) return std::numeric_limits<double>::infinity();
  return problem.radius * std::sqrt(factor_of(form) / (variance * iterations));
}

double proven_step(const ConvexProblem& problem, double variance, double iterations,
                   BoundForm form) {
  return 1 / (problem.smoothness + 1 / step_parameter(problem, variance, iterations, form));
}

double draft_step(const ConvexProblem& problem, double variance, double iterations,
                  BoundForm form) {
  return step_parameter(problem, variance, iterations, form) / (problem.smoothness + 1);
}

double iterations_for(const ConvexProblem& problem, double variance, double epsilon,
                      BoundForm form) {
  Problems problems;
  check_problem(problems, problem, variance);
  check_argument(problems, "epsilon", epsilon, kPositive);
  problems.raise(ExitCode::usage);
  // With u = A/sqrt(T) the bound is (a/2) Lf u^2 + sqrt(a s2) u; A/u is the sum of two roots.
  const double a = factor_of(form);
  const double noise = a * variance / (4 * epsilon * epsilon);
  const double curvature = a / 2 * problem.smoothness / epsilon;
  const double root = problem.radius * (std::sqrt(noise + curvature) + std::sqrt(noise));
  const double iterations = root * root;
  require_argument("iterations", iterations, kPositive);
  return iterations;
}

}  // namespace ceo::theory
