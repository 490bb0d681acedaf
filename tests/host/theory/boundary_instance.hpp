// Random problems of the boundary, from a seed that stands in the test.
#pragma once

#include <cstddef>
#include <numeric>
#include <vector>

#include "host/theory/layer_problem.hpp"
#include "tests/host/theory/random_instance.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::theory {

struct BoundaryInstance {
  std::vector<Layer> layers;
  std::vector<double> prices;
  double distortion = 0;
};

/// sX2 in [0.1, 10], noises in [0.3, 3], prices in [0.03, 1] with ties now and then, D at 1.2 to 10
/// times the least one.
inline BoundaryInstance random_boundary_instance(ceo::testing::SplitMix& words, std::size_t workers,
                                                 std::size_t layers) {
  BoundaryInstance instance;
  for (std::size_t l = 0; l < layers; ++l) {
    Layer layer{testing::power(words, -1, 1), {}};
    for (std::size_t k = 0; k < workers; ++k)
      layer.var_n.push_back(testing::power(words, -0.5, 0.5));
    instance.layers.push_back(layer);
  }
  for (std::size_t k = 0; k < workers; ++k) {
    const bool tie = k > 0 && words.below(4) == 0;
    instance.prices.push_back(tie ? instance.prices[k - 1] : testing::power(words, -1.5, 0));
  }
  instance.distortion = minimal_total_distortion(instance.layers) * testing::power(words, 0.08, 1);
  return instance;
}

inline double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace ceo::theory
