// Minimisers of the forms of problem P that go wrong. Slow and plain: they serve as controls.
// Written in w_k itself and by bisection, apart from layer_chain.cpp.
#include <cmath>
#include <utility>

#include "host/base/error.hpp"
#include "host/theory/boundary.hpp"
#include "host/theory/channel.hpp"
#include "host/theory/problem_p.hpp"

namespace ceo::theory {
namespace {

constexpr int kHalvings = 200;

/// The bounds between which a predicate turns true, after halving their logarithms' distance.
template <class Predicate>
double turning_point(double low, double high, const Predicate& above) {
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = std::sqrt(low) * std::sqrt(high);
    (above(middle) ? high : low) = middle;
  }
  return high;
}

/// One layer at w_K: what the stationarity of every a_k makes of it.
struct Chain {
  std::vector<double> precision;  ///< [K] in the caller's order
  double sum = 0;
  double first_multiplier = 0;  ///< w_1
};

Chain chain_at(const Layer& layer, std::span<const double> prices,
               std::span<const std::size_t> order, double w, bool any_sign) {
  Chain chain;
  chain.precision.resize(order.size());
  for (std::size_t i = order.size(); i-- > 0;) {
    const std::size_t k = order[i];
    const double least = prices[k] * layer.var_n[k];
    if (w > 0 && (any_sign || w > least)) chain.precision[k] = 1 / layer.var_n[k] - prices[k] / w;
    chain.sum += chain.precision[k];
    chain.first_multiplier = w;
    if (i > 0) w -= (prices[order[i - 1]] - prices[k]) / (1 / layer.var_x + chain.sum);
  }
  return chain;
}

/// Bounds of w_K: silent below, and beyond any rate that a double holds.
std::pair<double, double> range_of(const Layer& layer, std::span<const double> prices) {
  double least = prices[0] * layer.var_n[0];
  double most = least;
  double dearest = prices[0];
  for (std::size_t k = 0; k < prices.size(); ++k) {
    least = std::min(least, prices[k] * layer.var_n[k]);
    most = std::max(most, prices[k] * layer.var_n[k]);
    dearest = std::max(dearest, prices[k]);
  }
  return {least, (most + dearest * layer.var_x) * 1e15};
}

/// The minimiser of one layer's part plus slope * D_l.
LayerAllocation overshooting_layer(const Layer& layer, std::span<const double> prices,
                                   std::span<const std::size_t> order, double slope) {
  const double dearest = prices[order.front()];
  const double base = 1 / layer.var_x;
  const auto slope_of = [&](const Chain& chain) {
    return chain.sum * chain.sum / 2 * (dearest / (base + chain.sum) + chain.first_multiplier);
  };
  const auto [low, high] = range_of(layer, prices);
  const double w = turning_point(low, high, [&](double middle) {
    const Chain chain = chain_at(layer, prices, order, middle, false);
    return chain.sum > 0 && chain.first_multiplier >= 0 && slope_of(chain) >= slope;
  });
  const Chain chain = chain_at(layer, prices, order, w, false);
  LayerAllocation found{1 / chain.sum, chain.precision};
  // With w_1 = 0 the constraint sum_k a_k >= 1/D is slack, and D answers to the logarithm alone.
  const double slack = (std::sqrt(1 + 2 * base * dearest / slope) - 1) / (2 * base);
  found.distortion = std::max(found.distortion, slack);
  return found;
}

std::vector<LayerAllocation> overshooting(std::span<const Layer> layers,
                                          std::span<const double> prices,
                                          std::span<const std::size_t> order, double slope) {
  std::vector<LayerAllocation> found;
  for (const Layer& layer : layers) {
    found.push_back(overshooting_layer(layer, prices, order, slope));
  }
  return found;
}

}  // namespace

WrongMinimum minimum_without_positive_part(std::span<const Layer> layers,
                                           std::span<const double> prices, double distortion) {
  // The sound problem's checks and its slope, near which that of the wrong one lies.
  const double near = boundary_point(layers, prices, distortion).slope;
  const std::vector<std::size_t> order = by_falling_price(prices);
  const double slope = turning_point(near * 1e-9, near * 1e9, [&](double middle) {
    double sum = 0;
    for (const LayerAllocation& layer : overshooting(layers, prices, order, middle)) {
      sum += layer.distortion;
    }
    return sum <= distortion;
  });
  WrongMinimum found;
  found.point = overshooting(layers, prices, order, slope);
  found.objective = objective_without_positive_part(layers, prices, found.point);
  return found;
}

WrongMinimum minimum_without_sign(const Layer& layer, std::span<const double> prices,
                                  double distortion) {
  (void)boundary_point({&layer, 1}, prices, distortion);
  const std::vector<std::size_t> order = by_falling_price(prices);
  const auto [low, high] = range_of(layer, prices);
  const double w = turning_point(low * 1e-3, high, [&](double middle) {
    return chain_at(layer, prices, order, middle, true).sum >= 1 / distortion;
  });
  WrongMinimum found;
  found.point = {{distortion, chain_at(layer, prices, order, w, true).precision}};
  found.objective = printed_objective({&layer, 1}, prices, found.point);
  return found;
}

}  // namespace ceo::theory
