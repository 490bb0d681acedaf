// Replicas of projected SGD as claims describe them.
#include "host/run/sgd_replicas.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "host/base/error.hpp"

namespace ceo::run {
namespace {

using models::ProjectedSgd;

/// f = (w - 1)^2/2 without noise: w_t = 1 - (1 - step)^t.
SgdProblem line() {
  SgdProblem problem;
  problem.radius = 2;
  problem.quadratic = theory::Quadratic{{1}, {1}};
  return problem;
}

SgdMethod quiet(int steps) {
  SgdMethod method;
  method.steps = steps;
  method.step_size = 0.25;
  method.noise_sd = {0};
  method.checkpoints = {1, steps};
  return method;
}

TEST(SgdReplicas, WithoutNoiseFollowTheRecursion) {
  const SgdCurve curve = run_replicas(line(), quiet(20), {1, 2}, 10, {});
  double w = 0, sum = 0;
  for (int t = 1; t <= 20; ++t) {
    w += 0.25 * (1 - w);
    sum += w;
  }
  const double average = sum / 20;
  ASSERT_EQ(curve.points.size(), 2U);
  EXPECT_NEAR(curve.points[0].mean, 0.75 * 0.75 / 2, curve.rounding);
  EXPECT_NEAR(curve.points[1].mean, (1 - average) * (1 - average) / 2, curve.rounding);
  EXPECT_NEAR(curve.points[1].gradient, (1 - w) * (1 - w), 1e-7);
  EXPECT_EQ(curve.points[1].standard_error, 0);
  // Quantiles are ends of bins, an eighth of an octave above at most.
  EXPECT_GE(curve.points[1].quantile(0.5), curve.points[1].mean);
  EXPECT_LE(curve.points[1].quantile(0.5), curve.points[1].mean * 1.13);
}

TEST(SgdReplicas, SpreadAndHitsAreThoseOfANormal) {
  // One step from the minimiser of a linear function in a wide box: f - f* = A + step z.
  SgdProblem problem;
  problem.domain = ProjectedSgd::kBox;
  problem.radius = 64;
  problem.quadratic = theory::Quadratic{{0}, {1}};
  SgdMethod method;
  method.steps = 1;
  method.step_size = 1;
  method.noise_sd = {3};
  method.checkpoints = {1};
  method.target = 63;
  const SgdCurve curve = run_replicas(problem, method, {3, 4}, 40000, {});
  const SgdPoint& point = curve.points[0];
  EXPECT_NEAR(point.standard_error * 200, 3, 3 * 5 / std::sqrt(2.0 * 40000));
  EXPECT_NEAR(point.mean, 63, 5 * 3 / 200.0);
  EXPECT_NEAR(static_cast<double>(point.hits), 20000, 5 * 100);
}

TEST(SgdReplicas, ThreadsDoNotMatter) {
  SgdMethod method = quiet(20);
  method.noise_sd = {1};
  HostMachine one;
  one.cpu.threads = 1;
  const SgdCurve a = run_replicas(line(), method, {1, 2}, 777, one);
  const SgdCurve b = run_replicas(line(), method, {1, 2}, 777, {});
  EXPECT_EQ(a.points[1].mean, b.points[1].mean);
  EXPECT_EQ(a.points[1].standard_error, b.points[1].standard_error);
  EXPECT_EQ(a.points[1].histogram, b.points[1].histogram);
}

TEST(SgdReplicas, TheRadiusOfABoxIsThatOfItsCorner) {
  SgdProblem problem = line();
  problem.domain = ProjectedSgd::kBox;
  problem.quadratic = theory::Quadratic{{1, 3, 2, 0}, {0, 0, 0, 0}};
  EXPECT_EQ(problem.convex().radius, 4);
  EXPECT_EQ(problem.convex().smoothness, 3);
}

TEST(SgdReplicas, RefuseWhatIsNoProblem) {
  const auto refused = [](const auto& spoil, std::uint64_t replicas = 8) {
    SgdProblem problem = line();
    SgdMethod method = quiet(20);
    spoil(problem, method);
    EXPECT_THROW(static_cast<void>(run_replicas(problem, method, {1, 2}, replicas, {})), Error);
  };
  refused([](SgdProblem& problem, SgdMethod&) { problem.radius = 0; });
  refused([](SgdProblem& problem, SgdMethod&) { problem.quadratic.reset(); });
  refused([](SgdProblem& problem, SgdMethod&) {
    problem.logistic = theory::LogisticProblem{1, {1}, 0};
  });
  refused([](SgdProblem& problem, SgdMethod&) {
    problem.quadratic.reset();
    problem.logistic = theory::LogisticProblem{1, {1}, 0};
    problem.domain = ProjectedSgd::kBox;
  });
  refused([](SgdProblem& problem, SgdMethod& method) {
    problem.quadratic = theory::Quadratic{std::vector<double>(65, 1), std::vector<double>(65, 1)};
    method.noise_sd.assign(65, 1);
  });
  refused([](SgdProblem&, SgdMethod& method) { method.step_size = 0; });
  refused([](SgdProblem&, SgdMethod& method) { method.steps = 0; });
  refused([](SgdProblem&, SgdMethod& method) { method.noise_sd = {1, 2}; });
  refused([](SgdProblem&, SgdMethod& method) { method.scale = {1}; });
  refused([](SgdProblem&, SgdMethod&) {}, 1);
  refused([](SgdProblem&, SgdMethod&) {}, std::uint64_t{1} << 40);
  // Divergence is an error, never a number.
  refused([](SgdProblem& problem, SgdMethod& method) {
    problem.domain = ProjectedSgd::kEverywhere;
    method.step_size = 100;
    method.noise_sd = {1};
  });
}

}  // namespace
}  // namespace ceo::run
