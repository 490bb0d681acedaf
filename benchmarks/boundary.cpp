// Times boundary_point() and membership() on random problems: milliseconds of processor time,
// sweeps and residuals.
//
//   build/ceo-boundary
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <ctime>
#include <vector>

#include "host/theory/boundary.hpp"
#include "host/theory/membership.hpp"
#include "tests/support/splitmix.hpp"

namespace {

using ceo::testing::SplitMix;
using ceo::theory::Layer;

double power(SplitMix& words, double low, double high) {
  return std::pow(10.0, low + (high - low) * (words.word() * 0x1p-32));
}

/// sX2 over four decades, noises over two, prices over `decades`.
struct Problem {
  std::vector<Layer> layers;
  std::vector<double> prices;
};

Problem random_problem(SplitMix& words, std::size_t workers, std::size_t layers, double decades) {
  Problem problem;
  for (std::size_t l = 0; l < layers; ++l) {
    Layer layer{power(words, -2, 2), std::vector<double>(workers)};
    for (double& n : layer.var_n) n = power(words, 0, 2);
    problem.layers.push_back(layer);
  }
  for (std::size_t k = 0; k < workers; ++k) problem.prices.push_back(power(words, -decades, 0));
  return problem;
}

/// Processor time, so that other programs on the machine count as little as possible.
template <class Call>
double milliseconds(const Call& call) {
  const std::clock_t start = std::clock();
  call();
  return 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void time_boundary(SplitMix& words, std::size_t workers, std::size_t layers) {
  for (const double factor : {1.0001, 1.5, 10.0, 1000.0}) {
    for (const double decades : {0.0, 1.0, 4.0}) {
      const Problem problem = random_problem(words, workers, layers, decades);
      const double distortion = factor * ceo::theory::minimal_total_distortion(problem.layers);
      ceo::theory::BoundaryPoint point;
      double least = INFINITY;
      for (int round = 0; round < 3; ++round) {
        least = std::min(least, milliseconds([&] {
                           point = boundary_point(problem.layers, problem.prices, distortion);
                         }));
      }
      fmt::print("{:5} {:5} {:10g} {:8g} {:10.2f} {:6} {:8} {:10.1e}\n", workers, layers, factor,
                 decades, least, point.iterations, point.sweeps, point.kkt_residual);
    }
  }
}

void time_membership(SplitMix& words, std::size_t workers, std::size_t layers) {
  const Problem problem = random_problem(words, workers, layers, 1);
  const double distortion = 3 * ceo::theory::minimal_total_distortion(problem.layers);
  std::vector<double> rates = boundary_point(problem.layers, problem.prices, distortion).rate;
  for (double& rate : rates) rate -= 0.25;
  ceo::theory::Membership found;
  const double time = milliseconds([&] { found = membership(problem.layers, rates, distortion); });
  fmt::print("{:5} {:5} {:10.2f} {:8} {:10.1e} {:10.1e}\n", workers, layers, time, found.iterations,
             std::abs(found.distance - 0.25), found.uncertainty);
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): out of memory may end a benchmark
int main() {
  SplitMix words(1);
  fmt::print("    K     L     D/Dmin  decades         ms  steps   sweeps   residual\n");
  time_boundary(words, 1000, 1);
  time_boundary(words, 1000, 10);
  time_boundary(words, 10, 200);
  time_boundary(words, 100, 200);
  time_boundary(words, 1000, 200);
  fmt::print("\n    K     L         ms   points      error  uncertain\n");
  for (const std::size_t workers : {2U, 4U, 8U, 16U, 32U}) {
    for (const std::size_t layers : {1U, 5U}) time_membership(words, workers, layers);
  }
  return 0;
}
