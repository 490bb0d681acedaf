#include "host/theory/problem_p.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "host/theory/boundary.hpp"

namespace ceo::theory {
namespace {

void check_point(std::span<const Layer> layers, std::span<const double> prices,
                 std::span<const LayerAllocation> point) {
  Problems problems;
  check_layers(problems, layers);
  problems.raise(ExitCode::usage);
  if (prices.size() != layers[0].var_n.size() || point.size() != layers.size()) {
    throw Error(ExitCode::usage, "prices or layers of the point do not fit the problem", "point",
                "Give one price per worker and one allocation per layer.");
  }
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (!(point[l].distortion > 0)) problems.add("D_l is not positive", "point");
    if (point[l].precision.size() != prices.size()) {
      throw Error(ExitCode::usage, "an allocation needs one a_k per worker", "point");
    }
    for (std::size_t k = 0; k < prices.size(); ++k) {
      const double a = point[l].precision[k];
      if (a < 1 / layers[l].var_n[k]) continue;
      problems.add("a = " + shortest(a) + " is not below 1/var_n", place(layers.size(), l, k));
    }
  }
  problems.raise(ExitCode::usage);
}

enum class Form { corrected, printed, without_positive_part };

double layer_objective(const Layer& layer, std::span<const double> prices,
                       std::span<const std::size_t> order, const LayerAllocation& point,
                       Form form) {
  const double base = 1 / layer.var_x;
  const std::size_t last = order.size() - 1;
  double rates = 0;
  double sum = base;
  for (const std::size_t k : order) {
    rates -= prices[k] * 0.5 * std::log1p(-layer.var_n[k] * point.precision[k]);
    sum += point.precision[k];
  }
  const double top = form == Form::printed ? sum : base + 1 / point.distortion;
  double logs = prices[order[last]] * std::log(top / base);
  double after = base;  // s_k
  for (std::size_t i = last; i-- > 0;) {
    after += point.precision[order[i + 1]];
    const double log = std::log(top / after);
    logs += (prices[order[i]] - prices[order[i + 1]]) *
            (form == Form::corrected ? std::max(0.0, log) : log);
  }
  return rates + logs / 2;
}

double objective(std::span<const Layer> layers, std::span<const double> prices,
                 std::span<const LayerAllocation> point, Form form) {
  check_point(layers, prices, point);
  const std::vector<std::size_t> order = by_falling_price(prices);
  double sum = 0;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    sum += layer_objective(layers[l], prices, order, point[l], form);
  }
  return sum;
}

}  // namespace

double corrected_objective(std::span<const Layer> layers, std::span<const double> prices,
                           std::span<const LayerAllocation> point) {
  return objective(layers, prices, point, Form::corrected);
}

double printed_objective(std::span<const Layer> layers, std::span<const double> prices,
                         std::span<const LayerAllocation> point) {
  return objective(layers, prices, point, Form::printed);
}

double objective_without_positive_part(std::span<const Layer> layers,
                                       std::span<const double> prices,
                                       std::span<const LayerAllocation> point) {
  return objective(layers, prices, point, Form::without_positive_part);
}

std::vector<LayerAllocation> midpoint(std::span<const LayerAllocation> one,
                                      std::span<const LayerAllocation> other) {
  std::vector<LayerAllocation> middle(one.begin(), one.end());
  for (std::size_t l = 0; l < middle.size(); ++l) {
    middle[l].distortion = (one[l].distortion + other[l].distortion) / 2;
    for (std::size_t k = 0; k < middle[l].precision.size(); ++k) {
      middle[l].precision[k] = (one[l].precision[k] + other[l].precision[k]) / 2;
    }
  }
  return middle;
}

MidpointCheck printed_midpoint_violation() {
  MidpointCheck check{{{10, {1, 1}}}, {1, 0.5}, {{10, {0.05, 0.05}}}, {{10.0 / 3, {0.15, 0.15}}}};
  const std::vector<LayerAllocation> middle = midpoint(check.one, check.other);
  const auto excess = [&](auto objective) {
    return objective(check.layers, check.prices, middle) -
           (objective(check.layers, check.prices, check.one) +
            objective(check.layers, check.prices, check.other)) /
               2;
  };
  check.printed_excess = excess(printed_objective);
  check.corrected_excess = excess(corrected_objective);
  return check;
}

}  // namespace ceo::theory
