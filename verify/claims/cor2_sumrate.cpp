#include "verify/claims/cor2_sumrate.hpp"

#include <algorithm>
#include <cmath>

#include "host/theory/sum_rate.hpp"
#include "verify/claims/rate_series.hpp"
#include "verify/claims/worker_informations.hpp"

namespace ceo::verify {
namespace {

/// Corollary 2 speaks of workers with one variance of noise, who all speak alike.
bool equal_workers(const theory::Channel& channel) {
  const auto alike = [](const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(),
                       [&](double value) { return value == values.front(); });
  };
  return can_be_rated(channel) && alike(channel.var_n) && alike(channel.var_v);
}

run::Quantity sum_rate() {
  run::Quantity quantity;
  quantity.id = "sum-rate";
  quantity.statement = "I(Y;U) is (K/2) ln(K D/(K D - sN2)) + (1/2) ln(1 + sX2/D)";
  quantity.unit_name = quantity.resolution_name = "nat";
  quantity.needs = run::Needs::physical;
  quantity.applies = equal_workers;
  quantity.estimate = measured_sum_rate;
  quantity.predict = [](const run::GaussianCeoBinding& binding) {
    const theory::Channel& channel = binding.channel;
    return predicted_sum_rate(
        channel, theory::equal_workers_sum_rate(channel.var_x, channel.var_n.front(),
                                                channel.var_n.size(), channel.distortion));
  };
  return quantity;
}

run::Control one_fewer() {
  run::Control control;
  control.id = "one-fewer";
  control.description =
      "K - 1 for K: worker 1 as good as sends nothing, its test-channel noise is a million times "
      "larger.";
  control.quantity = "sum-rate";
  control.fault = [](const theory::Channel&) { return dropped_worker("one-fewer", 0); };
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    if (!equal_workers(channel) || channel.var_n.size() < 2) return std::nullopt;
    return sum_rate_effect(channel, dropped_worker("", 0));
  };
  return control;
}

}  // namespace

run::Claim cor2_sumrate() {
  run::Claim claim;
  claim.id = "cor2.sumrate";
  claim.title = "sum rate of equal workers in closed form";
  claim.statement =
      "K workers of one noise variance sN2 that reach D have the sum rate I(Y; U) = (K/2) ln(K "
      "D/(K "
      "D - sN2)) + (1/2) ln(1 + sX2/D), D > sN2/K.";
  claim.source = "ZTW Corollary 2, eq 22; theory.md section 6";
  claim.kind = "equality";
  claim.expected = "holds";
  claim.assumptions =
      "Rates in nats. All workers have the same noise and the same test channel; other points of a "
      "plan are passed over.";
  claim.quantities = {sum_rate()};
  claim.controls = {one_fewer()};
  claim.cell_series = sum_rate_series;
  return claim;
}

}  // namespace ceo::verify
