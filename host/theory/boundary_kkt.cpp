#include <algorithm>
#include <cmath>

#include "host/theory/boundary.hpp"

namespace ceo::theory {
namespace {

/// One layer with its workers by falling price. Twice the derivative of the layer's Lagrangian by
/// a_k is alpha_k/(1/sN2_k - a_k) - w_k with
///     w_1 = 2 nu,    w_{k+1} = w_k + theta_k (alpha_k - alpha_{k+1})/s_k,
/// where theta_k is in [0, 1] where s_k = 1/sX2 + 1/D (the kink of the positive part), which is so
/// before the first worker that speaks, and 1 after it.
class LayerGap {
 public:
  LayerGap(const Layer& layer, std::span<const double> prices, std::span<const std::size_t> order,
           const LayerPoint& point)
      : layer_(layer), prices_(prices), order_(order), point_(point) {
    const std::vector<double>& a = point.allocation.precision;
    after_.resize(order.size());
    double sum = 1 / layer.var_x;
    for (std::size_t i = order.size(); i-- > 0;) {
      after_[i] = sum;
      sum += a[order[i]];
      total_ += a[order[i]];
    }
    while (first_ + 1 < order.size() && !(a[order[first_]] > 0)) ++first_;
  }

  /// @param room sum_l D_l - Dmin: no layer can be further than that from its own least distortion
  [[nodiscard]] double gap(double slope, double room) const {
    const double cost = 1 / point_.allocation.distortion;
    double lost = point_.multiplier * std::abs(total_ - cost);
    // Twice the derivative by 1/D: what the logarithms of 1/sX2 + 1/D and the constraint weigh.
    double by_precision = 2 * point_.multiplier;
    const double before = 1 / layer_.var_x + cost;
    std::vector<double> weight = kinks();
    for (std::size_t i = 0; i + 1 < order_.size(); ++i)
      by_precision += weight[i] * drop(i) / before;
    by_precision += prices_[order_.back()] / before;
    const double by_distortion = slope - by_precision / 2 * cost * cost;
    lost += std::abs(by_distortion) * room;
    double w = 2 * point_.multiplier;
    for (std::size_t i = 0; i < order_.size(); ++i) {
      lost += worker_gap(order_[i], w);
      if (i + 1 < order_.size()) w += weight[i] * drop(i) / after_[i];
    }
    return lost;
  }

 private:
  [[nodiscard]] double drop(std::size_t i) const {
    return prices_[order_[i]] - prices_[order_[i + 1]];
  }

  /// alpha/(1/sN2 - a): the rate tells 1/sN2 - a where a is close to 1/sN2.
  [[nodiscard]] double cost_of(std::size_t k) const {
    return prices_[k] * layer_.var_n[k] * std::exp(2 * point_.test_rate[k]);
  }

  /// What moving a_k to either end of its range could gain.
  [[nodiscard]] double worker_gap(std::size_t k, double w) const {
    const double derivative = (cost_of(k) - w) / 2;
    const double room = std::exp(-2 * point_.test_rate[k]) / layer_.var_n[k];
    return std::max(derivative * point_.allocation.precision[k], -derivative * room);
  }

  /// theta, filled from the first worker that speaks towards the dearest one, so that w rises from
  /// 2 nu to what that worker needs.
  [[nodiscard]] std::vector<double> kinks() const {
    std::vector<double> theta(order_.size(), 1.0);
    double needed = std::max(0.0, cost_of(order_[first_]) - 2 * point_.multiplier);
    for (std::size_t i = first_; i-- > 0;) {
      const double step = drop(i) / after_[i];
      theta[i] = step > needed ? needed / step : 1.0;
      needed = std::max(0.0, needed - step);
    }
    return theta;
  }

  const Layer& layer_;
  std::span<const double> prices_;
  std::span<const std::size_t> order_;
  const LayerPoint& point_;
  std::vector<double> after_;  ///< s_k
  double total_ = 0;           ///< sum of a_k
  std::size_t first_ = 0;      ///< first worker that speaks
};

}  // namespace

double kkt_residual(std::span<const Layer> layers, std::span<const double> prices,
                    double distortion, const BoundaryPoint& point) {
  const std::vector<std::size_t> order = by_falling_price(prices);
  const double room = distortion - minimal_total_distortion(layers);
  double lost = 0;
  double spent = 0;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    lost += LayerGap(layers[l], prices, order, point.layers[l]).gap(point.slope, room);
    spent += point.layers[l].allocation.distortion;
  }
  lost += point.slope * std::abs(spent - distortion);
  return lost / point.objective;
}

}  // namespace ceo::theory
