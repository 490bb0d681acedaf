#include "verify/claims/thm2_classical.hpp"

#include <cmath>
#include <numbers>

#include "host/stats/ceo_estimates.hpp"
#include "host/theory/classical.hpp"
#include "verify/claims/gaussian_decoder.hpp"

namespace ceo::verify {
namespace {

/// sX2/(sX2 + D).
double shrinkage(const theory::Channel& channel) {
  return channel.var_x / (channel.var_x + channel.distortion);
}

/// Mean square of c Xhat - X = c e - (1 - c) X by the kernel's linear algebra, where
/// Xhat = (sum w) X + noise.
double kernel_mse(const run::GaussianCeoBinding& binding, double c) {
  const double excess = binding.weight_sum - 1;
  const double noise = run::predicted_mse(binding) - excess * excess * binding.channel.var_x;
  const double gain = c * binding.weight_sum - 1;
  return c * c * noise + gain * gain * binding.channel.var_x;
}

/// Mean magnitude of the terms of c^2 e^2 - 2 c (1 - c) e X + (1 - c)^2 X^2, at most.
double magnitude(const theory::Channel& channel, double c) {
  const double sum = c * error_sd(channel) + (1 - c) * std::sqrt(channel.var_x);
  return sum * sum;
}

run::Quantity shrunk_distortion() {
  run::Quantity quantity;
  quantity.id = "shrunk-distortion";
  quantity.statement = "the mean square error of sX2/(sX2 + D) Xhat is D' = 1/(1/D + 1/sX2)";
  quantity.unit_name = "gradient^2";
  quantity.resolution_name = "D'";
  quantity.estimate = [](const run::CellView& cell) {
    return stats::scaled_distortion(cell.moments, shrinkage(cell.binding.channel));
  };
  quantity.predict = [](const run::GaussianCeoBinding& binding) {
    const theory::Channel& channel = binding.channel;
    const double c = shrinkage(channel);
    stats::Prediction prediction;
    prediction.value = theory::classical_distortion(channel.var_x, channel.distortion);
    prediction.systematic =
        std::abs(kernel_mse(binding, c) - prediction.value) + c * c * run::rounding_mse(binding) +
        prediction.value * kSamplerAllowance + magnitude(channel, c) * kAccumulationAllowance;
    prediction.unit = prediction.value;
    prediction.sd_per_sample = std::numbers::sqrt2;
    return prediction;
  };
  return quantity;
}

run::Control unshrunk() {
  run::Control control;
  control.id = "unshrunk";
  control.description =
      "D in place of D': the kernel's weights are divided by sX2/(sX2 + D), so that the shrunk "
      "estimate is the unbiased one.";
  control.quantity = "shrunk-distortion";
  control.fault = [](const theory::Channel& channel) {
    run::Fault fault;
    fault.name = "unshrunk";
    fault.weight_factor = 1 / shrinkage(channel);
    return fault;
  };
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    return distortion_effect(1 + channel.distortion / channel.var_x);  // D over D'
  };
  return control;
}

}  // namespace

run::Claim thm2_classical() {
  run::Claim claim;
  claim.id = "thm2.classical";
  claim.title = "the classical problem at D' = 1/(1/D + 1/sX2)";
  claim.statement =
      "The region at D of the unbiased problem is the classical one at D' = 1/(1/D + 1/sX2): the "
      "decoder sX2/(sX2 + D) Xhat, which is not unbiased, has the mean square error D'.";
  claim.source = "PTR; ZTW Remark 2; theory.md section 3";
  claim.kind = "equality";
  claim.expected = "holds";
  claim.assumptions =
      "Measured part: E[(c Xhat - X)^2] from the sums of e^2, e X and X^2 of the unbiased decoder, "
      "e "
      "= Xhat - X, c = sX2/(sX2 + D).";
  claim.quantities = {shrunk_distortion()};
  claim.controls = {unshrunk()};
  return claim;
}

}  // namespace ceo::verify
