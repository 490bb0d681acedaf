#include "host/theory/boundary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "host/theory/channel.hpp"
#include "host/theory/layer_chain.hpp"

namespace ceo::theory {
namespace {

constexpr double kLargestRatio = 1e100;
constexpr int kMostIterations = 200;
/// Of ln(D - Dmin), and of ln lambda, of which the logarithm of the objective is a flatter
/// function.
constexpr double kTolerance = 1e-13;
constexpr double kSlopeTolerance = 1e-11;

/// The workers of price 0 reach D alone iff they have finite rates at D.
bool free_workers_suffice(std::span<const Layer> layers, std::span<const double> prices,
                          double distortion) {
  double minimum = 0;
  for (const Layer& layer : layers) {
    double precision = 0;
    for (std::size_t k = 0; k < prices.size(); ++k) {
      if (prices[k] == 0) precision += 1 / layer.var_n[k];
    }
    minimum += 1 / precision;
  }
  return distortion > minimum;
}

void check_prices(std::span<const Layer> layers, std::span<const double> prices,
                  double distortion) {
  Problems problems;
  bool free = false;
  for (std::size_t k = 0; k < prices.size(); ++k) {
    free = free || prices[k] == 0;
    if (!(prices[k] >= 0) || !std::isfinite(prices[k])) {
      problems.add("price " + shortest(prices[k]) + " is not a positive finite number",
                   "worker " + std::to_string(k + 1), "Give a price per nat above 0.");
    }
  }
  problems.raise(ExitCode::usage);
  if (!free) return;
  if (free_workers_suffice(layers, prices, distortion)) {
    throw Error(
        ExitCode::usage,
        "a price is 0 and the workers of that price reach the distortion alone: the minimum "
        "is 0",
        "prices", "Give positive prices.");
  }
  throw Error(ExitCode::usage,
              "a price is 0: the optimum is an infimum that is not attained, since rate that costs "
              "nothing is used without limit",
              "prices", "Give positive prices; a small one comes close to the infimum.");
}

void check_range(double ratio, const std::string& name) {
  if (ratio <= kLargestRatio && ratio >= 1 / kLargestRatio) return;
  throw Error(ExitCode::usage, name + " = " + shortest(ratio) + " is out of range", "",
              "Keep ratios of variances and of prices between 1e-100 and 1e100.");
}

void check_input(std::span<const Layer> layers, std::span<const double> prices, double distortion) {
  Problems problems;
  check_layers(problems, layers);
  if (!layers.empty() && prices.size() != layers[0].var_n.size()) {
    problems.add("there are " + std::to_string(prices.size()) + " prices for " +
                     std::to_string(layers[0].var_n.size()) + " workers",
                 "prices", "Give one price per worker.");
  }
  problems.raise(ExitCode::usage);
  check_distortion(layers, distortion);
  check_prices(layers, prices, distortion);
  const double dearest = *std::max_element(prices.begin(), prices.end());
  for (const double price : prices) check_range(price / dearest, "price / largest price");
  for (const Layer& layer : layers) {
    check_range(layer.var_x / distortion, "var_x / D");
    for (const double n : layer.var_n) check_range(n / distortion, "var_n / D");
  }
}

/// The problem in units where D = 1 and the largest price is 1, with workers by falling price.
struct Scaled {
  std::vector<std::size_t> order;
  std::vector<LayerChain> chains;
  double unit = 0;   ///< D
  double price = 0;  ///< largest price
};

Scaled scaled(std::span<const Layer> layers, std::span<const double> prices, double distortion) {
  Scaled problem{by_falling_price(prices), {}, distortion, 0};
  problem.price = prices[problem.order.front()];
  std::vector<double> sorted;
  for (const std::size_t k : problem.order) sorted.push_back(prices[k] / problem.price);
  std::vector<double> noises(prices.size());
  problem.chains.reserve(layers.size());
  for (const Layer& layer : layers) {
    for (std::size_t i = 0; i < noises.size(); ++i) {
      noises[i] = layer.var_n[problem.order[i]] / distortion;
    }
    problem.chains.emplace_back(layer.var_x / distortion, noises, sorted);
  }
  return problem;
}

struct Solved {
  std::vector<LayerChain::Solution> layers;
  double log_slope = 0;
  int iterations = 0;
  int sweeps = 0;
};

/// Newton's method on ln(sum_l D_l(lambda) - Dmin) = ln(D - Dmin) as a function of ln lambda, which
/// falls with a slope near -1/2 at large D and near -1 at D close to Dmin; halving inside a
/// bracket.
Solved solve(const std::vector<LayerChain>& chains) {
  double minimum = 0;
  for (const LayerChain& chain : chains) minimum += chain.minimal_distortion();
  const double room = 1 - minimum;
  Solved found;
  found.layers.resize(chains.size());
  for (std::size_t l = 0; l < chains.size(); ++l) {
    found.layers[l].log_x = std::log(chains[l].scale());
  }
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  double moved = 0;
  while (++found.iterations <= kMostIterations) {
    double excess = 0;
    double fall = 0;
    for (std::size_t l = 0; l < chains.size(); ++l) {
      LayerChain::Solution& layer = found.layers[l];
      layer = chains[l].solve(found.log_slope, layer.log_x + moved * layer.d_log_x);
      found.sweeps += layer.sweeps;
      const LayerChain::End& end = layer.end;
      excess += chains[l].excess(end);
      fall += end.d_precision / end.d_log_slope / (end.precision * end.precision);
    }
    const double miss = std::log(excess / room);
    const double step = fall > 0 ? miss * excess / fall : std::copysign(1.0, miss);
    if (std::abs(miss) <= kTolerance && std::abs(step) <= kSlopeTolerance) break;
    (miss > 0 ? low : high) = found.log_slope;
    double next = found.log_slope + std::clamp(step, -8.0, 8.0);
    const bool bounded = std::isfinite(low) && std::isfinite(high);
    if (bounded && (!(low < next && next < high) || found.iterations > kMostIterations / 4)) {
      next = (low + high) / 2;
    }
    if (next == found.log_slope || next == low || next == high) break;
    moved = next - found.log_slope;
    found.log_slope = next;
  }
  return found;
}

/// A layer in the caller's units and order, from its workers by falling price.
LayerPoint layer_point(const Scaled& problem, const LayerChain& chain,
                       const LayerChain::Solution& solution) {
  const std::vector<LayerChain::Worker> workers = chain.workers(solution);
  const std::size_t count = workers.size();
  LayerPoint point;
  point.allocation.distortion = problem.unit / solution.end.precision;
  point.allocation.precision.resize(count);
  point.test_rate.resize(count);
  point.rate.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const LayerChain::Worker& worker = workers[i];
    const std::size_t k = problem.order[i];
    point.allocation.precision[k] = worker.precision / problem.unit;
    point.test_rate[k] = worker.test_rate;
    point.rate[k] = worker.test_rate + 0.5 * std::log1p(worker.precision / worker.precision_after);
  }
  point.multiplier = std::max(0.0, workers.front().multiplier) / 2 * problem.unit * problem.price;
  return point;
}

}  // namespace

std::vector<std::size_t> by_falling_price(std::span<const double> prices) {
  std::vector<std::size_t> order(prices.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return prices[a] > prices[b]; });
  return order;
}

BoundaryPoint boundary_point(std::span<const Layer> layers, std::span<const double> prices,
                             double distortion) {
  check_input(layers, prices, distortion);
  const Scaled problem = scaled(layers, prices, distortion);
  const Solved solved = solve(problem.chains);
  BoundaryPoint point;
  point.iterations = solved.iterations;
  point.sweeps = solved.sweeps;
  point.slope = std::exp(solved.log_slope) / distortion * problem.price;
  point.rate.assign(prices.size(), 0.0);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    point.layers.push_back(layer_point(problem, problem.chains[l], solved.layers[l]));
    for (std::size_t k = 0; k < prices.size(); ++k) point.rate[k] += point.layers[l].rate[k];
  }
  for (std::size_t k = 0; k < prices.size(); ++k) point.objective += prices[k] * point.rate[k];
  point.kkt_residual = kkt_residual(layers, prices, distortion, point);
  return point;
}

}  // namespace ceo::theory
