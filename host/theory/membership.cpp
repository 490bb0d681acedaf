#include "host/theory/membership.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "host/theory/boundary.hpp"
#include "host/theory/ellipsoid.hpp"

namespace ceo::theory {
namespace {

/// Prices below this are left out of the search; the bound at the end pays for it.
constexpr double kLeastPrice = 1e-12;

void check_input(std::span<const Layer> layers, std::span<const double> rates, double distortion,
                 double tolerance) {
  Problems problems;
  check_layers(problems, layers);
  if (!layers.empty() && rates.size() != layers[0].var_n.size()) {
    problems.add("there are " + std::to_string(rates.size()) + " rates for " +
                     std::to_string(layers[0].var_n.size()) + " workers",
                 "rates", "Give one rate per worker.");
  }
  if (rates.size() > kMostMembers) {
    problems.add(std::to_string(rates.size()) + " workers are too many to search their prices",
                 "rates", "Give at most " + std::to_string(kMostMembers) + ".");
  }
  for (std::size_t k = 0; k < rates.size(); ++k) {
    if (!std::isfinite(rates[k])) {
      problems.add("rate " + shortest(rates[k]) + " is not finite",
                   "worker " + std::to_string(k + 1), "Give a finite number of nats.");
    }
  }
  if (!(tolerance > 0)) {
    problems.add("tolerance " + shortest(tolerance) + " is not positive", "tolerance",
                 "Give a number of nats above 0.");
  }
  problems.raise(ExitCode::usage);
  check_distortion(layers, distortion);
}

class Search {
 public:
  Search(std::span<const Layer> layers, std::span<const double> rates, double distortion)
      : layers_(layers), rates_(rates), distortion_(distortion), slope_(rates.size()) {
    found_.distance = -std::numeric_limits<double>::infinity();
  }

  /// The dual function at `prices`; its slope goes to slope_.
  double evaluate(const std::vector<double>& prices) {
    const BoundaryPoint point = boundary_point(layers_, prices, distortion_);
    ++found_.iterations;
    double value = 0;
    double sum = 0;
    for (std::size_t k = 0; k < rates_.size(); ++k) {
      slope_[k] = point.rate[k] - rates_[k];
      value += prices[k] * slope_[k];
      sum += prices[k];
    }
    value /= sum;  // the centre's prices sum to 1 but for roundings
    if (value > found_.distance) {
      found_.distance = value;
      found_.prices = prices;
      for (double& price : found_.prices) price /= sum;
      found_.nearest = point.rate;
    }
    return value;
  }

  /// K = 1: the one price there is decides.
  Membership half_line() {
    (void)evaluate({1.0});
    found_.inside = found_.distance <= 0;
    return found_;
  }

  /// K >= 2.
  Membership run(double tolerance) {
    SimplexEllipsoid ellipsoid(rates_.size());
    const double first = evaluate(ellipsoid.centre());
    double upper = std::numeric_limits<double>::infinity();
    while (upper - found_.distance > tolerance) {
      const std::vector<double>& prices = ellipsoid.centre();
      const auto least = std::min_element(prices.begin(), prices.end());
      if (*least < kLeastPrice) {
        std::vector<double> inwards(prices.size(), 0.0);
        inwards[static_cast<std::size_t>(least - prices.begin())] = 1;
        if (!ellipsoid.cut(inwards, kLeastPrice - *least)) break;
        continue;
      }
      const double value = evaluate(prices);
      upper = std::min(upper, value + ellipsoid.reach(slope_));
      if (!ellipsoid.cut(slope_, found_.distance - value)) break;
    }
    // By concavity prices below kLeastPrice can add no more than this share of the way from the
    // centre of the simplex.
    const double share = static_cast<double>(rates_.size()) * kLeastPrice;
    upper = std::max(upper, found_.distance);
    upper += share / (1 - share) * (upper - first);
    found_.uncertainty = upper - found_.distance;
    found_.inside = found_.distance <= 0;
    return found_;
  }

 private:
  std::span<const Layer> layers_;
  std::span<const double> rates_;
  double distortion_;
  std::vector<double> slope_;
  Membership found_;
};

}  // namespace

Membership membership(std::span<const Layer> layers, std::span<const double> rates,
                      double distortion, double tolerance) {
  check_input(layers, rates, distortion, tolerance);
  Search search(layers, rates, distortion);
  if (rates.size() > 1) return search.run(tolerance);
  return search.half_line();
}

}  // namespace ceo::theory
