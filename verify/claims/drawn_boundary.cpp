#include "verify/claims/drawn_boundary.hpp"

#include "verify/claims/drawn_problem.hpp"

namespace ceo::verify {

DrawnBoundary drawn_boundary(run::HostDraws& draws) {
  DrawnBoundary drawn;
  const std::uint64_t workers = 2 + draws.below(5);
  const std::uint64_t layers = 1 + draws.below(3);
  for (std::uint64_t l = 0; l < layers; ++l) {
    theory::Layer layer{drawn_power(draws, -1, 1), std::vector<double>(workers)};
    for (double& n : layer.var_n) n = drawn_power(draws, -0.5, 0.5);
    drawn.layers.push_back(layer);
  }
  for (std::uint64_t k = 0; k < workers; ++k) drawn.prices.push_back(drawn_power(draws, -1.3, 0));
  drawn.distortion = theory::minimal_total_distortion(drawn.layers) * drawn_power(draws, 0.08, 1);
  return drawn;
}

}  // namespace ceo::verify
