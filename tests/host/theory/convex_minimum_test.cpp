// Minima against projected gradient descent in long double, written apart from the library.
#include "host/theory/convex_minimum.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "host/base/error.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::theory {
namespace {

using Wide = std::vector<long double>;

double number(testing::SplitMix& mix) {
  return static_cast<double>(mix.below(2'000'001)) / 1e6 - 1;
}

Wide projected(Wide w, long double radius, bool box) {
  long double square = 0;
  for (long double& x : w) {
    if (box) x = std::clamp(x, -radius, radius);
    square += x * x;
  }
  if (box || std::sqrt(square) <= radius) return w;
  for (long double& x : w) x *= radius / std::sqrt(square);
  return w;
}

/// Steps of 1/Lf from 0.
Wide descend(const std::function<Wide(const Wide&)>& gradient, std::size_t n, long double smooth,
             long double radius, bool box, int steps) {
  Wide w(n, 0);
  for (int t = 0; t < steps; ++t) {
    const Wide g = gradient(w);
    for (std::size_t i = 0; i < n; ++i) w[i] -= g[i] / smooth;
    w = projected(w, radius, box);
  }
  return w;
}

TEST(ConvexMinimum, OfQuadraticsOnBallAndBox) {
  testing::SplitMix mix(7);
  for (int trial = 0; trial < 40; ++trial) {
    const bool box = trial % 2 == 0;
    const double radius = trial % 3 == 0 ? 0.1 : 2;  // the minimiser on the edge, or inside
    Quadratic f;
    for (int i = 0; i < 1 + trial % 7; ++i) {
      f.curvature.push_back(0.2 + std::abs(number(mix)));
      f.linear.push_back(number(mix));
    }
    const auto gradient = [&](const Wide& w) {
      Wide g(w.size());
      for (std::size_t i = 0; i < w.size(); ++i) g[i] = f.curvature[i] * w[i] - f.linear[i];
      return g;
    };
    const Wide expected = descend(gradient, f.linear.size(), 1.2L, radius, box, 2000);
    const ConvexMinimum found = box ? minimum_on_box(f, radius) : minimum_on_ball(f, radius);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_NEAR(found.at[i], static_cast<double>(expected[i]), 1e-12);
      EXPECT_NEAR(found.gradient[i], f.curvature[i] * found.at[i] - f.linear[i], 1e-15);
    }
  }
}

TEST(ConvexMinimum, OfALinearFunctionLiesOnTheEdge) {
  const Quadratic f{{0, 0}, {3, 4}};
  const ConvexMinimum ball = minimum_on_ball(f, 2);
  EXPECT_NEAR(ball.at[0], 1.2, 1e-15);
  EXPECT_NEAR(ball.at[1], 1.6, 1e-15);
  EXPECT_NEAR(ball.value, -10, 1e-14);
  EXPECT_EQ(minimum_on_box(f, 2).at, (std::vector<double>{2, 2}));
  EXPECT_EQ(minimum_on_ball(Quadratic{{0}, {0}}, 1).at[0], 0);
}

LogisticProblem drawn(testing::SplitMix& mix, std::size_t n, std::size_t rows, double ridge) {
  LogisticProblem f{n, {}, ridge};
  for (std::size_t i = 0; i < n * rows; ++i) f.table.push_back(number(mix));
  return f;
}

TEST(ConvexMinimum, OfLogisticRegression) {
  testing::SplitMix mix(11);
  for (int trial = 0; trial < 12; ++trial) {
    const auto n = static_cast<std::size_t>(1 + trial % 4);
    const LogisticProblem f = drawn(mix, n, 12, 0.1);
    const double radius = trial % 2 == 0 ? 0.05 : 3;
    const auto gradient = [&](const Wide& w) {
      Wide g(n);
      for (std::size_t i = 0; i < n; ++i) g[i] = static_cast<long double>(f.ridge) * w[i];
      for (std::size_t r = 0; r < 12; ++r) {
        long double z = 0;
        for (std::size_t i = 0; i < n; ++i) z += f.table[r * n + i] * w[i];
        for (std::size_t i = 0; i < n; ++i) g[i] += f.table[r * n + i] / (1 + std::exp(-z)) / 12;
      }
      return g;
    };
    const Wide expected = descend(gradient, n, smoothness(f), radius, false, 2000);
    const ConvexMinimum found = minimum_on_ball(f, radius);
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_NEAR(found.at[i], static_cast<double>(expected[i]), 1e-9);
    }
    EXPECT_NEAR(found.value, logistic_value(f, found.at), 1e-15);
  }
}

// Separable rows without a ridge: nothing bounds w but the ball.
TEST(ConvexMinimum, OfSeparableRowsLiesOnTheEdge) {
  const LogisticProblem f{2, {1, 0, 0.5, 0.5, 2, 1}, 0};
  const ConvexMinimum found = minimum_on_ball(f, 4);
  EXPECT_NEAR(std::hypot(found.at[0], found.at[1]), 4, 1e-9);
  const double ratio = found.gradient[0] / found.at[0];
  EXPECT_LT(ratio, 0);
  EXPECT_NEAR(found.gradient[1] / found.at[1], ratio, 1e-7);  // the gradient is -mu w
}

// The second derivative along random directions, by differences, stays below Lf and comes near it.
TEST(ConvexMinimum, SmoothnessBoundsTheCurvature) {
  const LogisticProblem one{1, {2}, 0.5};
  EXPECT_NEAR(smoothness(one), 1 + 0.5, 1e-14);  // 4/4 + 0.5, reached at 0
  const double step = 1e-4;
  const double bend =
      (logistic_gradient(one, {step})[0] - logistic_gradient(one, {-step})[0]) / (2 * step);
  EXPECT_NEAR(bend, 1.5, 1e-7);
}

TEST(ConvexMinimum, RefusesWhatIsNoProblem) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(static_cast<void>(minimum_on_ball(Quadratic{{1}, {1}}, 0)), Error);
  EXPECT_THROW(static_cast<void>(minimum_on_ball(Quadratic{{-1}, {1}}, 1)), Error);
  EXPECT_THROW(static_cast<void>(minimum_on_ball(Quadratic{{1}, {nan}}, 1)), Error);
  EXPECT_THROW(static_cast<void>(minimum_on_box(Quadratic{{1}, {1, 2}}, 1)), Error);
  EXPECT_THROW(static_cast<void>(minimum_on_box(Quadratic{}, 1)), Error);
  EXPECT_THROW(static_cast<void>(minimum_on_ball(LogisticProblem{2, {1, 2, 3}, 0}, 1)), Error);
  EXPECT_THROW(static_cast<void>(minimum_on_ball(LogisticProblem{1, {nan}, 0}, 1)), Error);
  EXPECT_THROW(static_cast<void>(smoothness(LogisticProblem{1, {1}, -1})), Error);
}

}  // namespace
}  // namespace ceo::theory
