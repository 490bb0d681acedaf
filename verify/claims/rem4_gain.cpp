#include "verify/claims/rem4_gain.hpp"

#include <cmath>

#include "host/theory/sum_rate.hpp"
#include "verify/claims/gaussian_decoder.hpp"
#include "verify/claims/worker_informations.hpp"

namespace ceo::verify {
namespace {

constexpr double kSharedNoise = 0.1;
constexpr double kQuieter = 0.98;  // of every sV2_k

stats::InformationRows all_rows(const theory::Channel& channel) {
  return subset_rows(channel, speaking(channel));
}

stats::Gain gain_of(const theory::Channel& channel, const std::vector<double>& covariance,
                    double samples) {
  const stats::InformationRows rows = all_rows(channel);
  return stats::information_gain(covariance, rows.b, rows.a, samples);
}

/// Where one worker alone speaks, both terms are the same number.
bool several_speak(const theory::Channel& channel) {
  return can_be_rated(channel) && speaking(channel).size() >= 2;
}

run::Quantity of_cells(const char* id, const char* statement) {
  run::Quantity quantity;
  quantity.id = id;
  quantity.statement = statement;
  quantity.unit_name = quantity.resolution_name = "nat";
  quantity.needs = run::Needs::physical;
  return quantity;
}

stats::Estimate estimate_of(const run::CellView& cell, double value, double variance) {
  const auto samples = static_cast<double>(cell.moments.matrix_samples);
  return {value, std::sqrt(variance / samples), cell.moments.matrix_samples, stats::Law::normal, 1};
}

stats::Gain measured_gain(const run::CellView& cell) {
  return gain_of(cell.binding.channel, cell.moments.physical,
                 static_cast<double>(cell.moments.matrix_samples));
}

/// In theory: variances by the same formula at the predicted covariance.
stats::Gain gain_in_theory(const theory::Channel& channel) {
  return gain_of(channel, covariance_of(channel, {}), kManySamples);
}

/// Known error of sum_k I(Y_k; U_k).
double separate_systematic(const theory::Channel& channel) {
  double sum = 0;
  const stats::InformationRows rows = all_rows(channel);
  for (std::size_t i = 0; i < rows.a.size(); ++i) {
    sum += information_systematic(channel, {{rows.a[i]}, {rows.b[i]}, {}});
  }
  return sum;
}

run::Quantity independent_rate() {
  run::Quantity quantity =
      of_cells("independent-rate", "sum_k I(Y_k;U_k) is sum_k [r_k + (1/2) ln(1 + sX2 a_k)]");
  quantity.applies = can_be_rated;
  quantity.estimate = [](const run::CellView& cell) {
    const stats::Gain gain = measured_gain(cell);
    return estimate_of(cell, gain.separate, gain.separate_variance);
  };
  quantity.predict = [](const run::GaussianCeoBinding& binding) {
    stats::Prediction prediction;
    prediction.value = theory::independent_rate(binding.channel);
    prediction.systematic = separate_systematic(binding.channel);
    prediction.sd_per_sample = std::sqrt(gain_in_theory(binding.channel).separate_variance);
    return prediction;
  };
  return quantity;
}

run::Quantity gain() {
  run::Quantity quantity =
      of_cells("gain", "sum_k I(Y_k;U_k) - I(Y;U) is the gain of distributed coding");
  quantity.applies = several_speak;
  quantity.estimate = [](const run::CellView& cell) {
    const stats::Gain gain = measured_gain(cell);
    return estimate_of(cell, gain.gain, gain.gain_variance);
  };
  quantity.predict = [](const run::GaussianCeoBinding& binding) {
    const theory::Channel& channel = binding.channel;
    stats::Prediction prediction;
    prediction.value = theory::coding_gain(channel);
    prediction.systematic =
        separate_systematic(channel) + information_systematic(channel, all_rows(channel));
    prediction.sd_per_sample = std::sqrt(gain_in_theory(channel).gain_variance);
    return prediction;
  };
  return quantity;
}

run::Fault shared_noise_fault(const char* name) {
  run::Fault fault;
  fault.name = name;
  fault.correlation_v = kSharedNoise;
  return fault;
}

run::Control shared_noise() {
  run::Control control;
  control.id = "shared-v-0.1";
  control.description =
      "V_1 and V_2 have correlation 0.1, so that U_1 and U_2 depend on each other given Y. (With "
      "one V for both I(Y;U) would be infinite.)";
  control.quantity = "gain";
  control.fault = [](const theory::Channel&) { return shared_noise_fault("shared-v-0.1"); };
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    const Workers workers = speaking(channel);
    if (workers.size() < 2 || workers[1] != 1) return std::nullopt;
    const stats::Gain faulty =
        gain_of(channel, covariance_of(channel, shared_noise_fault("")), kManySamples);
    return (faulty.gain - theory::coding_gain(channel)) / std::sqrt(faulty.gain_variance);
  };
  return control;
}

run::Fault quieter_fault(const char* name) {
  run::Fault fault;
  fault.name = name;
  fault.var_v_factor = kQuieter;
  return fault;
}

run::Control quieter() {
  run::Control control;
  control.id = "var-v-2-percent";
  control.description = "Every test channel has 2 % less noise.";
  control.quantity = "independent-rate";
  control.fault = [](const theory::Channel&) { return quieter_fault("var-v-2-percent"); };
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    const stats::Gain faulty =
        gain_of(channel, covariance_of(channel, quieter_fault("")), kManySamples);
    return (faulty.separate - theory::independent_rate(channel)) /
           std::sqrt(faulty.separate_variance);
  };
  return control;
}

}  // namespace

run::Claim rem4_gain() {
  run::Claim claim;
  claim.id = "rem4.gain";
  claim.title = "gain of distributed source coding";
  claim.statement =
      "Workers that code by themselves need Rind = sum_k I(Y_k; U_k), for equal workers (K/2) "
      "ln((K "
      "D + sX2)/(K D - sN2)); distributed source coding saves Rind - I(Y; U) = sum_k I(U_k; "
      "U_1..U_(k-1)) >= 0.";
  claim.source = "ZTW Remark 4; theory.md section 6";
  claim.kind = "equality";
  claim.expected = "holds";
  claim.assumptions =
      "Rates in nats. Informations from log-determinants of the measured covariance of Y_k, U_k. "
      "With one speaking worker the gain is 0 by definition and is not judged.";
  claim.quantities = {independent_rate(), gain()};
  claim.controls = {shared_noise(), quieter()};
  return claim;
}

}  // namespace ceo::verify
