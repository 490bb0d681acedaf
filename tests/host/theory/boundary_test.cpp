#include "host/theory/boundary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "host/theory/channel.hpp"
#include "host/theory/problem_p.hpp"
#include "tests/host/theory/boundary_instance.hpp"

namespace ceo::theory {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Doubles = std::vector<double>;
using Layers = std::vector<Layer>;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// The worked instance of spec/theory.md section 5.
const Layers kWorked{{1, {1, 1}}, {2, {2, 2}}};
/// What boundary.hpp promises of the objective.
constexpr double kPromise = 1e-10;

std::string message_of(const Layers& layers, const Doubles& prices, double distortion) {
  return testing::message_of([&] { return boundary_point(layers, prices, distortion); });
}

double half_of_sum(double distortion) {
  const BoundaryPoint point = boundary_point(kWorked, Doubles{1, 1}, distortion);
  return (point.rate[0] + point.rate[1]) / 2;
}

TEST(Boundary, SymmetricPointsOfTheWorkedInstance) {
  EXPECT_NEAR(half_of_sum(2), 1.803, 5e-4);
  EXPECT_NEAR(half_of_sum(3), 1.013, 5e-4);
  EXPECT_NEAR(half_of_sum(4), 0.730, 5e-4);
}

TEST(Boundary, AFreeSecondWorkerAtDistortionFour) {
  // R_1 = 0 at 1.9023 nat of the other; the layers are split at 1.477.
  const BoundaryPoint point = boundary_point(kWorked, Doubles{1, 0.01}, 4);
  EXPECT_EQ(point.rate[0], 0);
  EXPECT_NEAR(point.rate[1], 1.9023, 5e-5);
  EXPECT_NEAR(point.layers[0].allocation.distortion, 1.477, 5e-4);
  EXPECT_NEAR(point.objective, 0.0190, 5e-5);
  EXPECT_NEAR(boundary_point(kWorked, Doubles{1, 0.05}, 4).objective, 0.0951, 5e-5);
  const BoundaryPoint mirrored = boundary_point(kWorked, Doubles{0.01, 1}, 4);
  EXPECT_EQ(mirrored.rate[0], point.rate[1]);
  EXPECT_EQ(mirrored.objective, point.objective);
  const Layers one{{1, {1, 1}}};
  EXPECT_NEAR(boundary_point(one, Doubles{1, 0.01}, 2).objective, 0.00549, 5e-6);
}

TEST(Boundary, AtDistortionThreeOneWorkerAloneNeedsInfiniteRate) {
  const BoundaryPoint far = boundary_point(kWorked, Doubles{1e-5, 1}, 3);
  const BoundaryPoint further = boundary_point(kWorked, Doubles{1e-7, 1}, 3);
  EXPECT_NEAR(further.layers[0].allocation.distortion, 1, 1e-5);
  EXPECT_NEAR(further.layers[1].allocation.distortion, 2, 1e-5);
  EXPECT_LT(further.rate[1], 1e-5);
  // Each factor of 100 in the price adds ln 100 = 4.6 nat in the limit.
  EXPECT_NEAR(further.rate[0] - far.rate[0], std::log(100.0), 0.05);
}

TEST(Boundary, AtDistortionTwoTheFirstWorkerNeedsAtLeastThisMuch) {
  double before = kInf;
  for (const double price : {1e-1, 1e-2, 1e-4, 1e-8}) {
    const BoundaryPoint point = boundary_point(kWorked, Doubles{1, price}, 2);
    EXPECT_LT(point.rate[0], before);
    before = point.rate[0];
  }
  EXPECT_NEAR(before, 0.869, 5e-4);
}

TEST(Boundary, OneWorkerIsItsOnlyTestChannel) {
  const BoundaryPoint point = boundary_point(Layers{{2, {0.5}}}, Doubles{3}, 0.75);
  // r = -(1/2) ln(1 - sN2/D) and R = r + (1/2) ln(1 + sX2/D); twenty roundings.
  const double rate = 0.5 * (std::log(3.0) + std::log1p(2 / 0.75));
  EXPECT_NEAR(point.rate[0], rate, 20 * 1.2e-16 * rate);
  EXPECT_LT(point.kkt_residual, kPromise);
}

TEST(Boundary, IsTheObjectiveOfItsAllocationInEveryForm) {
  ceo::testing::SplitMix words(21);
  for (int i = 0; i < 200; ++i) {
    const BoundaryInstance instance =
        random_boundary_instance(words, 1 + words.below(8), 1 + words.below(4));
    const BoundaryPoint point =
        boundary_point(instance.layers, instance.prices, instance.distortion);
    std::vector<LayerAllocation> allocation;
    for (const LayerPoint& layer : point.layers) allocation.push_back(layer.allocation);
    // The objectives take 1 - sN2 a from a, which loses exp(2 r) of a rounding.
    const double tolerance = 1e-11 * point.objective;
    const auto close = [&](double value) { EXPECT_NEAR(value, point.objective, tolerance); };
    close(corrected_objective(instance.layers, instance.prices, allocation));
    close(printed_objective(instance.layers, instance.prices, allocation));
    close(objective_without_positive_part(instance.layers, instance.prices, allocation));
    EXPECT_LT(point.kkt_residual, kPromise);
  }
}

TEST(Boundary, EqualPricesGiveTheSumRateOfWaterFilling) {
  ceo::testing::SplitMix words(22);
  for (int i = 0; i < 100; ++i) {
    BoundaryInstance instance = random_boundary_instance(words, 1 + words.below(12), 1);
    const Layer& layer = instance.layers[0];
    const Channel channel = channel_from_distortion(layer.var_x, layer.var_n, instance.distortion);
    double sum = 0.5 * std::log1p(layer.var_x / instance.distortion);
    for (const double rate : channel.rate) sum += rate;
    const Doubles equal(layer.var_n.size(), 2.5);
    const BoundaryPoint point = boundary_point(instance.layers, equal, instance.distortion);
    EXPECT_NEAR(point.objective, 2.5 * sum, 1e-12 * point.objective);
  }
}

/// An instance whose optimum is known, by running the KKT conditions backwards: precisions a_k > 0
/// are chosen, and the noises that make them optimal follow. `steepness` is (1/sN2 - a)/(1/sX2) of
/// the last worker; prices rise by the factor 1 + spread from each worker to the one before.
BoundaryInstance known_instance(std::size_t workers, double steepness, double spread) {
  BoundaryInstance instance{{{1, Doubles(workers)}}, Doubles(workers), 0};
  const double a = 1.0 / static_cast<double>(workers);
  double price = 1;
  double w = price / steepness;
  double sum = 0;
  for (std::size_t k = workers; k-- > 0;) {
    instance.prices[k] = price;
    instance.layers[0].var_n[k] = 1 / (a + price / w);
    sum += a;
    w -= price * spread / (1 + sum);
    price *= 1 + spread;
  }
  instance.distortion = 1 / sum;
  return instance;
}

TEST(Boundary, FindsKnownOptimaThatAmplifyRoundings) {
  // The last two amplify a relative change of the last worker's multiplier by more than 1e16.
  struct Case {
    std::size_t workers;
    double steepness, spread;
  };
  for (const Case& c : {Case{50, 10, 1e-5}, Case{50, 10, 1e-3}, Case{1000, 10, 1e-5},
                        Case{50, 1000, 1e-5}, Case{1000, 100, 1e-5}}) {
    const BoundaryInstance instance = known_instance(c.workers, c.steepness, c.spread);
    double objective = 0;
    double after = 1;
    const double a = 1.0 / static_cast<double>(c.workers);
    for (std::size_t k = c.workers; k-- > 0;) {
      objective += instance.prices[k] * 0.5 *
                   (std::log1p(a / after) - std::log1p(-a * instance.layers[0].var_n[k]));
      after += a;
    }
    const BoundaryPoint point =
        boundary_point(instance.layers, instance.prices, instance.distortion);
    EXPECT_NEAR(point.objective, objective, kPromise * objective)
        << c.workers << " " << c.steepness;
    EXPECT_LT(point.kkt_residual, 1e-8);
  }
}

TEST(Boundary, TheResidualSeesWrongPoints) {
  ceo::testing::SplitMix words(23);
  for (int i = 0; i < 50; ++i) {
    const BoundaryInstance instance = random_boundary_instance(words, 3, 2);
    const BoundaryPoint right =
        boundary_point(instance.layers, instance.prices, instance.distortion);
    const auto residual = [&](const BoundaryPoint& point) {
      return kkt_residual(instance.layers, instance.prices, instance.distortion, point);
    };
    EXPECT_EQ(residual(right), right.kkt_residual);
    BoundaryPoint wrong = right;
    wrong.slope *= 1 + 1e-6;
    EXPECT_GT(residual(wrong), 1e-9);
    wrong = right;
    wrong.layers[0].allocation.distortion *= 1 - 1e-6;
    EXPECT_GT(residual(wrong), 1e-9);
    wrong = right;
    wrong.layers[1].allocation.precision[words.below(3)] += 1e-4;
    EXPECT_GT(residual(wrong), 1e-9);
  }
}

TEST(Boundary, HoldsAtLargeAndAtSmallDistortions) {
  const Layers layers{{1, {1, 2, 5}}, {30, {0.5, 0.5, 40}}};
  const Doubles prices{0.3, 1, 0.2};
  const double least = minimal_total_distortion(layers);
  for (const double factor : {1 + 1e-6, 1.01, 10.0, 1e4, 1e9, 1e15}) {
    const BoundaryPoint point = boundary_point(layers, prices, least * factor);
    EXPECT_LT(point.kkt_residual, kPromise) << factor;
  }
  // Remark 2: about min_k alpha_k (sX2 + sN2_k)/(2 D) of one layer as D grows.
  const Layers one{{3, {2, 1}}};
  const BoundaryPoint far = boundary_point(one, Doubles{1, 2}, 1e12);
  EXPECT_NEAR(far.objective * 2e12 / 5, 1, 1e-11);
}

TEST(BoundaryErrors, SayWhatToDo) {
  EXPECT_THAT(message_of(kWorked, {1, 1}, 1.5),
              AllOf(HasSubstr("not feasible"), HasSubstr("= 1.5")));
  EXPECT_THAT(message_of(kWorked, {1, 1}, kInf), HasSubstr("not feasible"));
  EXPECT_THAT(message_of(kWorked, {1, 1}, kNan), HasSubstr("not feasible"));
  EXPECT_THAT(message_of(kWorked, {1, 0}, 2),
              AllOf(HasSubstr("infimum"), HasSubstr("not attained")));
  EXPECT_THAT(message_of(kWorked, {0, 1}, 4), AllOf(HasSubstr("alone"), HasSubstr("minimum is 0")));
  EXPECT_THAT(message_of(kWorked, {1, -2}, 4), HasSubstr("worker 2: price -2"));
  EXPECT_THAT(message_of(kWorked, {kNan, 1}, 4), HasSubstr("worker 1: price nan"));
  EXPECT_THAT(message_of(kWorked, {1}, 4), HasSubstr("1 prices for 2 workers"));
  EXPECT_THAT(message_of(kWorked, {1, 1e-200}, 4), HasSubstr("out of range"));
  EXPECT_THAT(message_of({}, {1}, 4), HasSubstr("no layer"));
  EXPECT_THAT(message_of({{1, {1, 1}}, {0, {1, -1}}}, {1, 1}, 4),
              AllOf(HasSubstr("layer 2: var_x = 0"), HasSubstr("layer 2, worker 2: var_n = -1")));
  EXPECT_THAT(message_of({{1, {1, 1}}, {1, {1}}}, {1, 1}, 4),
              HasSubstr("layer 2: var_n has 1 values"));
}

}  // namespace
}  // namespace ceo::theory
