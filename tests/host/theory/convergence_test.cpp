#include "host/theory/convergence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/error_message.hpp"

namespace ceo::theory {
namespace {

using ceo::testing::message_of;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr BoundForm kForms[] = {BoundForm::loose, BoundForm::tight};

/// The bounds as theory.md section 8 writes them.
long double direct_bound(const ConvexProblem& problem, long double s2, long double t,
                         BoundForm form) {
  const long double a = problem.radius;
  const long double lf = problem.smoothness;
  return form == BoundForm::loose ? a * std::sqrt(2 * s2 / t) + lf * a * a / t
                                  : a * std::sqrt(s2 / t) + lf * a * a / (2 * t);
}

/// The T at which a bound is eps, by bisection on its own.
long double bisected(const ConvexProblem& problem, long double s2, long double eps,
                     BoundForm form) {
  long double low = 1e-12L;
  long double high = 1e24L;
  for (int i = 0; i < 300; ++i) {
    const long double middle = std::sqrt(low * high);
    (direct_bound(problem, s2, middle, form) > eps ? low : high) = middle;
  }
  return low;
}

TEST(Convergence, IterationsAreTheRootOfTheBound) {
  for (const BoundForm form : kForms) {
    for (const double lf : {0.0, 1e-3, 1.0, 250.0}) {
      for (const double s2 : {0.0, 1e-6, 0.5, 40.0}) {
        if (lf == 0 && s2 == 0) continue;
        for (const double eps : {1e-4, 0.1, 3.0}) {
          const ConvexProblem problem{lf, 1.7};
          const double t = iterations_for(problem, s2, eps, form);
          // Squares and roots of sums of positive numbers: fewer than 12 roundings.
          EXPECT_NEAR(t / static_cast<double>(bisected(problem, s2, eps, form)), 1, 12 * kEps);
          EXPECT_NEAR(convergence_bound(problem, s2, t, form) / eps, 1, 12 * kEps);
        }
      }
    }
  }
}

TEST(Convergence, EquationTwentyThreeAsPrinted) {
  const ConvexProblem problem{3, 2};
  const double s2 = 0.8;
  const double eps = 0.05;
  const double noise = s2 / (2 * eps * eps);
  const double root = std::sqrt(noise + 3 / eps) + std::sqrt(noise);
  EXPECT_NEAR(iterations_for(problem, s2, eps), 4 * root * root, 12 * kEps * 4 * root * root);
  // The tight form needs fewer, at best half of them.
  const double tight = iterations_for(problem, s2, eps, BoundForm::tight);
  EXPECT_NEAR(tight, iterations_for(problem, s2, eps) / 2, 1e-9 * tight);
}

TEST(Convergence, BoundsAndStepsAsPrinted) {
  const ConvexProblem problem{4, 3};
  for (const BoundForm form : kForms) {
    const double a = form == BoundForm::loose ? 2 : 1;
    const double gamma = 3 * std::sqrt(a / (0.25 * 900));
    EXPECT_NEAR(step_parameter(problem, 0.25, 900, form), gamma, 4 * kEps * gamma);
    EXPECT_NEAR(proven_step(problem, 0.25, 900, form), 1 / (4 + 1 / gamma), 4 * kEps);
    EXPECT_NEAR(draft_step(problem, 0.25, 900, form), gamma / 5, 4 * kEps);
    EXPECT_NEAR(convergence_bound(problem, 0.25, 900, form),
                static_cast<double>(direct_bound(problem, 0.25L, 900, form)), 8 * kEps);
  }
  EXPECT_EQ(step_parameter(problem, 0, 10), kInf);
  EXPECT_EQ(proven_step(problem, 0, 10), 0.25);
}

/// f(average of w_1..w_T) - min f for f = (Lf/2)(w - c)^2 projected on [-1, 1], w_0 = 0, without
/// noise: the iterates come before each step, so w_1 = w_0.
double reached(double lf, double c, double step, int iterations) {
  double w = 0;
  double sum = 0;
  for (int t = 0; t < iterations; ++t) {
    w = std::clamp(w - step * lf * (w - c), -1.0, 1.0);
    sum += w;
  }
  const double distance = sum / iterations - c;
  return lf / 2 * distance * distance;
}

TEST(Convergence, TheDraftsStepBreaksTheBound) {
  // theory.md section 8: Lf = 10, s2 = 1e-6, T = 400, A = 1: step 6.4 > 2/Lf; 0.45 against 0.0251.
  const ConvexProblem problem{10, 1};
  const double step = draft_step(problem, 1e-6, 400);
  EXPECT_NEAR(step, 6.4, 0.05);
  EXPECT_GT(step, 2.0 / 10);
  const double bound = convergence_bound(problem, 1e-6, 400);
  EXPECT_NEAR(bound, 0.0251, 5e-5);
  EXPECT_NEAR(reached(10, 0.3, step, 400), 0.45, 5e-3);
  EXPECT_LT(reached(10, 0.3, proven_step(problem, 1e-6, 400), 400), bound);
  // At the centre and on the edge the draft's step does no harm: these instances show nothing.
  EXPECT_LT(reached(10, 0, step, 400), bound);
  EXPECT_LT(reached(10, 1, step, 400), bound);
}

TEST(Convergence, VarianceCountsEverySymbol) {
  EXPECT_EQ(gradient_variance(0.5, 64), 32);
  const ConvexProblem problem{1, 1};
  // Dropping the factor n = 64 promises too few iterations: the bound there is above eps.
  const double dropped = iterations_for(problem, 0.5, 0.1);
  EXPECT_GT(convergence_bound(problem, gradient_variance(0.5, 64), dropped), 0.5);
}

TEST(Convergence, MoreNoiseMoreIterations) {
  const ConvexProblem problem{2, 1};
  double last = 0;
  for (double s2 = 1e-6; s2 < 1e6; s2 *= 1.7) {
    const double t = iterations_for(problem, s2, 0.01);
    EXPECT_GT(t, last);
    EXPECT_LT(iterations_for(problem, s2, 0.011), t);
    EXPECT_LT(iterations_for(problem, s2, 0.01, BoundForm::tight), t);
    last = t;
  }
}

TEST(Convergence, BadInputSaysTheRange) {
  const ConvexProblem good{1, 1};
  EXPECT_THAT(message_of([&] { return iterations_for(good, 1, 0); }),
              AllOf(HasSubstr("epsilon = 0"), HasSubstr("(0, inf)")));
  EXPECT_THAT(message_of([&] {
                return iterations_for({-1, 1}, 1, 1);
              }),
              AllOf(HasSubstr("smoothness = -1"), HasSubstr("[0, inf)")));
  EXPECT_THAT(message_of([&] {
                return iterations_for({1, 0}, -1, 1);
              }),
              AllOf(HasSubstr("radius = 0"), HasSubstr("variance = -1")));
  EXPECT_THAT(message_of([&] { return iterations_for({0, 1}, 0, 1); }), HasSubstr("both 0"));
  EXPECT_THAT(message_of([&] { return iterations_for(good, 1, 1e-300); }),
              HasSubstr("iterations = inf"));
  EXPECT_THAT(message_of([&] { return convergence_bound(good, 1, 0); }),
              HasSubstr("iterations = 0"));
  EXPECT_THAT(message_of([&] { return gradient_variance(1, 0.5); }),
              AllOf(HasSubstr("symbols = 0.5"), HasSubstr("[1, inf)")));
  EXPECT_THAT(message_of([&] { return gradient_variance(std::nan(""), 1); }),
              HasSubstr("distortion = nan"));
}

}  // namespace
}  // namespace ceo::theory
