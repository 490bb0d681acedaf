#include "host/theory/convex_minimum.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/argument.hpp"

namespace ceo::theory {
namespace {

void check(const Quadratic& f, double radius) {
  Problems problems;
  check_argument(problems, "radius", radius, kPositive);
  if (f.curvature.empty() || f.curvature.size() != f.linear.size()) {
    problems.add("there are not as many curvatures as linear terms, or none", "curvature",
                 "Give one of each per coordinate.");
  }
  for (const double curvature : f.curvature) {
    check_argument(problems, "curvature", curvature, kNonNegative);
  }
  for (const double linear : f.linear)
    check_argument(problems, "linear", std::abs(linear), kNonNegative);
  problems.raise(ExitCode::usage);
}

double norm_at(const Quadratic& f, double multiplier) {
  double square = 0;
  for (std::size_t i = 0; i < f.linear.size(); ++i) {
    if (f.linear[i] == 0) continue;
    const double w = f.linear[i] / (f.curvature[i] + multiplier);
    square += w * w;
  }
  return std::sqrt(square);
}

/// The multiplier mu >= 0 of the ball: 0 where the minimiser lies inside.
double multiplier_of(const Quadratic& f, double radius) {
  if (norm_at(f, 0) <= radius) return 0;
  double norm = 0;
  for (const double linear : f.linear) norm = std::hypot(norm, linear);
  double low = 0;
  double high = norm / radius;  // there all curvatures help
  for (double middle = high / 2; low < middle && middle < high; middle = (low + high) / 2) {
    (norm_at(f, middle) > radius ? low : high) = middle;
  }
  return high;
}

void evaluate(const Quadratic& f, ConvexMinimum& minimum) {
  for (std::size_t i = 0; i < f.linear.size(); ++i) {
    const double w = minimum.at[i];
    minimum.gradient.push_back(f.curvature[i] * w - f.linear[i]);
    minimum.value += (f.curvature[i] * w / 2 - f.linear[i]) * w;
  }
}

}  // namespace

ConvexMinimum minimum_on_ball(const Quadratic& f, double radius) {
  check(f, radius);
  const double multiplier = multiplier_of(f, radius);
  ConvexMinimum minimum;
  for (std::size_t i = 0; i < f.linear.size(); ++i) {
    minimum.at.push_back(f.linear[i] == 0 ? 0 : f.linear[i] / (f.curvature[i] + multiplier));
  }
  evaluate(f, minimum);
  return minimum;
}

ConvexMinimum minimum_on_box(const Quadratic& f, double half_side) {
  check(f, half_side);
  ConvexMinimum minimum;
  for (std::size_t i = 0; i < f.linear.size(); ++i) {
    const double free = f.linear[i] == 0 ? 0 : f.linear[i] / f.curvature[i];
    minimum.at.push_back(std::clamp(free, -half_side, half_side));
  }
  evaluate(f, minimum);
  return minimum;
}

}  // namespace ceo::theory
