#include "verify/claims/cor1_layers.hpp"

#include <algorithm>
#include <cmath>

#include "host/stats/joined_estimates.hpp"
#include "host/theory/layer_split.hpp"
#include "host/theory/sum_rate.hpp"
#include "verify/claims/worker_informations.hpp"

namespace ceo::verify {
namespace {

using Channels = std::span<const theory::Channel>;

/// A point is at the best split if its total sum rate is above the least one by no more than this,
/// in nats: distortions written with six digits are.
constexpr double kBestSplitExcess = 1e-7;

double total_distortion(Channels layers) {
  double sum = 0;
  for (const theory::Channel& layer : layers) sum += layer.distortion;
  return sum;
}

/// The least total sum rate at the layers' total distortion, by equal slopes.
double least_rate(Channels layers) {
  std::vector<theory::Layer> bare;
  for (const theory::Channel& layer : layers) bare.push_back({layer.var_x, layer.var_n});
  return theory::optimal_split(bare, total_distortion(layers)).sum_rate;
}

double total_rate(Channels layers) {
  double sum = 0;
  for (const theory::Channel& layer : layers) sum += theory::sum_rate(layer);
  return sum;
}

bool at_best_split(Channels layers) {
  return std::all_of(layers.begin(), layers.end(), can_be_rated) &&
         total_rate(layers) - least_rate(layers) <= kBestSplitExcess;
}

run::JoinedQuantity total_sum_rate() {
  run::JoinedQuantity quantity;
  quantity.id = "total-sum-rate";
  quantity.statement = "sum_l I(Y_l;U_l) is the least total sum rate at sum_l D_l";
  quantity.unit_name = quantity.resolution_name = "nat";
  quantity.needs = run::Needs::physical;
  quantity.applies = at_best_split;
  quantity.estimate = [](std::span<const run::CellView> layers) {
    std::vector<stats::Estimate> parts;
    for (const run::CellView& layer : layers) parts.push_back(measured_sum_rate(layer));
    return stats::sum_of(parts);
  };
  quantity.predict = [](std::span<const run::GaussianCeoBinding> layers) {
    std::vector<theory::Channel> channels;
    stats::Prediction total;
    double variance = 0;
    for (const run::GaussianCeoBinding& layer : layers) {
      const stats::Prediction part =
          predicted_sum_rate(layer.channel, theory::sum_rate(layer.channel));
      total.systematic += part.systematic;
      variance += part.sd_per_sample * part.sd_per_sample;
      channels.push_back(layer.channel);
    }
    total.value = least_rate(channels);
    total.systematic += std::abs(total_rate(channels) - total.value);
    total.sd_per_sample = std::sqrt(variance);
    return total;
  };
  return quantity;
}

/// D of the channel with all its sV2_k times a factor.
double distortion_at(const theory::Channel& channel, double factor) {
  double precision = 0;
  for (const std::size_t k : speaking(channel)) {
    precision += 1 / (channel.var_n[k] + factor * channel.var_v[k]);
  }
  return 1 / precision;
}

/// The factor of all sV2_k with which the channel reaches `distortion`, by bisection of its
/// logarithm; nothing where none does.
std::optional<double> factor_for(const theory::Channel& channel, double distortion) {
  constexpr double kRange = 30;
  double low = -kRange, high = kRange;
  if (distortion_at(channel, std::exp(low)) >= distortion ||
      distortion_at(channel, std::exp(high)) <= distortion) {
    return std::nullopt;
  }
  constexpr int kHalvings = 60;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (distortion_at(channel, std::exp(middle)) < distortion ? low : high) = middle;
  }
  return std::exp(low);
}

run::JoinedControl equal_split() {
  run::JoinedControl control;
  control.id = "equal-split";
  control.description =
      "The equal split sold as the best one: every layer has the distortion (1/L) sum_l D_l.";
  control.quantity = "total-sum-rate";
  control.plant = [](Channels layers) -> std::optional<run::PlantedLayers> {
    const double share = total_distortion(layers) / static_cast<double>(layers.size());
    run::PlantedLayers planted;
    double rate = 0, variance = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const std::optional<double> factor = factor_for(layers[i], share);
      if (!factor) return std::nullopt;
      run::Fault fault;
      fault.name = "equal-split";
      fault.var_v_factor = *factor;
      const Workers workers = speaking(layers[i]);
      const stats::Information faulty =
          stats::information(covariance_of(layers[i], fault), subset_rows(layers[i], workers));
      rate += faulty.value;
      variance += faulty.squares;
      planted.layers.push_back({i, fault});
    }
    planted.effect = (rate - least_rate(layers)) / std::sqrt(variance);
    return planted;
  };
  return control;
}

}  // namespace

run::Claim cor1_layers() {
  run::Claim claim;
  claim.id = "cor1.layers";
  claim.title = "several layers at their best split";
  claim.statement =
      "L independent layers need sum_l I(Y_l; U_l) in all; at the split of D = sum_l D_l with "
      "equal "
      "slopes dRsum_l/dD_l this is the least total sum rate.";
  claim.source = "ZTW Corollary 1, eqs 15-17; theory.md section 4";
  claim.kind = "equality";
  claim.expected = "holds";
  claim.assumptions =
      "Rates in nats. Measured part: layered points whose D_l are the best split of their sum; "
      "other "
      "points of a plan are passed over.";
  claim.joined = {total_sum_rate()};
  claim.joined_controls = {equal_split()};
  return claim;
}

}  // namespace ceo::verify
