#include "host/theory/layer_split.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "host/theory/sum_rate.hpp"

namespace ceo::theory {
namespace {

std::string name_of(std::size_t layer) {
  return "layer " + std::to_string(layer + 1);
}

/// The largest positive double at which `low` holds: true below some point, false above. Positive
/// doubles are ordered as their bits, so 63 halvings find the last bit at any scale.
template <class Predicate>
double last_true(const Predicate& low) {
  auto below = std::bit_cast<std::uint64_t>(std::numeric_limits<double>::min());
  auto above = std::bit_cast<std::uint64_t>(std::numeric_limits<double>::max());
  while (above - below > 1) {
    const std::uint64_t middle = below + (above - below) / 2;
    (low(std::bit_cast<double>(middle)) ? below : above) = middle;
  }
  return std::bit_cast<double>(below);
}

/// A layer along its water level nu, in the unit of the total D. nu runs from 0 (D_l = Dmin_l) to
/// 1/sN2_best (D_l infinite), as (1/sN2_best) t/(1 + t): nu and the depth 1/sN2_best - nu both keep
/// all their digits at each end.
class Waterway {
 public:
  Waterway(const Layer& layer, double unit) : source_(unit / layer.var_x) {
    std::vector<double> noise = layer.var_n;
    std::sort(noise.begin(), noise.end());
    best_ = unit / noise.front();
    deficits_.push_back(0);
    for (const double n : noise) {
      deficit_.push_back((n - noise.front()) / n * best_);
      deficits_.push_back(deficits_.back() + deficit_.back());
    }
    quiet_.assign(noise.size() + 1, 0.0);
    for (std::size_t k = noise.size(); k-- > 0;) quiet_[k] = quiet_[k + 1] + unit / noise[k];
  }

  /// Everything at a level.
  struct Place {
    double distortion = 0;  ///< D_l
    double excess = 0;      ///< D_l - Dmin_l
    double slope = 0;       ///< -dRsum_l/dD_l
  };
  [[nodiscard]] Place at(double t) const {
    const double nu = t < 1 ? best_ * (t / (1 + t)) : best_ / (1 + 1 / t);
    const double depth = best_ / (1 + t);
    const auto first_silent = std::lower_bound(deficit_.begin(), deficit_.end(), depth);
    // A level so high that its depth is 0 leaves the best worker.
    const auto active =
        std::max<std::size_t>(1, static_cast<std::size_t>(first_silent - deficit_.begin()));
    const auto count = static_cast<double>(active);
    const double precision = count * depth - deficits_[active];  // 1/D_l
    Place place;
    place.distortion = 1 / precision;
    // 1/Dmin - 1/D = sum of min(1/sN2, nu).
    place.excess = (count * nu + quiet_[active]) / quiet_[0] * place.distortion;
    place.slope = precision * (precision / nu + precision / (source_ + precision)) / 2;
    return place;
  }

  /// The place where the slope is lambda: D_l falls as lambda rises.
  [[nodiscard]] Place at_slope(double lambda) const {
    return at(last_true([&](double t) { return at(t).slope > lambda; }));
  }

  [[nodiscard]] bool finite() const { return std::isfinite(quiet_[0]) && std::isfinite(source_); }

 private:
  double source_;                 ///< 1/sX2
  double best_ = 0;               ///< 1/sN2 of the best worker
  std::vector<double> deficit_;   ///< [K] 1/sN2_best - 1/sN2, rising
  std::vector<double> deficits_;  ///< [K + 1] sums of the first of them
  std::vector<double> quiet_;     ///< [K + 1] sums of 1/sN2 over all but the first so many
};

Error infeasible(double distortion, double minimum) {
  return {
      ExitCode::usage,
      "total distortion " + shortest(distortion) + " is not feasible: no finite rate reaches it",
      "distortion",
      "Give a finite D above sum_l Dmin_l = sum_l 1/sum_k(1/var_n_kl) = " + shortest(minimum) +
          "."};
}

void check_layers(std::span<const Layer> layers) {
  Problems problems;
  if (layers.empty()) problems.add("there is no layer", "layers", "Give L >= 1 layers.");
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (!(layers[l].var_x > 0) || std::isinf(layers[l].var_x)) {
      problems.add("var_x = " + shortest(layers[l].var_x) + " is not a positive finite number",
                   name_of(l), "Give a variance above 0.");
    }
    try {
      (void)minimal_distortion(layers[l].var_n);
    } catch (const Error& error) {
      problems.add(error.what(), name_of(l));
    }
  }
  problems.raise(ExitCode::usage);
}

}  // namespace

double minimal_total_distortion(std::span<const Layer> layers) {
  check_layers(layers);
  double sum = 0;
  for (const Layer& layer : layers) sum += minimal_distortion(layer.var_n);
  return sum;
}

LayerSplit split_at(std::span<const Layer> layers, std::span<const double> distortion) {
  check_layers(layers);
  Problems problems;
  if (distortion.size() != layers.size()) {
    problems.add(std::to_string(distortion.size()) + " distortions for " +
                     std::to_string(layers.size()) + " layers",
                 "distortion", "Give one D_l per layer.");
    problems.raise(ExitCode::usage);
  }
  LayerSplit split;
  split.distortion.assign(distortion.begin(), distortion.end());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const Layer& layer = layers[l];
    try {
      split.channel.push_back(channel_from_distortion(layer.var_x, layer.var_n, distortion[l]));
      split.slope.push_back(sum_rate_slope(layer.var_x, layer.var_n, distortion[l]));
      split.sum_rate += sum_rate(split.channel.back());
    } catch (const Error& error) {
      problems.add(error.what(), name_of(l));
    }
  }
  problems.raise(ExitCode::usage);
  return split;
}

LayerSplit optimal_split(std::span<const Layer> layers, double distortion) {
  const double minimum = minimal_total_distortion(layers);
  if (!(distortion > minimum) || std::isinf(distortion)) throw infeasible(distortion, minimum);
  std::vector<Waterway> ways;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    ways.emplace_back(layers[l], distortion);
    if (!ways.back().finite()) {
      throw Error(ExitCode::usage,
                  "a variance is too small beside the total distortion for a double", name_of(l),
                  "Give a smaller D, or change the layer.");
    }
  }
  const double budget = (distortion - minimum) / distortion;
  const double lambda = last_true([&](double slope) {
    double excess = 0;
    for (const Waterway& way : ways) excess += way.at_slope(slope).excess;
    return excess > budget;
  });
  std::vector<double> parts;
  for (const Waterway& way : ways) parts.push_back(way.at_slope(lambda).distortion * distortion);
  return split_at(layers, parts);
}

}  // namespace ceo::theory
