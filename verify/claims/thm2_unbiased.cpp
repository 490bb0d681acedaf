#include "verify/claims/thm2_unbiased.hpp"

#include <algorithm>
#include <cmath>

#include "host/stats/ceo_estimates.hpp"
#include "host/stats/joined_estimates.hpp"
#include "host/stats/shape_estimates.hpp"
#include "kernels/core/shape.hpp"
#include "verify/claims/gaussian_decoder.hpp"

namespace ceo::verify {
namespace {

constexpr double kWeightFault = 1.001;
constexpr double kOffsetFault = 1e-3;  // in standard deviations of the error

/// Multiplying every decoder weight by g makes the slope g and leaves the residual g e.
/// The regression's slope has the standard deviation g sd(e)/sd(X) per sample.
double slope_effect(const theory::Channel& channel, double g) {
  return std::abs(g - 1) * std::sqrt(channel.var_x) / (g * error_sd(channel));
}

/// Gain of the decoder of least mean square error over the unbiased one (theory.md section 3).
double shrinkage(const theory::Channel& channel) {
  return channel.var_x / (channel.var_x + channel.distortion);
}

run::Quantity slope() {
  run::Quantity quantity;
  quantity.id = "slope";
  quantity.statement = "the slope of Xhat on X is 1";
  quantity.unit_name = "1";
  quantity.resolution_name = "sd(e)/sd(X)";
  quantity.estimate = [](const run::CellView& cell) { return stats::slope(cell.moments); };
  quantity.predict = [](const run::GaussianCeoBinding& binding) {
    const double unit = error_sd(binding) / source_sd(binding);
    stats::Prediction prediction;
    prediction.value = 1;
    // The float32 weights do not quite sum to 1; both terms of E[Xhat X] are sums over strips.
    prediction.systematic = std::abs(binding.weight_sum - 1) + kAccumulationAllowance * (1 + unit);
    prediction.unit = unit;
    prediction.sd_per_sample = 1;
    return prediction;
  };
  return quantity;
}

run::Quantity intercept() {
  run::Quantity quantity;
  quantity.id = "intercept";
  quantity.statement = "the intercept of Xhat on X is 0";
  quantity.unit_name = "gradient";
  quantity.resolution_name = "sd(e)";
  quantity.estimate = [](const run::CellView& cell) { return stats::intercept(cell.moments); };
  quantity.predict = [](const run::GaussianCeoBinding& binding) {
    stats::Prediction prediction;
    prediction.value = 0;
    prediction.systematic =
        sampler_mean_bound(binding) + kAccumulationAllowance * error_sd(binding);
    prediction.unit = error_sd(binding);
    prediction.sd_per_sample = 1;
    return prediction;
  };
  return quantity;
}

run::Quantity bin_means() {
  run::Quantity quantity;
  quantity.id = "bin-means";
  quantity.statement = "the mean error is 0 in each of 32 bins of X";
  quantity.unit_name = "D";
  quantity.resolution_name = "D";
  quantity.needs = run::Needs::shape;
  quantity.estimate = [](const run::CellView& cell) {
    return stats::source_bin_means(cell.shape.totals.source_bins);
  };
  quantity.predict = [](const run::GaussianCeoBinding&) {
    stats::Prediction prediction;
    // The standard error falls as 1/samples: what it is at a million of them.
    prediction.sd_per_sample = std::sqrt(2.0 * kSourceBins) / 1000;
    return prediction;
  };
  return quantity;
}

/// Slope and intercept of every layer in one test: their squared z add up to a chi-square. The
/// known errors of the machinery do not enter, as in the other tests with a law of their own.
run::JoinedQuantity all_layers() {
  run::JoinedQuantity quantity;
  quantity.id = "all-layers";
  quantity.statement = "all slopes are 1 and all intercepts 0";
  quantity.unit_name = "D";
  quantity.resolution_name = "sum over layers of the mean of E[e|X]^2 over D";
  quantity.estimate = [](std::span<const run::CellView> layers) {
    std::vector<double> deviates;
    std::uint64_t fewest = layers.front().moments.samples;
    for (const run::CellView& layer : layers) {
      const stats::Estimate slope = stats::slope(layer.moments);
      const stats::Estimate intercept = stats::intercept(layer.moments);
      deviates.push_back((slope.value - 1) / slope.standard_error);
      deviates.push_back(intercept.value / intercept.standard_error);
      fewest = std::min(fewest, layer.moments.samples);
    }
    return stats::sum_of_squares(deviates, fewest);
  };
  quantity.predict = [](std::span<const run::GaussianCeoBinding> layers) {
    stats::Prediction prediction;
    // The standard error falls as 1/samples: what it is at a million of them.
    prediction.sd_per_sample = std::sqrt(4.0 * static_cast<double>(layers.size())) / 1000;
    return prediction;
  };
  return quantity;
}

/// Share of the variance of X that lies between the 32 bins.
constexpr double kBetweenBins = 0.99;

run::Control scaled_weights() {
  run::Control control;
  control.id = "weights-1.001";
  control.description = "All decoder weights are multiplied by 1.001.";
  control.quantity = "slope";
  control.fault = [](const theory::Channel&) {
    run::Fault fault;
    fault.name = "weights-1.001";
    fault.weight_factor = kWeightFault;
    return fault;
  };
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    return slope_effect(channel, kWeightFault);
  };
  return control;
}

/// The same fault, seen by the bins: E[e|X] = 0.001 X.
run::Control scaled_weights_in_bins() {
  run::Control control = scaled_weights();
  control.id = "weights-1.001-bins";
  control.quantity = "bin-means";
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    const double slope = kWeightFault - 1;
    return slope * std::sqrt(kBetweenBins * channel.var_x / channel.distortion);
  };
  control.degrees = [](const theory::Channel&) { return kSourceBins; };
  return control;
}

run::JoinedControl scaled_layer() {
  run::JoinedControl control;
  control.id = "weights-1.001-layer";
  control.description =
      "All decoder weights of the layer of largest sX2/D are multiplied by 1.001.";
  control.quantity = "all-layers";
  control.plant = [](std::span<const theory::Channel> layers) -> std::optional<run::PlantedLayers> {
    const auto ratio = [](const theory::Channel& layer) { return layer.var_x / layer.distortion; };
    const std::size_t layer = largest_layer(layers, ratio);
    run::Fault fault;
    fault.name = "weights-1.001-layer";
    fault.weight_factor = kWeightFault;
    return run::PlantedLayers{{{layer, fault}}, slope_effect(layers[layer], kWeightFault)};
  };
  control.degrees = [](std::size_t layers) { return 2 * static_cast<int>(layers); };
  return control;
}

run::Control shrunk_decoder() {
  run::Control control;
  control.id = "shrunk-decoder";
  control.description =
      "The decoder of least mean square error, sX2/(sX2 + D) times the unbiased one.";
  control.quantity = "slope";
  control.fault = [](const theory::Channel& channel) {
    run::Fault fault;
    fault.name = "shrunk-decoder";
    fault.weight_factor = shrinkage(channel);
    return fault;
  };
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    return slope_effect(channel, shrinkage(channel));
  };
  return control;
}

run::Control offset() {
  run::Control control;
  control.id = "offset-1e-3";
  control.description = "The decoder adds 0.001 sd(e) to every estimate.";
  control.quantity = "intercept";
  control.fault = [](const theory::Channel& channel) {
    run::Fault fault;
    fault.name = "offset-1e-3";
    fault.offset = kOffsetFault * error_sd(channel);
    return fault;
  };
  control.effect = [](const theory::Channel&) -> std::optional<double> { return kOffsetFault; };
  return control;
}

}  // namespace

run::Claim thm2_unbiased() {
  run::Claim claim;
  claim.id = "thm2.unbiased";
  claim.title = "unbiased decoder: E[Xhat | X] = X";
  claim.statement =
      "E[Xhat | X = x] = x for every x, where Xhat = sum_k w_k U_k with w_k = a_k / sum_j a_j and "
      "a_k = 1/(sN2_k + sV2_k).";
  claim.source = "ZTW Theorem 2 (achievability), eqs 10 and 29-32";
  claim.kind = "equality";
  claim.expected = "holds";
  claim.assumptions =
      "X, N_k and V_k are independent, Gaussian, of zero mean. Then E[Xhat | X] is linear in X, "
      "and "
      "slope and intercept determine it.";
  claim.quantities = {slope(), intercept(), bin_means()};
  claim.controls = {scaled_weights(), scaled_weights_in_bins(), shrunk_decoder(), offset()};
  claim.joined = {all_layers()};
  claim.joined_controls = {scaled_layer()};
  return claim;
}

}  // namespace ceo::verify
