#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "host/theory/boundary.hpp"
#include "tests/host/theory/boundary_instance.hpp"
#include "tests/support/rapidcheck_seed.hpp"

namespace ceo::theory {
namespace {

using Doubles = std::vector<double>;

/// What boundary.hpp promises of the objective, relative.
constexpr double kPromise = 1e-10;
/// Its bound by first derivatives; layers that amplify roundings come to 4e-10 in 200000 instances.
constexpr double kResidual = 1e-8;

BoundaryInstance draw_instance() {
  ceo::testing::SplitMix words(*rc::gen::arbitrary<std::uint64_t>());
  const std::size_t workers = *rc::gen::inRange<std::size_t>(1, 20);
  const std::size_t layers = *rc::gen::inRange<std::size_t>(1, 6);
  BoundaryInstance instance = random_boundary_instance(words, workers, layers);
  // Wider than the instances of the searches.
  for (double& price : instance.prices) price *= testing::power(words, -3, 0);
  for (Layer& layer : instance.layers) {
    layer.var_x *= testing::power(words, -2, 2);
    for (double& n : layer.var_n) n *= testing::power(words, -1, 1);
  }
  instance.distortion = minimal_total_distortion(instance.layers) * testing::power(words, 0.001, 3);
  return instance;
}

BoundaryPoint solve(const BoundaryInstance& instance) {
  return boundary_point(instance.layers, instance.prices, instance.distortion);
}

TEST(BoundaryProperties, SatisfiesTheConditionsOfTheConvexProblem) {
  EXPECT_TRUE(rc::check([] {
    const BoundaryInstance instance = draw_instance();
    const BoundaryPoint point = solve(instance);
    RC_ASSERT(point.kkt_residual < kResidual);
    double spent = 0;
    for (std::size_t l = 0; l < point.layers.size(); ++l) {
      const LayerPoint& layer = point.layers[l];
      spent += layer.allocation.distortion;
      double sum = 0;
      for (std::size_t k = 0; k < layer.rate.size(); ++k) {
        const double a = layer.allocation.precision[k];
        RC_ASSERT(a >= 0 && a <= 1 / instance.layers[l].var_n[k]);
        RC_ASSERT(layer.rate[k] >= layer.test_rate[k] && layer.test_rate[k] >= 0);
        sum += a;
      }
      // What is lacking to equality must not move the objective by more than the promise.
      const double lacking = std::abs(sum * layer.allocation.distortion - 1);
      RC_ASSERT(point.slope * layer.allocation.distortion * lacking <= 1e-10 * point.objective);
      RC_ASSERT(layer.multiplier >= 0);
    }
    RC_ASSERT(std::abs(spent / instance.distortion - 1) < 1e-12);
  }));
}

TEST(BoundaryProperties, UnitsOfVarianceAndOfPricePlayNoPart) {
  EXPECT_TRUE(rc::check([] {
    BoundaryInstance instance = draw_instance();
    const BoundaryPoint before = solve(instance);
    const double unit = *rc::gen::element(1e-20, 3e-7, 0.7, 11.0, 1e15);
    const double price = *rc::gen::element(1e-9, 0.3, 1e12);
    for (Layer& layer : instance.layers) {
      layer.var_x *= unit;
      for (double& n : layer.var_n) n *= unit;
    }
    for (double& p : instance.prices) p *= price;
    instance.distortion *= unit;
    const BoundaryPoint after = solve(instance);
    RC_ASSERT(std::abs(after.objective / (price * before.objective) - 1) < kPromise);
    RC_ASSERT(std::abs(after.slope * unit / (price * before.slope) - 1) < 1e-8);
  }));
}

TEST(BoundaryProperties, FollowsAPermutationOfTheWorkersAndOfTheLayers) {
  EXPECT_TRUE(rc::check([] {
    const BoundaryInstance instance = draw_instance();
    BoundaryInstance turned = instance;
    std::rotate(turned.layers.begin(), turned.layers.begin() + 1, turned.layers.end());
    const auto turn = [](Doubles& v) { std::rotate(v.begin(), v.begin() + 1, v.end()); };
    turn(turned.prices);
    for (Layer& layer : turned.layers) turn(layer.var_n);
    const BoundaryPoint before = solve(instance);
    const BoundaryPoint after = solve(turned);
    RC_ASSERT(std::abs(after.objective / before.objective - 1) < kPromise);
    RC_ASSERT(after.rate.size() == before.rate.size());
  }));
}

TEST(BoundaryProperties, FallsWithDistortionAtTheReportedSlopeAndIsConvexInIt) {
  EXPECT_TRUE(rc::check([] {
    BoundaryInstance instance = draw_instance();
    const BoundaryPoint middle = solve(instance);
    const double step = 1e-3 * (instance.distortion - minimal_total_distortion(instance.layers));
    instance.distortion += step;
    const BoundaryPoint more = solve(instance);
    // A convex function lies above its tangents.
    const double slack = kPromise * middle.objective;
    RC_ASSERT(more.objective < middle.objective);
    RC_ASSERT(more.slope <= middle.slope * (1 + 1e-9));
    RC_ASSERT(middle.objective - more.objective <= middle.slope * step + slack);
    RC_ASSERT(middle.objective - more.objective >= more.slope * step - slack);
  }));
}

TEST(BoundaryProperties, DearerRateIsBoughtLess) {
  EXPECT_TRUE(rc::check([] {
    BoundaryInstance instance = draw_instance();
    const BoundaryPoint before = solve(instance);
    const std::size_t k = *rc::gen::inRange<std::size_t>(0, instance.prices.size());
    instance.prices[k] *= 1.5;
    const BoundaryPoint after = solve(instance);
    const double slack = kPromise * after.objective;
    RC_ASSERT(after.objective >= before.objective - slack);
    // The rates before are still on offer, and those after were on offer before.
    RC_ASSERT(after.objective <= dot(instance.prices, before.rate) + slack);
    RC_ASSERT(instance.prices[k] * (after.rate[k] - before.rate[k]) <= 10 * slack);
  }));
}

}  // namespace
}  // namespace ceo::theory
