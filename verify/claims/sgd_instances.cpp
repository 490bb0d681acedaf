#include "verify/claims/sgd_instances.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ceo::verify {
namespace {

using models::ProjectedSgd;
using theory::BoundForm;

double power_of_ten(run::HostDraws& draws, double low, double high) {
  return std::pow(10.0, draws.uniform(low, high));
}

/// A direction, uniform on the sphere.
std::vector<double> direction(run::HostDraws& draws, std::size_t dimension) {
  std::vector<double> at(dimension);
  double square = 0;
  for (double& x : at) {
    x = draws.normal();
    square += x * x;
  }
  for (double& x : at) x /= std::sqrt(square);
  return at;
}

int drawn_iterations(run::HostDraws& draws, double most) {
  return static_cast<int>(std::pow(most / 10, draws.uniform()) * 10);
}

}  // namespace

double SgdInstance::bound(BoundForm form) const {
  return theory::convergence_bound(problem.convex(), variance, iterations, form);
}

SgdInstance nearly_linear(double variance, int iterations, std::size_t dimension) {
  const double slope = 2 * std::sqrt(variance / iterations);
  theory::Quadratic f{std::vector<double>(dimension, 1e-3 * slope),
                      std::vector<double>(dimension, 0)};
  f.linear[0] = slope;
  SgdInstance instance{"nearly linear", {}, variance, iterations};
  instance.problem.quadratic = std::move(f);
  return instance;
}

SgdInstance drawn_quadratic(run::HostDraws draws) {
  SgdInstance instance;
  const std::size_t dimension = std::size_t{1} << draws.below(5);
  const double smooth = power_of_ten(draws, -1, 1);
  const double radius = power_of_ten(draws, -0.5, 0.5);
  const double inside = draws.uniform(0, 2);  // of the radius: half of the minimisers lie outside
  theory::Quadratic f;
  for (const double x : direction(draws, dimension)) {
    const double curvature = f.curvature.empty() ? smooth : smooth * power_of_ten(draws, -4, 0);
    f.curvature.push_back(curvature);
    f.linear.push_back(curvature * x * inside * radius);
  }
  instance.problem.quadratic = std::move(f);
  instance.problem.radius = radius;
  const bool box = draws.below(2) == 0;
  if (box) instance.problem.domain = ProjectedSgd::kBox;
  instance.iterations = drawn_iterations(draws, 1000);
  // Of the size that moves w by a radius in all steps, a tenth to ten times.
  instance.variance = smooth * smooth * radius * radius * power_of_ten(draws, -1, 1);
  instance.name =
      fmt::format("quadratic of {} coordinates in a {}", dimension, box ? "box" : "ball");
  return instance;
}

SgdInstance drawn_logistic(run::HostDraws draws) {
  constexpr std::size_t kRows = 32;
  constexpr std::size_t kColumns = 4;
  theory::LogisticProblem f{kColumns, {}, 0.01};
  const std::vector<double> truth = direction(draws, kColumns);
  for (std::size_t row = 0; row < kRows; ++row) {
    double margin = draws.normal();  // labels are not certain
    std::vector<double> features;
    for (std::size_t i = 0; i < kColumns; ++i) {
      features.push_back(draws.normal());
      margin += 2 * truth[i] * features.back();
    }
    for (const double x : features) f.table.push_back(margin > 0 ? -x : x);
  }
  SgdInstance instance;
  instance.problem.logistic = std::move(f);
  instance.problem.radius = 2;
  instance.iterations = drawn_iterations(draws, 100);
  instance.variance = power_of_ten(draws, -1, 1);
  instance.name = "logistic regression";
  return instance;
}

run::SgdMethod prescribed_method(const SgdInstance& instance, BoundForm form, double believed) {
  run::SgdMethod method;
  method.steps = instance.iterations;
  method.step_size =
      theory::proven_step(instance.problem.convex(), believed, instance.iterations, form);
  method.spread_noise(instance.variance, instance.problem.dimension());
  method.checkpoints = {instance.iterations};
  return method;
}

std::vector<int> checkpoints_up_to(int last, int per_decade) {
  std::vector<int> steps;
  for (int i = 0; steps.empty() || steps.back() < last; ++i) {
    const int step = static_cast<int>(
        std::min<double>(last, std::pow(10.0, static_cast<double>(i) / per_decade)));
    if (steps.empty() || step > steps.back()) steps.push_back(step);
  }
  return steps;
}

void BoundTest::take(const std::string& name, double mean, double standard_error, double rounding,
                     double bound) {
  ++count_;
  // A mean that does not vary is known to its rounding.
  const double error = std::hypot(standard_error, rounding);
  const double z = (mean - rounding - bound) / error;
  const double p = std::erfc(z / std::numbers::sqrt2) / 2;
  largest_ = std::max(largest_, mean / bound);
  if (count_ > 1 && (p > p_ || (p == p_ && mean / bound <= ratio_))) return;
  worst_ = name;
  ratio_ = mean / bound;
  error_ = error / bound;
  p_ = p;
}

run::HostOutcome BoundTest::outcome(std::uint64_t replicas, const std::string& words) const {
  run::HostOutcome outcome;
  const double p = std::min(1.0, p_ * static_cast<double>(count_));
  outcome.estimate = {ratio_, error_, replicas, stats::Law::own, p};
  outcome.prediction = {1, 0, 1, error_ * std::sqrt(static_cast<double>(replicas))};
  const std::string worst =
      fmt::format("{}: {:.4g} +- {:.1g} of the bound", worst_, ratio_, error_);
  outcome.words =
      count_ == 1
          ? fmt::format("{} {}, by {} replicas.", words, worst, replicas)
          : fmt::format("{} {} means of {} replicas, at most {:.3g} of the bound; the worst, {}.",
                        words, count_, replicas, largest_, worst);
  return outcome;
}

double linear_recursion_mean(const theory::Quadratic& f, double step_size,
                             const std::vector<double>& variance, int steps) {
  double mean = 0;
  for (std::size_t i = 0; i < f.curvature.size(); ++i) {
    const double curvature = f.curvature[i];
    const double factor = 1 - step_size * curvature;
    const double start = -f.linear[i] / curvature;  // w_0 - minimiser
    double power = 1;
    double path = 0;    // sum of factor^t
    double spread = 0;  // sum over the noises of their squared weight in the average
    double weight = 0;
    for (int t = 1; t <= steps; ++t) {
      power *= factor;
      path += power;
      weight = 1 + factor * weight;  // of the noise of step T - t + 1
      spread += weight * weight;
    }
    const double bias = start * path / steps;
    const double noise = step_size * step_size * variance[i] * spread / steps / steps;
    mean += curvature / 2 * (bias * bias + noise);
  }
  return mean;
}

}  // namespace ceo::verify
