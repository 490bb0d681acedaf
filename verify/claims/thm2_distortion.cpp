#include "verify/claims/thm2_distortion.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "host/stats/ceo_estimates.hpp"
#include "host/stats/joined_estimates.hpp"
#include "verify/claims/gaussian_decoder.hpp"

namespace ceo::verify {
namespace {

constexpr double kDistortionFault = 0.001;  // relative

/// E e^2 / D when every worker has the weight 1/K; nothing where a worker is silent (its U_k does
/// not exist) or the weights of the sound decoder are equal within float32.
std::optional<double> uniform_ratio(const theory::Channel& channel) {
  const auto [least, most] = std::minmax_element(channel.weight.begin(), channel.weight.end());
  const double rounding = std::numeric_limits<float>::epsilon();
  if (*least <= 0 || *most - *least <= rounding * *most) return std::nullopt;
  double noise = 0;
  for (std::size_t k = 0; k < channel.var_n.size(); ++k)
    noise += channel.var_n[k] + channel.var_v[k];
  const auto workers = static_cast<double>(channel.var_n.size());
  return noise / (workers * workers * channel.distortion);
}

/// E e^2 / D when the first two workers have one V: adds 2 w_1 w_2 sqrt(sV2_1 sV2_2).
std::optional<double> shared_ratio(const theory::Channel& channel) {
  if (channel.var_n.size() < 2 || channel.weight[0] <= 0 || channel.weight[1] <= 0) {
    return std::nullopt;
  }
  const double covariance = std::sqrt(channel.var_v[0] * channel.var_v[1]);
  return 1 + 2 * channel.weight[0] * channel.weight[1] * covariance / channel.distortion;
}

std::optional<double> effect_of(std::optional<double> ratio) {
  if (!ratio) return std::nullopt;
  return distortion_effect(*ratio);
}

stats::Prediction predict_distortion(const run::GaussianCeoBinding& binding) {
  const double theory = binding.channel.distortion;
  stats::Prediction prediction;
  prediction.value = theory;
  // float32 weights differ from the theory's, every operation of a sample rounds, and the sampler
  // and the sums have known errors of their own.
  prediction.systematic = std::abs(run::predicted_mse(binding) - theory) +
                          run::rounding_mse(binding) +
                          theory * (kSamplerAllowance + kAccumulationAllowance);
  prediction.unit = theory;
  prediction.sd_per_sample = std::numbers::sqrt2;
  return prediction;
}

run::Quantity distortion() {
  run::Quantity quantity;
  quantity.id = "distortion";
  quantity.statement = "the mean square error is D = 1/sum_k a_k";
  quantity.unit_name = "gradient^2";
  quantity.resolution_name = "D";
  quantity.estimate = [](const run::CellView& cell) { return stats::distortion(cell.moments); };
  quantity.predict = predict_distortion;
  return quantity;
}

/// sum_l D_l, the distortion of an L-layer problem (theory.md section 1).
run::JoinedQuantity total_distortion() {
  run::JoinedQuantity quantity;
  quantity.id = "total-distortion";
  quantity.statement = "the mean square error of all layers is sum_l D_l = sum_l 1/sum_k a_kl";
  quantity.unit_name = "gradient^2";
  quantity.resolution_name = "sum_l D_l";
  quantity.estimate = [](std::span<const run::CellView> layers) {
    std::vector<stats::Estimate> parts;
    for (const run::CellView& layer : layers) parts.push_back(stats::distortion(layer.moments));
    return stats::sum_of(parts);
  };
  quantity.predict = [](std::span<const run::GaussianCeoBinding> layers) {
    stats::Prediction total;
    double variance = 0;
    for (const run::GaussianCeoBinding& layer : layers) {
      const stats::Prediction part = predict_distortion(layer);
      total.value += part.value;
      total.systematic += part.systematic;
      variance += part.sd_per_sample * part.unit * part.sd_per_sample * part.unit;
    }
    total.unit = total.value;
    total.sd_per_sample = std::sqrt(variance) / total.unit;
    return total;
  };
  return quantity;
}

double sum_of_distortions(std::span<const theory::Channel> layers) {
  double sum = 0;
  for (const theory::Channel& layer : layers) sum += layer.distortion;
  return sum;
}

run::JoinedControl moved_layer() {
  run::JoinedControl control;
  control.id = "layer-0.1-percent";
  control.description =
      "The test-channel noises of the layer of largest D are raised by one factor so that the mean "
      "square error of all layers is 1.001 sum_l D_l.";
  control.quantity = "total-distortion";
  control.plant = [](std::span<const theory::Channel> layers) -> std::optional<run::PlantedLayers> {
    const auto size = [](const theory::Channel& layer) { return layer.distortion; };
    const std::size_t layer = largest_layer(layers, size);
    const theory::Channel& moved = layers[layer];
    const double shift = kDistortionFault * sum_of_distortions(layers);
    run::Fault fault;
    fault.name = "layer-0.1-percent";
    fault.var_v_factor = 1 + shift / test_channel_share(moved);
    // Under the fault sd(e^2) = sqrt(2) E e^2 in each layer, and the layers are independent.
    double variance = 0;
    for (const theory::Channel& row : layers) {
      const double mse = row.distortion + (&row == &moved ? shift : 0);
      variance += 2 * mse * mse;
    }
    return run::PlantedLayers{{{layer, fault}}, shift / std::sqrt(variance)};
  };
  return control;
}

run::Control moved_distortion() {
  run::Control control;
  control.id = "distortion-0.1-percent";
  control.description =
      "The test-channel noises are raised by one factor so that the mean square error is 1.001 D.";
  control.quantity = "distortion";
  control.fault = [](const theory::Channel& channel) {
    run::Fault fault;
    fault.name = "distortion-0.1-percent";
    fault.var_v_factor = 1 + kDistortionFault * channel.distortion / test_channel_share(channel);
    return fault;
  };
  control.effect = [](const theory::Channel&) -> std::optional<double> {
    return distortion_effect(1 + kDistortionFault);
  };
  return control;
}

run::Control uniform_weights() {
  run::Control control;
  control.id = "uniform-weights";
  control.description = "The decoder averages all workers with the weight 1/K.";
  control.quantity = "distortion";
  control.fault = [](const theory::Channel&) {
    run::Fault fault;
    fault.name = "uniform-weights";
    fault.uniform_weights = true;
    return fault;
  };
  control.effect = [](const theory::Channel& channel) { return effect_of(uniform_ratio(channel)); };
  return control;
}

run::Control shared_noise() {
  run::Control control;
  control.id = "shared-v";
  control.description = "Workers 1 and 2 share the normal behind their test-channel noise.";
  control.quantity = "distortion";
  control.fault = [](const theory::Channel&) {
    run::Fault fault;
    fault.name = "shared-v";
    fault.correlation_v = 1;
    return fault;
  };
  control.effect = [](const theory::Channel& channel) { return effect_of(shared_ratio(channel)); };
  return control;
}

}  // namespace

run::Claim thm2_distortion() {
  run::Claim claim;
  claim.id = "thm2.distortion";
  claim.title = "distortion: E[(Xhat - X)^2] = 1/sum_k a_k";
  claim.statement =
      "E[(Xhat - X)^2] = D = 1 / sum_k a_k, where Xhat = sum_k w_k U_k with w_k = a_k / sum_j a_j "
      "and a_k = 1/(sN2_k + sV2_k).";
  claim.source = "ZTW Theorem 2 (achievability), eqs 11 and 29-32";
  claim.kind = "equality";
  claim.expected = "holds";
  claim.assumptions =
      "X, N_k and V_k are independent, Gaussian, of zero mean. A silent worker (sV2_k infinite) "
      "has "
      "a_k = w_k = 0.";
  claim.quantities = {distortion()};
  claim.controls = {moved_distortion(), uniform_weights(), shared_noise()};
  claim.joined = {total_distortion()};
  claim.joined_controls = {moved_layer()};
  return claim;
}

}  // namespace ceo::verify
