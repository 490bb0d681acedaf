// Lemma 1 a second way: GLPK's simplex method over all 2^K - 1 constraints of R(r).
#include <glpk.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <numeric>
#include <vector>

#include "host/theory/region.hpp"
#include "tests/host/theory/random_instance.hpp"
#include "tests/reference/region_reference.hpp"

namespace ceo::theory {
namespace {

using ::ceo::testing::SplitMix;
using Doubles = std::vector<double>;
using Set = std::vector<std::size_t>;

struct Optimum {
  double cost = 0;
  Doubles rates;
};

/// min prices.R subject to sum_A R_k >= bound[A] for all non-empty A; R is free otherwise.
Optimum minimise(const Doubles& prices, const Doubles& bound) {
  const std::unique_ptr<glp_prob, void (*)(glp_prob*)> problem(glp_create_prob(), glp_delete_prob);
  const auto workers = static_cast<int>(prices.size());
  glp_set_obj_dir(problem.get(), GLP_MIN);
  glp_add_cols(problem.get(), workers);
  for (int k = 0; k < workers; ++k) {
    glp_set_col_bnds(problem.get(), k + 1, GLP_FR, 0, 0);
    glp_set_obj_coef(problem.get(), k + 1, prices[static_cast<std::size_t>(k)]);
  }
  glp_add_rows(problem.get(), static_cast<int>(bound.size()) - 1);
  for (std::size_t bits = 1; bits < bound.size(); ++bits) {
    std::vector<int> places{0};
    for (const std::size_t k : workers_of(bits)) places.push_back(static_cast<int>(k) + 1);
    const Doubles ones(places.size(), 1.0);
    const auto row = static_cast<int>(bits);
    glp_set_row_bnds(problem.get(), row, GLP_LO, bound[bits], 0);
    glp_set_mat_row(problem.get(), row, static_cast<int>(places.size()) - 1, places.data(),
                    ones.data());
  }
  glp_smcp how;
  glp_init_smcp(&how);
  how.msg_lev = GLP_MSG_OFF;
  how.tol_bnd = how.tol_dj = 1e-10;
  EXPECT_EQ(glp_simplex(problem.get(), &how), 0);
  EXPECT_EQ(glp_get_status(problem.get()), GLP_OPT);
  Optimum optimum{glp_get_obj_val(problem.get()), {}};
  for (int k = 1; k <= workers; ++k) optimum.rates.push_back(glp_get_col_prim(problem.get(), k));
  return optimum;
}

/// All f_r(A) from log-determinants, not from the product.
Doubles bounds_by_determinants(const Channel& channel) {
  const reference::Matrix all = reference::covariance(
      channel.var_x, reference::widen(channel.var_n), reference::widen(channel.var_v));
  Doubles bound(std::size_t{1} << channel.rate.size(), 0.0);
  for (std::size_t bits = 1; bits < bound.size(); ++bits) {
    bound[bits] = static_cast<double>(reference::subset_information(all, workers_of(bits)));
  }
  return bound;
}

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
