#include "host/theory/total_cost.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "tests/support/error_message.hpp"

namespace ceo::theory {
namespace {

using ceo::testing::message_of;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr double kEps = std::numeric_limits<double>::epsilon();

/// eps Lf as given, with A = eps = 1 and sN2 = 1.
CostProblem problem_of(std::size_t workers, double snr, double smoothness = 0, double symbols = 1) {
  return {{smoothness, 1}, 1, snr, 1, workers, symbols};
}

/// T Rsum by the formulas of theory.md in long double, over its limit.
long double direct_share(const CostProblem& p, long double delta) {
  const auto k = static_cast<long double>(p.workers);
  const long double d = p.var_n / k * (1 + delta);
  const long double s2 = p.symbols * d;
  const long double noise = s2 / (2 * p.epsilon * p.epsilon);
  const long double root = std::sqrt(noise + p.objective.smoothness / p.epsilon) + std::sqrt(noise);
  const long double iterations = p.objective.radius * p.objective.radius * root * root;
  const long double rate = k / 2 * -std::log1p(-p.var_n / (k * d)) + std::log1p(p.var_x / d) / 2;
  const long double limit = p.objective.radius * p.objective.radius * p.symbols *
                            (p.var_x + p.var_n) / (p.epsilon * p.epsilon);
  return iterations * rate / limit;
}

TEST(TotalCost, WorkedTurningPoints) {
  // theory.md section 8, eps Lf -> 0: (K, snr, delta, cost over its limit).
  struct Row {
    std::size_t workers;
    double snr, delta, share;
  };
  for (const Row& row : {Row{10, 1, 2.59, 0.825}, Row{10, 10, 1.03, 0.198}, Row{50, 1, 3.72, 0.678},
                         Row{50, 10, 2.18, 0.138}}) {
    const CostProblem problem = problem_of(row.workers, row.snr);
    const auto best = cheapest_distortion(problem);
    ASSERT_TRUE(best);
    EXPECT_NEAR(best->delta, row.delta, 5.1e-3);
    EXPECT_NEAR(best->total / total_cost_limit(problem), row.share, 5.1e-4);
  }
}

TEST(TotalCost, PointsFollowTheFormulas) {
  for (const double symbols : {1.0, 64.0}) {
    const CostProblem problem{{2, 3}, 0.1, 0.7, 1.3, 8, symbols};
    for (const double delta : {1e-3, 0.5, 2.0, 100.0}) {
      const CostPoint point = total_cost(problem, delta);
      EXPECT_NEAR(8 * point.distortion / 1.3 - 1, delta, 8 * kEps * (1 + delta));
      EXPECT_NEAR(
          convergence_bound(problem.objective, symbols * point.distortion, point.iterations), 0.1,
          1e-14);
      EXPECT_EQ(point.total, symbols * point.iterations * point.sum_rate);
      const auto share = static_cast<double>(direct_share(problem, delta));
      EXPECT_NEAR(point.total / total_cost_limit(problem), share, 40 * kEps * share);
    }
  }
}

TEST(TotalCost, MinimumAgreesWithBrent) {
  for (const std::size_t workers : {2U, 10U, 300U}) {
    for (const double snr : {1.0, 4.0, 100.0}) {
      for (const double smoothness : {0.0, 0.05, 0.3}) {
        const CostProblem problem = problem_of(workers, snr, smoothness);
        const auto best = cheapest_distortion(problem);
        if (cost_falls_throughout(problem)) {
          EXPECT_FALSE(best);
          continue;
        }
        ASSERT_TRUE(best) << workers << ' ' << snr << ' ' << smoothness;
        const auto [log_delta, least] = boost::math::tools::brent_find_minima(
            [&](double x) { return static_cast<double>(direct_share(problem, std::exp(x))); },
            std::log(1e-4), std::log(1e6), 50);
        // A minimum is located to the root of a rounding over its curvature.
        EXPECT_NEAR(std::log(best->delta), log_delta, 1e-5);
        EXPECT_NEAR(best->total / total_cost_limit(problem), least, 1e-12);
      }
    }
  }
}

/// Whether the cost falls at every step of a fine geometric scan, delta in [1e-3, 1e5].
bool falls_in_scan(const CostProblem& problem) {
  long double last = std::numeric_limits<long double>::infinity();
  for (long double delta = 1e-3L; delta < 1e5L; delta *= 1.02L) {
    const long double share = direct_share(problem, delta);
    if (!(share < last)) return false;
    last = share;
  }
  return true;
}

TEST(TotalCost, RemarkSixDecidesWhetherTheCostTurns) {
  for (const std::size_t workers : {1U, 2U, 10U, 64U}) {
    for (const double curvature : {0.0, 0.02, 0.5, 5.0}) {  // eps Lf/n
      for (const double symbols : {1.0, 64.0}) {
        // The snr at which the condition is an equality, for sN2 = 1.
        const double edge =
            curvature +
            std::sqrt(curvature * curvature + 1.0 / static_cast<double>(workers) + 2 * curvature);
        const auto falls = [&](double snr) {
          const CostProblem problem = problem_of(workers, snr, curvature * symbols, symbols);
          EXPECT_EQ(cost_falls_throughout(problem), falls_in_scan(problem)) << workers << snr;
          EXPECT_EQ(cheapest_distortion(problem).has_value(), !cost_falls_throughout(problem));
          return cost_falls_throughout(problem);
        };
        EXPECT_TRUE(falls(edge * 0.99));
        EXPECT_FALSE(falls(edge * 1.01));
      }
    }
  }
}

TEST(TotalCost, SnrBelowOneOverKIsTheWrongCondition) {
  // Between 1/K and 1/sqrt(K) the cost falls throughout: a condition snr <= 1/K would deny it.
  EXPECT_TRUE(falls_in_scan(problem_of(10, 0.2)));
  EXPECT_TRUE(cost_falls_throughout(problem_of(10, 0.2)));
  EXPECT_GT(0.2, 1.0 / 10);
}

TEST(TotalCost, CostTendsToItsLimit) {
  for (const double snr : {0.1, 10.0}) {
    const CostProblem problem = problem_of(10, snr, 0.3, 7);
    EXPECT_NEAR(total_cost(problem, 1e9).total / total_cost_limit(problem), 1, 1e-7);
    EXPECT_GT(total_cost(problem, 1e-9).total, total_cost(problem, 1e-3).total);
  }
}

TEST(TotalCost, MinimaCloseToTheEdgeAreFoundOrSaidToBeBeyond) {
  const double edge = 1 / std::sqrt(10.0);
  double last = 0;
  for (const double excess : {1e-2, 1e-4, 1e-6}) {
    const CostProblem problem = problem_of(10, edge * (1 + excess));
    const auto best = cheapest_distortion(problem);
    ASSERT_TRUE(best) << excess;
    EXPECT_GT(best->delta, 10 * last);
    last = best->delta;
  }
  EXPECT_FALSE(cheapest_distortion(problem_of(10, edge * (1 + 1e-12))));
}

TEST(TotalCost, BadInputSaysTheRange) {
  const CostProblem good = problem_of(10, 1, 1);
  EXPECT_THAT(message_of([&] { return total_cost(good, 0); }),
              AllOf(HasSubstr("delta = 0"), HasSubstr("(0, inf)")));
  CostProblem bad = good;
  bad.workers = 0;
  bad.symbols = 0;
  bad.var_x = -1;
  EXPECT_THAT(message_of([&] { return cheapest_distortion(bad); }),
              AllOf(HasSubstr("workers = 0"), HasSubstr("symbols = 0"), HasSubstr("var_x = -1"),
                    HasSubstr("[1, inf)")));
}

}  // namespace
}  // namespace ceo::theory
