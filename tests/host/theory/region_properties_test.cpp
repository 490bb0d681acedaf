// What R(r) is whatever the instance: a contra-polymatroid whose vertices are those of successive
// decoding.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

#include "host/theory/region.hpp"
#include "tests/host/theory/random_instance.hpp"
#include "tests/support/rapidcheck_seed.hpp"

namespace ceo::theory {
namespace {

using ::ceo::testing::SplitMix;
using Doubles = std::vector<double>;
using Set = std::vector<std::size_t>;

constexpr double kEps = std::numeric_limits<double>::epsilon() / 2;

SplitMix draw_words() {
  return SplitMix(*rc::gen::arbitrary<std::uint64_t>());
}

/// Roundings of a sum over K workers and of its logarithms, for a value of this size in nats.
double rounding(std::size_t workers, double size) {
  return static_cast<double>(4 * workers + 16) * kEps * size;
}

TEST(RegionProperties, InformationIsMonotoneAndSupermodular) {
  EXPECT_TRUE(rc::check([] {
    SplitMix words = draw_words();
    const std::size_t workers = *rc::gen::inRange<std::size_t>(1, 9);
    const Doubles f = subset_informations(testing::random_channel(words, workers));
    const double tolerance = rounding(workers, f.back());
    for (std::size_t a = 0; a < f.size(); ++a) {
      for (std::size_t b = 0; b < f.size(); ++b) {
        RC_ASSERT(f[a] + f[b] <= f[a | b] + f[a & b] + tolerance);
        if ((a & b) == a) RC_ASSERT(f[a] <= f[b] + tolerance);
      }
    }
  }));
}

TEST(RegionProperties, TheCheckRejectsASubmodularFunction) {
  // I(Y_A; U_A), without the condition on the other workers, is no bound of R(r): it is submodular.
  const Channel channel = channel_from_rates(1, Doubles{1, 1}, Doubles{1, 1});
  const double alone = channel.rate[0] + 0.5 * std::log1p(channel.precision[0]);
  const double both = 2 * channel.rate[0] + 0.5 * std::log1p(1 / channel.distortion);
  EXPECT_GT(alone + alone, both + 0.1);
}

TEST(RegionProperties, VerticesMeetEveryConstraintAndTheirOwnChainWithEquality) {
  EXPECT_TRUE(rc::check([] {
    SplitMix words = draw_words();
    const std::size_t workers = *rc::gen::inRange<std::size_t>(1, 11);
    const Channel channel = testing::random_channel(words, workers);
    const Set order = testing::random_order(words, workers);
    const Doubles rates = vertex(channel, order);
    const Doubles f = subset_informations(channel);
    const double tolerance = rounding(workers, f.back());
    for (std::size_t bits = 1; bits < f.size(); ++bits) {
      double sum = 0;
      for (const std::size_t k : workers_of(bits)) sum += rates[k];
      RC_ASSERT(sum >= f[bits] - tolerance);
    }
    std::size_t bits = 0;
    double sum = 0;
    for (const std::size_t k : order) {
      bits |= std::size_t{1} << k;
      sum += rates[k];
      RC_ASSERT(std::abs(sum - f[bits]) <= tolerance);
    }
    const TightestConstraint tightest = tightest_constraint(channel, rates);
    RC_ASSERT(std::abs(tightest.slack) <= tolerance);
  }));
}

TEST(RegionProperties, FallingPricesMakeTheVertexCheapest) {
  // Lemma 1: no other vertex costs less, and reversing the order of unequal prices costs more.
  EXPECT_TRUE(rc::check([] {
    SplitMix words = draw_words();
    const std::size_t workers = *rc::gen::inRange<std::size_t>(2, 7);
    const Channel channel = testing::random_channel(words, workers);
    Doubles prices = testing::powers(words, workers, -2, 2);
    std::sort(prices.rbegin(), prices.rend());
    Set order(workers);
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto cost = [&](const Set& by) {
      const Doubles rates = vertex(channel, by);
      return std::inner_product(rates.begin(), rates.end(), prices.begin(), 0.0);
    };
    const double best = cost(order);
    const double tolerance = rounding(workers, prices[0] * testing::total(vertex(channel, order)));
    for (int other = 0; other < 20; ++other) {
      RC_ASSERT(cost(testing::random_order(words, workers)) >= best - tolerance);
    }
  }));
}

TEST(RegionProperties, ReversedOrderCostsMoreAtUnequalPrices) {
  const Channel channel = channel_from_rates(1, Doubles{1, 2, 3}, Doubles{0.5, 0.5, 0.5});
  const Doubles prices{3, 2, 1};
  const auto cost = [&](const Set& order) {
    const Doubles rates = vertex(channel, order);
    return std::inner_product(rates.begin(), rates.end(), prices.begin(), 0.0);
  };
  EXPECT_GT(cost(Set{2, 1, 0}), cost(Set{0, 1, 2}) + 0.01);
}

TEST(RegionProperties, ASilentWorkerChangesNothing) {
  EXPECT_TRUE(rc::check([] {
    SplitMix words = draw_words();
    const std::size_t workers = *rc::gen::inRange<std::size_t>(1, 8);
    const Channel small = testing::random_channel(words, workers);
    Doubles var_n = small.var_n;
    Doubles rates = small.rate;
    var_n.push_back(0.5);
    rates.push_back(0);
    const Channel large = channel_from_rates(small.var_x, var_n, rates);
    const Doubles f = subset_informations(small);
    const Doubles g = subset_informations(large);
    const double tolerance = rounding(workers, f.back());
    for (std::size_t bits = 0; bits < f.size(); ++bits) {
      RC_ASSERT(std::abs(g[bits] - f[bits]) <= tolerance);
      RC_ASSERT(std::abs(g[bits + f.size()] - f[bits]) <= tolerance);
    }
    RC_ASSERT(vertex(large, testing::random_order(words, workers + 1)).back() == 0);
  }));
}

}  // namespace
}  // namespace ceo::theory
