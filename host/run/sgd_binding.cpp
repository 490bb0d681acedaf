#include "host/run/sgd_binding.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/base/argument.hpp"

namespace ceo::run {
namespace {

using models::ProjectedSgd;
using models::SgdObjective;

constexpr double kUnit = std::numeric_limits<float>::epsilon() / 2;

float to_float(double value) {
  return static_cast<float>(value);
}

std::vector<float> to_floats(const std::vector<double>& values) {
  std::vector<float> floats(values.size());
  std::transform(values.begin(), values.end(), floats.begin(), to_float);
  return floats;
}

std::vector<double> to_doubles(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

double norm(const std::vector<double>& values) {
  double square = 0;
  for (const double value : values) square += value * value;
  return std::sqrt(square);
}

/// The power of two that brings values up to `largest` below 2^38, four times below an overflow.
double scale_for(double largest) {
  return std::ldexp(1.0, 38 - std::ilogb(std::max(largest, 1e-30)) - 1);
}

void check_problem(const SgdProblem& problem) {
  Problems problems;
  check_argument(problems, "radius", problem.radius, kPositive);
  if (problem.quadratic.has_value() == problem.logistic.has_value()) {
    problems.add("the problem has no objective, or two", "objective", "Give one.");
  } else if (problem.dimension() < 1 || problem.dimension() > models::kSgdDimensions) {
    problems.add("the dimension is " + std::to_string(problem.dimension()), "dimension",
                 "It may be 1 to " + std::to_string(models::kSgdDimensions) + ".");
  }
  if (problem.logistic && problem.domain == ProjectedSgd::kBox) {
    problems.add("logistic regression is not bound to a box", "domain", "Use a ball.");
  }
  problems.raise(ExitCode::usage);
}

void check_method(const SgdProblem& problem, const SgdMethod& method) {
  Problems problems;
  check_argument(problems, "step size", method.step_size, kPositive);
  check_argument(problems, "steps", method.steps, {1, 1 << 30, false, false});
  const bool own_noise = method.workers == 0 && !method.classical_distortion;
  if (own_noise && method.noise_sd.size() != problem.dimension()) {
    problems.add("the noise has not as many values as there are coordinates", "noise", "");
  }
  if (!method.scale.empty() && method.scale.size() != static_cast<std::size_t>(method.steps)) {
    problems.add("the factors of the noise are not as many as the steps", "scale", "");
  }
  problems.raise(ExitCode::usage);
}

}  // namespace

std::size_t SgdProblem::dimension() const {
  return quadratic ? quadratic->curvature.size() : logistic->dimension;
}

theory::ConvexProblem SgdProblem::convex() const {
  const double root =
      domain == ProjectedSgd::kBox ? std::sqrt(static_cast<double>(dimension())) : 1.0;
  const double smooth =
      quadratic ? *std::max_element(quadratic->curvature.begin(), quadratic->curvature.end())
                : theory::smoothness(*logistic);
  return {smooth, radius * root};
}

void SgdMethod::spread_noise(double variance, std::size_t dimension) {
  noise_sd.assign(dimension, std::sqrt(variance / static_cast<double>(dimension)));
}

SgdBinding::SgdBinding(const SgdProblem& problem, const SgdMethod& method) {
  check_problem(problem);
  check_method(problem, method);
  params_.objective.dimension = static_cast<int>(problem.dimension());
  start_.assign(problem.dimension(), 0.0F);
  params_.domain = problem.domain;
  params_.radius = to_float(problem.radius);
  params_.inverse_radius = to_float(1 / problem.radius);
  if (problem.quadratic) {
    bind_quadratic(problem);
  } else {
    bind_logistic(problem);
  }
  bind_method(problem, method);
}

void SgdBinding::bind_quadratic(const SgdProblem& problem) {
  const theory::Quadratic& f = *problem.quadratic;
  const theory::ConvexMinimum least = problem.domain == ProjectedSgd::kBox
                                          ? theory::minimum_on_box(f, problem.radius)
                                          : theory::minimum_on_ball(f, problem.radius);
  params_.objective.kind = SgdObjective::kQuadratic;
  curvature_ = to_floats(f.curvature);
  optimum_ = to_floats(least.at);
  slope_ = to_floats(least.gradient);
  const auto [smooth, radius] = problem.convex();
  const double steepest = norm(least.gradient) + 2 * smooth * radius;
  const double largest = 2 * radius * steepest;  // of f - f* over W
  // A coordinate takes 5 roundings and a place in a sum of n; the minimiser is rounded too.
  rounding_ = (static_cast<double>(problem.dimension()) + 8) * kUnit * largest;
  scales_.value = scale_for(largest);
  scales_.gradient = scale_for(steepest * steepest);
}

void SgdBinding::bind_logistic(const SgdProblem& problem) {
  theory::LogisticProblem f = *problem.logistic;
  table_ = to_floats(f.table);
  f.table = to_doubles(table_);
  params_.objective.kind = SgdObjective::kLogistic;
  params_.objective.rows = static_cast<int>(f.rows());
  params_.objective.inverse_rows = to_float(1 / static_cast<double>(f.rows()));
  params_.objective.ridge = to_float(f.ridge);
  params_.objective.least = to_float(theory::minimum_on_ball(f, problem.radius).value);
  double longest = 0;
  for (std::size_t row = 0; row < f.rows(); ++row) {
    const auto first = f.table.begin() + static_cast<std::ptrdiff_t>(row * f.dimension);
    longest = std::max(longest, norm({first, first + static_cast<std::ptrdiff_t>(f.dimension)}));
  }
  const double r = problem.radius;
  const double largest = 1 + longest * r + f.ridge / 2 * r * r;  // of f over W
  const double steepest = longest + f.ridge * r;
  // A margin takes n roundings, its logarithm 16, and the sum m.
  rounding_ = static_cast<double>(f.rows() + f.dimension + 16) * kUnit * largest;
  scales_.value = scale_for(largest);
  scales_.gradient = scale_for(steepest * steepest);
}

void SgdBinding::bind_method(const SgdProblem& problem, const SgdMethod& method) {
  params_.steps = method.steps;
  params_.step_size = to_float(method.step_size);
  params_.workers = method.workers;
  if (method.workers > 0) {
    params_.sd_n = to_float(method.sd_n);
    params_.weight = to_float(1.0 / method.workers);
  }
  if (method.classical_distortion) {
    params_.estimator = ProjectedSgd::kClassical;
    params_.distortion = to_float(*method.classical_distortion);
    params_.least_square =
        to_float(*method.classical_distortion * static_cast<double>(problem.dimension()));
  }
  noise_sd_ = to_floats(method.noise_sd);
  scale_ = to_floats(method.scale);
  if (scale_.empty()) scale_.assign(static_cast<std::size_t>(method.steps), 1.0F);
  for (const int step : method.checkpoints) {
    checkpoints_.push_back({step, to_float(1.0 / step)});
  }
  scales_.target = to_float(method.target);
}

ProjectedSgd::Params SgdBinding::params(std::array<std::uint32_t, 2> key) const {
  ProjectedSgd::Params params = params_;
  params.key[0] = key[0];
  params.key[1] = key[1];
  params.start = start_.data();
  params.noise_sd = noise_sd_.data();
  params.scale = scale_.data();
  params.checkpoints = static_cast<int>(checkpoints_.size());
  params.checkpoint = checkpoints_.data();
  params.objective.curvature = curvature_.data();
  params.objective.optimum = optimum_.data();
  params.objective.slope = slope_.data();
  params.objective.table = table_.data();
  return params;
}

}  // namespace ceo::run
