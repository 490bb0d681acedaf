#include "verify/claims/cor1_layers_host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/theory/layer_split.hpp"
#include "host/theory/region.hpp"
#include "host/theory/sum_rate.hpp"
#include "verify/claims/drawn_problem.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

using Layers = std::vector<theory::Layer>;

constexpr int kOtherSplits = 20;

/// Layers with as many workers each, and a total D at which the equal split is feasible too.
struct Instance {
  Layers layers;
  double distortion = 0;

  [[nodiscard]] std::size_t workers() const { return layers[0].var_n.size(); }
  /// Sums over layers and workers are rounded, relative to their size.
  [[nodiscard]] double rounding() const {
    return static_cast<double>(4 * workers() * layers.size() + 32) * kRoundoff;
  }
};

Instance drawn_instance(run::HostDraws& draws) {
  Instance instance;
  const std::size_t count = 2 + draws.below(5);
  const std::size_t workers = 1 + draws.below(6);
  double largest = 0;
  for (std::size_t l = 0; l < count; ++l) {
    const double var_x = drawn_power(draws, -0.5, 0.5);
    instance.layers.push_back({var_x, drawn_variances(draws, workers)});
    largest = std::max(largest, theory::minimal_distortion(instance.layers[l].var_n));
  }
  instance.distortion = static_cast<double>(count) * largest * (1 + drawn_power(draws, -1, 0.7));
  return instance;
}

theory::LayerSplit equal_split(const Instance& instance) {
  const double share = instance.distortion / static_cast<double>(instance.layers.size());
  return theory::split_at(instance.layers, std::vector<double>(instance.layers.size(), share));
}

theory::LayerSplit split_of(const Instance& instance, bool equal) {
  return equal ? equal_split(instance)
               : theory::optimal_split(instance.layers, instance.distortion);
}

/// -dRsum_l/dD_l by section 4, from D_l and the workers that speak, and how far rounding moves it.
struct Slope {
  double value = 0;
  double enlarged = 0;  ///< relative error of the slope per relative error of D_l
};

Slope slope_of(const theory::Channel& channel, double distortion) {
  double active = 0;
  double precision = 0;
  for (std::size_t k = 0; k < channel.rate.size(); ++k) {
    if (channel.rate[k] == 0) continue;
    active += 1;
    precision += 1 / channel.var_n[k];
  }
  const double square = 2 * distortion * distortion;
  return {active / square / (precision - 1 / distortion) +
              1 / square / (1 / channel.var_x + 1 / distortion),
          3 + (precision * distortion + 1) / (precision * distortion - 1)};
}

HostOutcome check_slopes(const HostContext& context, bool equal) {
  run::Largest worst, rounding;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const Instance instance = drawn_instance(draws);
    const theory::LayerSplit split = split_of(instance, equal);
    double low = std::numeric_limits<double>::infinity(), high = 0, enlarged = 0;
    for (std::size_t l = 0; l < instance.layers.size(); ++l) {
      const Slope slope = slope_of(split.channel[l], split.distortion[l]);
      low = std::min(low, slope.value);
      high = std::max(high, slope.value);
      enlarged = std::max(enlarged, slope.enlarged);
    }
    const double total = std::accumulate(split.distortion.begin(), split.distortion.end(), 0.0);
    worst.take(std::max(high / low - 1, std::abs(total / instance.distortion - 1)), i);
    rounding.take(2 * instance.rounding() * enlarged, i);
  }
  return run::exactly(
      worst.value(), 0, rounding.value(), 1, context.instances(),
      fmt::format("In {} drawn problems the slopes of all layers agree and the parts "
                  "add up to D within {:.1e}, relative.",
                  context.instances(), worst.value()));
}

/// The rate of a split against that of the best one, the equal one and others drawn around it.
HostOutcome check_least(const HostContext& context, bool equal) {
  run::Largest worst, rounding;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const Instance instance = drawn_instance(draws);
    const double rate = split_of(instance, equal).sum_rate;
    const theory::LayerSplit best = split_of(instance, false);
    double least = std::min(best.sum_rate, equal_split(instance).sum_rate);
    for (int other = 0; other < kOtherSplits; ++other) {
      std::vector<double> parts = best.distortion;
      const std::size_t from = draws.below(parts.size());
      const std::size_t to = (from + 1 + draws.below(parts.size() - 1)) % parts.size();
      const double room = parts[from] - theory::minimal_distortion(instance.layers[from].var_n);
      const double step = room * drawn_power(draws, -3, -0.1);
      parts[from] -= step;
      parts[to] += step;
      least = std::min(least, theory::split_at(instance.layers, parts).sum_rate);
    }
    worst.take(rate - least, i);
    rounding.take(2 * instance.rounding() * rate, i);
  }
  return run::at_most(worst.value(), rounding.value(), 1, context.instances(),
                      fmt::format("In {} drawn problems no other split, the equal one among them, "
                                  "needs less, by {:.1e} nat at most.",
                                  context.instances(), worst.value()));
}

/// R_k = sum over layers of a vertex of the best split's region.
std::vector<std::vector<double>> vertices_of(const theory::LayerSplit& split) {
  std::vector<std::vector<double>> rates;
  for (const theory::Channel& channel : split.channel) {
    std::vector<std::size_t> order(channel.rate.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    rates.push_back(theory::vertex(channel, order));
  }
  return rates;
}

/// The reading "for some": the rates of a vertex in each layer meet every constraint there, by
/// determinants, if they are not understated.
HostOutcome check_some(const HostContext& context, double share) {
  run::Largest worst, rounding;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const Instance instance = drawn_instance(draws);
    const theory::LayerSplit split = split_of(instance, false);
    const std::vector<std::vector<double>> rates = vertices_of(split);
    for (std::size_t l = 0; l < rates.size(); ++l) {
      const Determinants determinants(split.channel[l]);
      for (std::size_t bits = 1; bits < std::size_t{1} << instance.workers(); ++bits) {
        const std::vector<std::size_t> set = theory::workers_of(bits);
        double sum = 0;
        for (const std::size_t k : set) sum += share * rates[l][k];
        worst.take(determinants.subset_information(set) - sum, i);
      }
      rounding.take(determinants.rounding() + instance.rounding() * split.sum_rate, i);
    }
  }
  return run::at_most(
      worst.value(), rounding.value(), 1, context.instances(),
      fmt::format("In {} drawn problems the rates of a vertex in every layer of the "
                  "best split violate no constraint by more than {:.1e} nat.",
                  context.instances(), worst.value()));
}

/// The reading "for all": twice the rates that suffice should meet every constraint of every r that
/// is allowed. Taken is r_k = R_k + 1 nat in layer 1, whose D_1 is then below that of the best
/// split. The least violation over the instances, and no number where such an r is not allowed.
HostOutcome check_all(const HostContext& context) {
  double least = std::numeric_limits<double>::infinity();
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    const Instance instance = drawn_instance(draws);
    const theory::LayerSplit split = split_of(instance, false);
    std::vector<double> generous(instance.workers(), 0.0);
    for (const std::vector<double>& rates : vertices_of(split)) {
      for (std::size_t k = 0; k < rates.size(); ++k) generous[k] += 2 * rates[k];
    }
    std::vector<double> r = generous;
    for (double& rate : r) rate += 1;
    const theory::Layer& layer = instance.layers[0];
    const theory::Channel channel = theory::channel_from_rates(layer.var_x, layer.var_n, r);
    if (!(channel.distortion < split.distortion[0])) {
      least = std::numeric_limits<double>::quiet_NaN();
      break;
    }
    least = std::min(least, -theory::tightest_constraint(channel, generous).slack);
  }
  return run::at_most(
      least, 0x1p-30, 1, context.instances(),
      fmt::format("In each of {} drawn problems some r that is allowed excludes "
                  "twice the rates that suffice, by {:.3g} nat at least; as r has no "
                  "upper bound, nothing is left.",
                  context.instances(), least));
}

std::vector<run::Series> figures(const HostContext& /*context*/) {
  const Layers layers{{1, {1, 1}}, {2, {2, 2}}, {10, {0.5, 4}}};
  const double minimum = theory::minimal_total_distortion(layers);
  run::Series series;
  series.id = "split";
  series.title = "Best split over layers, (sX2; sN2) = (1; 1, 1), (2; 2, 2), (10; 0.5, 4)";
  series.x = {"total distortion D", "gradient^2", run::AxisScale::log};
  series.y = {"D_l/D", "1"};
  for (std::size_t l = 0; l < layers.size(); ++l) {
    series.curves.push_back(curve_of(fmt::format("layer {}", l + 1)));
  }
  series.curves.push_back(curve_of("equal split"));
  for (int i = 0; i <= 60; ++i) {
    const double distortion = minimum * (1 + std::pow(10.0, -2 + i / 15.0));
    const theory::LayerSplit split = theory::optimal_split(layers, distortion);
    for (std::size_t l = 0; l < layers.size(); ++l) {
      add_point(series.curves[l], distortion, split.distortion[l] / distortion);
    }
    add_point(series.curves.back(), distortion, 1.0 / static_cast<double>(layers.size()));
  }
  return {series};
}

}  // namespace

run::Claim cor1_layers_on_host(run::Claim claim) {
  // The reading "for all" is what can be taken from the source's wording.
  claim.expected = "refuted as printed";
  claim.assumptions +=
      std::string(" ") +
      "On the host, an instance: 2 to 6 layers of 1 to 6 unequal workers, variances from 0.3 to 3.";
  claim.instances = 100;
  claim.host = {
      relative("equal-slopes", "at the best split all slopes are equal and the parts add up to D",
               [](const HostContext& context) { return check_slopes(context, false); }),
      in_nats("least-split", "no other split has a smaller sum rate",
              [](const HostContext& context) { return check_least(context, false); }),
      in_nats("some-r", "read for some r_l, the region holds the vertices of the best split",
              [](const HostContext& context) { return check_some(context, 1); }),
      as_printed(in_nats("all-r", "read for all r_l, it holds twice those rates", check_all))};
  claim.host_controls = {
      {"equal-split-slopes", "The equal split sold as the best one.", "equal-slopes",
       [](const HostContext& context) { return check_slopes(context, true); }},
      {"equal-split-rate", "The same fault.", "least-split",
       [](const HostContext& context) { return check_least(context, true); }},
      {"rates-1-percent-low", "The rates of the vertices are understated by 1 %.", "some-r",
       [](const HostContext& context) { return check_some(context, 0.99); }}};
  claim.host_series = figures;
  return claim;
}

}  // namespace ceo::verify
