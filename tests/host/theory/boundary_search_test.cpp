// The boundary against its definition: no feasible point of a grid or of a random search is cheaper
// than boundary_point(), and the search comes as close as its steps allow.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "host/theory/boundary.hpp"
#include "tests/host/theory/boundary_instance.hpp"
#include "tests/reference/boundary_reference.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::theory {
namespace {

using ::ceo::testing::SplitMix;

reference::SearchProblem search_problem(const BoundaryInstance& instance) {
  reference::SearchProblem problem;
  for (const Layer& layer : instance.layers) {
    problem.var_x.push_back(layer.var_x);
    problem.var_n.push_back(reference::widen(layer.var_n));
  }
  problem.prices = reference::widen(instance.prices);
  problem.distortion = instance.distortion;
  return problem;
}

void expect_unbeaten(const BoundaryInstance& instance, std::size_t steps, SplitMix& words) {
  const BoundaryPoint point = boundary_point(instance.layers, instance.prices, instance.distortion);
  const reference::SearchProblem problem = search_problem(instance);
  reference::Reals best;
  const reference::Real on_grid = problem.grid(steps, best);
  ASSERT_TRUE(std::isfinite(on_grid));
  const reference::Real found = problem.random_search(best, 0.1L, 6000, words);
  EXPECT_GE(found, point.objective * (1 - 1e-12L));
  EXPECT_LE(found, point.objective * (1 + 1e-5L));
}

TEST(BoundarySearch, TwoWorkersOneLayer) {
  SplitMix words(11);
  for (int i = 0; i < 40; ++i) expect_unbeaten(random_boundary_instance(words, 2, 1), 301, words);
}

TEST(BoundarySearch, ThreeWorkersOneLayer) {
  SplitMix words(12);
  for (int i = 0; i < 30; ++i) expect_unbeaten(random_boundary_instance(words, 3, 1), 61, words);
}

TEST(BoundarySearch, TwoWorkersTwoLayers) {
  SplitMix words(13);
  for (int i = 0; i < 20; ++i) expect_unbeaten(random_boundary_instance(words, 2, 2), 31, words);
}

TEST(BoundarySearch, ThreeWorkersTwoLayers) {
  SplitMix words(14);
  for (int i = 0; i < 8; ++i) {
    const BoundaryInstance instance = random_boundary_instance(words, 3, 2);
    const BoundaryPoint point =
        boundary_point(instance.layers, instance.prices, instance.distortion);
    const reference::SearchProblem problem = search_problem(instance);
    reference::Reals best;
    ASSERT_TRUE(std::isfinite(problem.grid(9, best)));
    const reference::Real found = problem.random_search(best, 0.1L, 20000, words);
    EXPECT_GE(found, point.objective * (1 - 1e-12L));
    EXPECT_LE(found, point.objective * (1 + 1e-3L));
  }
}

}  // namespace
}  // namespace ceo::theory
