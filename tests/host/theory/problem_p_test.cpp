#include "host/theory/problem_p.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "host/base/error.hpp"
#include "host/theory/boundary.hpp"
#include "tests/host/theory/boundary_instance.hpp"

namespace ceo::theory {
namespace {

using ::ceo::testing::SplitMix;
using Doubles = std::vector<double>;
using Layers = std::vector<Layer>;

const Layers kWorked{{1, {1, 1}}, {2, {2, 2}}};

/// Any point with 0 <= a < 1/sN2: sum_k a_k above or below 1/D.
std::vector<LayerAllocation> random_point(const Layers& layers, SplitMix& words) {
  std::vector<LayerAllocation> point;
  for (const Layer& layer : layers) {
    LayerAllocation allocation{testing::power(words, -1.5, 1.5), {}};
    for (const double n : layer.var_n) {
      const bool silent = words.below(4) == 0;
      allocation.precision.push_back(silent ? 0.0 : words.word() * 0x1p-32 * 0.999 / n);
    }
    point.push_back(allocation);
  }
  return point;
}

template <class Objective>
double excess_at_midpoint(const Objective& objective, const BoundaryInstance& problem,
                          const std::vector<LayerAllocation>& one,
                          const std::vector<LayerAllocation>& other) {
  const auto value = [&](const std::vector<LayerAllocation>& point) {
    return objective(problem.layers, problem.prices, point);
  };
  return value(midpoint(one, other)) - (value(one) + value(other)) / 2;
}

TEST(ProblemP, TheCorrectedFormIsConvexAndThePrintedOneIsNot) {
  SplitMix words(31);
  double least = 0;
  double printed = 0;
  for (int i = 0; i < 20000; ++i) {
    const BoundaryInstance problem = random_boundary_instance(words, 3, 2);
    const auto one = random_point(problem.layers, words);
    const auto other = random_point(problem.layers, words);
    const double excess = excess_at_midpoint(corrected_objective, problem, one, other);
    EXPECT_LE(excess, 1e-13 * corrected_objective(problem.layers, problem.prices, one) + 1e-14);
    least = std::min(least, excess);
    printed = std::max(printed, excess_at_midpoint(printed_objective, problem, one, other));
  }
  EXPECT_LT(least, -0.1);
  EXPECT_GT(printed, 0.01);
}

TEST(ProblemP, ThePinnedMidpointIsFeasibleAndViolated) {
  const MidpointCheck check = printed_midpoint_violation();
  for (const auto& end : {check.one, check.other}) {
    const LayerAllocation& point = end[0];
    EXPECT_NEAR(point.precision[0] + point.precision[1], 1 / point.distortion, 1e-16);
    EXPECT_GE(point.distortion, minimal_total_distortion(check.layers));
  }
  // By hand: r = -(1/2) ln(1 - a), s_0 = 1/10 + 2 a, s_1 = 1/10 + a, s_2 = 1/10.
  const auto by_hand = [](long double a) {
    return (-1.5L * std::log(1 - a) + std::log(0.1L + 2 * a) - 0.5L * std::log(0.1L + a) -
            0.5L * std::log(0.1L)) /
           2;
  };
  const auto expected = static_cast<double>(by_hand(0.1L) - (by_hand(0.05L) + by_hand(0.15L)) / 2);
  EXPECT_NEAR(check.printed_excess, expected, 1e-15);
  EXPECT_NEAR(check.printed_excess, 0.0202192, 1e-7);
  EXPECT_LT(check.corrected_excess, 0);
}

TEST(ProblemP, WithoutThePositivePartTheMinimumIsTooLow) {
  const auto wrong = [](const Layers& layers, double price, double distortion) {
    const Doubles prices{1, price};
    return minimum_without_positive_part(layers, prices, distortion);
  };
  EXPECT_NEAR(wrong(kWorked, 0.05, 4).objective, 0.0494, 5e-5);
  EXPECT_NEAR(wrong(kWorked, 0.01, 4).objective, -0.0932, 5e-5);
  const WrongMinimum one = wrong({{1, {1, 1}}}, 0.01, 2);
  EXPECT_NEAR(one.objective, -0.1158, 5e-5);
  // It overshoots: more precision than 1/D, so that worker 1 seems to have a negative rate.
  const LayerAllocation& point = one.point[0];
  EXPECT_GT(point.precision[0] + point.precision[1], 1 / point.distortion + 0.1);
  const double rate = 0.5 * std::log((1 + 1 / point.distortion) / (1 + point.precision[1]));
  EXPECT_LT(rate - 0.5 * std::log1p(-point.precision[0]), 0);
}

TEST(ProblemP, WithoutThePositivePartTheMinimumIsRightWhereNothingOvershoots) {
  SplitMix words(32);
  int overshoots = 0;
  for (int i = 0; i < 60; ++i) {
    const BoundaryInstance problem = random_boundary_instance(words, 3, 2);
    const BoundaryPoint right = boundary_point(problem.layers, problem.prices, problem.distortion);
    const WrongMinimum wrong =
        minimum_without_positive_part(problem.layers, problem.prices, problem.distortion);
    const bool tight = right.layers[0].multiplier > 0 && right.layers[1].multiplier > 0;
    overshoots += tight ? 0 : 1;
    // Bisection on lambda, and on w below it, each to the last bits.
    EXPECT_LE(wrong.objective, right.objective * (1 + 1e-10));
    const double shortfall = right.objective - wrong.objective;
    EXPECT_LE(tight ? shortfall : 0.0, 1e-10 * right.objective);
    // Not the cost of any rates, but its own form must value it so, and no random point less.
    for (int j = 0; j < 50; ++j) {
      std::vector<LayerAllocation> other = random_point(problem.layers, words);
      other = midpoint(other, wrong.point);
      double spent = 0;
      bool feasible = true;
      for (const LayerAllocation& layer : other) {
        double sum = 0;
        for (const double a : layer.precision) sum += a;
        feasible = feasible && sum >= 1 / layer.distortion;
        spent += layer.distortion;
      }
      if (!feasible || spent > problem.distortion) continue;
      EXPECT_GE(objective_without_positive_part(problem.layers, problem.prices, other),
                wrong.objective - 1e-10 * right.objective);
    }
  }
  EXPECT_GT(overshoots, 5);
  EXPECT_LT(overshoots, 55);
}

TEST(ProblemP, WithoutTheSignOfThePrecisionsANoisyWorkerGetsANegativeRate) {
  const Layer layer{1, {1, 1, 10}};
  const WrongMinimum wrong = minimum_without_sign(layer, Doubles{1, 1, 1}, 1);
  EXPECT_NEAR(wrong.objective, 0.7002, 5e-5);
  EXPECT_LT(wrong.point[0].precision[2], 0);
  const BoundaryPoint right = boundary_point(Layers{layer}, Doubles{1, 1, 1}, 1);
  EXPECT_NEAR(right.objective, 1.0397, 5e-5);
  EXPECT_EQ(right.layers[0].allocation.precision[2], 0);
  // Where every worker speaks, dropping the sign changes nothing.
  const Layer quiet{1, {1, 1, 1.2}};
  const BoundaryPoint same = boundary_point(Layers{quiet}, Doubles{1, 0.9, 1}, 0.5);
  EXPECT_NEAR(minimum_without_sign(quiet, Doubles{1, 0.9, 1}, 0.5).objective, same.objective,
              1e-12 * same.objective);
}

TEST(ProblemP, RefusesPointsOutsideItsDomain) {
  const Layers layers{{1, {1, 1}}};
  const Doubles prices{1, 1};
  EXPECT_THROW((void)corrected_objective(layers, prices, std::vector<LayerAllocation>{{1, {1, 0}}}),
               Error);
  EXPECT_THROW((void)corrected_objective(layers, prices, std::vector<LayerAllocation>{{0, {0, 0}}}),
               Error);
  EXPECT_THROW((void)printed_objective(layers, prices, std::vector<LayerAllocation>{{1, {0}}}),
               Error);
  EXPECT_THROW((void)printed_objective(layers, prices, std::vector<LayerAllocation>{}), Error);
}

}  // namespace
}  // namespace ceo::theory
