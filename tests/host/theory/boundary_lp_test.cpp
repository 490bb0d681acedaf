// The point of the boundary is the cheapest of R(r) at its own test channels: GLPK over all 2^K - 1
// constraints, layer by layer.
#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include "host/theory/boundary.hpp"
#include "tests/host/theory/boundary_instance.hpp"
#include "tests/host/theory/linear_program.hpp"

namespace ceo::theory {
namespace {

using ::ceo::testing::SplitMix;

TEST(BoundaryLp, NoOtherRatesOfTheOptimalTestChannelsAreCheaper) {
  SplitMix words(61);
  for (std::size_t workers = 1; workers <= 7; ++workers) {
    for (std::size_t i = 0; i < 10; ++i) {
      const BoundaryInstance problem = random_boundary_instance(words, workers, 1 + i % 3);
      const BoundaryPoint point =
          boundary_point(problem.layers, problem.prices, problem.distortion);
      double cost = 0;
      for (std::size_t l = 0; l < problem.layers.size(); ++l) {
        const Layer& layer = problem.layers[l];
        const Channel channel =
            channel_from_rates(layer.var_x, layer.var_n, point.layers[l].test_rate);
        cost += testing::minimise(problem.prices, testing::bounds_by_determinants(channel)).cost;
        EXPECT_NEAR(channel.distortion, point.layers[l].allocation.distortion,
                    1e-12 * channel.distortion);
      }
      // GLPK lets each bound and each reduced cost be off by 1e-10, relative to 1 or its size.
      const double tolerance = 2e-10 * static_cast<double>(workers * problem.layers.size()) *
                               testing::total(problem.prices) * (1 + testing::total(point.rate));
      EXPECT_NEAR(cost, point.objective, tolerance);
    }
  }
}

}  // namespace
}  // namespace ceo::theory
