// Lemma 1 a second way: GLPK's simplex method over all 2^K - 1 constraints of R(r).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "host/theory/region.hpp"
#include "tests/host/theory/linear_program.hpp"
#include "tests/host/theory/random_instance.hpp"

namespace ceo::theory {
namespace {

using ::ceo::testing::SplitMix;
using Doubles = std::vector<double>;
using Set = std::vector<std::size_t>;
using testing::bounds_by_determinants;
using testing::minimise;
using testing::Optimum;

double dot(const Doubles& a, const Doubles& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Workers by falling price: the first is decoded last.
Set by_price(const Doubles& prices) {
  Set order(prices.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return prices[a] > prices[b]; });
  return order;
}

/// GLPK lets bounds and reduced costs be off by 1e-10, relative to the size of the numbers; a
/// vertex solves K such equations.
double tolerance_of(const Doubles& prices, const Doubles& bound) {
  return 2e-10 * static_cast<double>(prices.size()) * testing::total(prices) * (1 + bound.back());
}

TEST(RegionLp, TheSortedVertexIsTheCheapestPoint) {
  SplitMix words(11);
  for (std::size_t workers = 1; workers <= 7; ++workers) {
    for (int instance = 0; instance < 12; ++instance) {
      const Channel channel = testing::random_channel(words, workers);
      const Doubles prices = testing::powers(words, workers, -1, 1);
      const Doubles bound = bounds_by_determinants(channel);
      const Optimum optimum = minimise(prices, bound);
      const Doubles rates = vertex(channel, by_price(prices));
      const double tolerance = tolerance_of(prices, bound);
      EXPECT_NEAR(dot(prices, rates), optimum.cost, tolerance);
      // Prices differ, so the optimum is this vertex alone: a rate is a difference of two bounds.
      Doubles sorted = prices;
      std::sort(sorted.begin(), sorted.end());
      double gap = sorted[0];
      for (std::size_t k = 1; k < workers; ++k) gap = std::min(gap, sorted[k] - sorted[k - 1]);
      if (gap < 1e-3) continue;
      for (std::size_t k = 0; k < workers; ++k) {
        EXPECT_NEAR(rates[k], optimum.rates[k], tolerance / gap);
      }
    }
  }
}

TEST(RegionLp, ReversedOrderAtUnequalPricesIsRejected) {
  const Channel channel = channel_from_rates(1, Doubles{1, 2, 0.5}, Doubles{0.5, 0.4, 0.6});
  const Doubles prices{3, 2, 1};
  const Doubles bound = bounds_by_determinants(channel);
  const double cost = dot(prices, vertex(channel, Set{2, 1, 0}));
  EXPECT_GT(cost, minimise(prices, bound).cost + 1e4 * tolerance_of(prices, bound));
}

TEST(RegionLp, EqualPricesLeaveTheSumRate) {
  SplitMix words(12);
  const Channel channel = testing::random_channel(words, 5);
  const Doubles prices(5, 1.0);
  const Doubles bound = bounds_by_determinants(channel);
  const double least = minimise(prices, bound).cost;
  for (int instance = 0; instance < 20; ++instance) {
    EXPECT_NEAR(testing::total(vertex(channel, testing::random_order(words, 5))), least,
                tolerance_of(prices, bound));
  }
}

}  // namespace
}  // namespace ceo::theory
