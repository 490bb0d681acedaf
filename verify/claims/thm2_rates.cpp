#include "verify/claims/thm2_rates.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/error.hpp"
#include "host/theory/sum_rate.hpp"
#include "verify/claims/rate_series.hpp"
#include "verify/claims/worker_informations.hpp"

namespace ceo::verify {
namespace {

constexpr double kRateFault = 0.01;  // relative
constexpr double kPlantedCorrelation = 0.01;

/// One information with its place in the matrix and its law.
struct Expected {
  stats::InformationRows rows;
  stats::Information law;
};

std::vector<Expected> expected_rates(const theory::Channel& channel) {
  std::vector<Expected> all;
  for (const std::size_t k : speaking(channel)) {
    all.push_back({rate_rows(k), rate_in_theory(channel, k)});
  }
  return all;
}

std::vector<Expected> expected_subsets(const theory::Channel& channel) {
  std::vector<Expected> all;
  for (const Workers& subset : judged_subsets(channel)) {
    all.push_back({subset_rows(channel, subset), subset_in_theory(channel, subset)});
  }
  return all;
}

/// How the p-value of the most extreme of several becomes one of all.
enum class Together {
  independent,  ///< Sidak: 1 - (1 - p)^m
  whatever,     ///< Bonferroni: m p
};

double p_of_all(double least, double tests, Together together) {
  if (together == Together::whatever) return std::min(1.0, tests * least);
  return least >= 1 ? 1 : -std::expm1(tests * std::log1p(-least));
}

/// The most extreme of several informations: its deviation in nats, and the largest standard error
/// of all, so that the resolution speaks for each.
stats::Estimate most_extreme(const run::CellView& cell, const std::vector<Expected>& all,
                             Together together) {
  stats::Estimate estimate;
  estimate.law = stats::Law::own;
  estimate.samples = cell.moments.matrix_samples;
  double least = 1;
  double largest = -1;
  for (const Expected& expected : all) {
    const stats::InformationTest test =
        stats::test_information(stats::information(cell.moments.physical, expected.rows),
                                expected.law, expected.rows, static_cast<double>(estimate.samples),
                                information_systematic(cell.binding.channel, expected.rows));
    estimate.standard_error = std::max(estimate.standard_error, test.standard_error);
    if (std::isnan(test.z)) {
      estimate.value = estimate.p = test.z;
      return estimate;
    }
    if (std::abs(test.z) > largest) {
      largest = std::abs(test.z);
      least = test.p;
      estimate.value = test.deviation;
    }
  }
  estimate.p = p_of_all(least, static_cast<double>(all.size()), together);
  return estimate;
}

/// No deviation, with the error of the information that is known least.
stats::Prediction no_deviation(const theory::Channel& channel, const std::vector<Expected>& all) {
  stats::Prediction prediction;
  double variance = 0;
  for (const Expected& expected : all) variance = std::max(variance, expected.law.squares);
  prediction.sd_per_sample = std::sqrt(variance);
  prediction.systematic = information_systematic(channel, subset_rows(channel, speaking(channel)));
  return prediction;
}

run::Quantity physical_quantity(const char* id, const char* statement) {
  run::Quantity quantity;
  quantity.id = id;
  quantity.statement = statement;
  quantity.unit_name = quantity.resolution_name = "nat";
  quantity.needs = run::Needs::physical;
  quantity.applies = can_be_rated;
  return quantity;
}

run::Quantity rates() {
  run::Quantity quantity = physical_quantity(
      "rates", "no I(Y_k;U_k given X) is off r_k: the most extreme deviation is 0");
  quantity.estimate = [](const run::CellView& cell) {
    return most_extreme(cell, expected_rates(cell.binding.channel), Together::independent);
  };
  quantity.predict = [](const run::GaussianCeoBinding& binding) {
    return no_deviation(binding.channel, expected_rates(binding.channel));
  };
  return quantity;
}

run::Quantity subsets() {
  run::Quantity quantity = physical_quantity(
      "subsets", "no I(Y_A;U_A given U_Ac) is off f_r(A): the most extreme deviation is 0");
  quantity.estimate = [](const run::CellView& cell) {
    return most_extreme(cell, expected_subsets(cell.binding.channel), Together::whatever);
  };
  quantity.predict = [](const run::GaussianCeoBinding& binding) {
    return no_deviation(binding.channel, expected_subsets(binding.channel));
  };
  return quantity;
}

run::Quantity sum_rate() {
  run::Quantity quantity =
      physical_quantity("sum-rate",
                        "I(Y;U) of all workers is f_r([K]) = sum_k r_k + (1/2) ln(1 + "
                        "sX2/D)");
  quantity.estimate = measured_sum_rate;
  quantity.predict = [](const run::GaussianCeoBinding& binding) {
    return predicted_sum_rate(binding.channel, theory::sum_rate(binding.channel));
  };
  return quantity;
}

/// The speaking worker of largest rate, the first of equals.
std::size_t loudest(const theory::Channel& channel) {
  const auto most = std::max_element(channel.rate.begin(), channel.rate.end());
  return static_cast<std::size_t>(most - channel.rate.begin());
}

/// Fisher's atanh of the correlation of Y_k and U_k given X, whose sample value has variance 1/n.
double fisher(double rate) {
  return std::asinh(std::sqrt(std::expm1(2 * rate)));
}

int speakers(const theory::Channel& channel) {
  return static_cast<int>(speaking(channel).size());
}

run::Control raised_rate() {
  run::Control control;
  control.id = "rate-1-percent";
  control.description =
      "The worker of largest rate has the test-channel noise of a rate 1 % higher.";
  control.quantity = "rates";
  control.fault = [](const theory::Channel& channel) {
    const std::size_t worker = loudest(channel);
    const double rate = channel.rate[worker];
    run::Fault fault;
    fault.name = "rate-1-percent";
    fault.noisy_worker = static_cast<int>(worker) + 1;
    fault.var_v_factor = std::expm1(2 * rate) / std::expm1(2 * (1 + kRateFault) * rate);
    return fault;
  };
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    const double rate = channel.rate[loudest(channel)];
    return fisher((1 + kRateFault) * rate) - fisher(rate);
  };
  control.trials = speakers;
  return control;
}

run::Control dropped() {
  run::Control control;
  control.id = "dropped-worker";
  control.description =
      "The worker of largest rate as good as sends nothing: its test-channel noise is a million "
      "times larger.";
  control.quantity = "rates";
  control.fault = [](const theory::Channel& channel) {
    return dropped_worker("dropped-worker", loudest(channel));
  };
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    const std::size_t worker = loudest(channel);
    const run::Fault fault = dropped_worker("", worker);
    const double left =
        std::log1p(channel.var_n[worker] / (fault.var_v_factor * channel.var_v[worker])) / 2;
    return fisher(channel.rate[worker]) - fisher(left);
  };
  control.trials = speakers;
  return control;
}

run::Fault correlated(const char* name) {
  run::Fault fault;
  fault.name = name;
  fault.correlation_n = kPlantedCorrelation;
  return fault;
}

/// Shift of the subset that moves most, in standard deviations of one sample under the fault.
std::optional<double> subset_effect(const theory::Channel& channel, const run::Fault& fault) {
  const Workers workers = speaking(channel);
  if (workers.size() < 2 || workers[1] != 1 || workers.size() > kMostListedSpeakers) {
    return std::nullopt;
  }
  const std::vector<double> faulty = covariance_of(channel, fault);
  double effect = 0;
  for (const Expected& expected : expected_subsets(channel)) {
    const stats::Information moved = stats::information(faulty, expected.rows);
    const double shift = (moved.value - expected.law.value) / std::sqrt(moved.squares);
    if (std::abs(shift) > std::abs(effect)) effect = shift;
  }
  return effect;
}

run::Control correlated_noises() {
  run::Control control;
  control.id = "correlation-n-0.01";
  control.description = "N_1 and N_2 have correlation 0.01.";
  control.quantity = "subsets";
  control.fault = [](const theory::Channel&) { return correlated("correlation-n-0.01"); };
  control.effect = [](const theory::Channel& channel) {
    return subset_effect(channel, correlated(""));
  };
  control.trials = [](const theory::Channel& channel) {
    return static_cast<int>(judged_subsets(channel).size());
  };
  return control;
}

run::Control dropped_from_sum() {
  run::Control control = dropped();
  control.id = "dropped-worker-sum";
  control.quantity = "sum-rate";
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    return sum_rate_effect(channel, dropped_worker("", loudest(channel)));
  };
  control.trials = nullptr;
  return control;
}

}  // namespace

run::Claim thm2_rates() {
  run::Claim claim;
  claim.id = "thm2.rates";
  claim.title = "rates: I(Y_k;U_k given X) = r_k, I(Y_A;U_A given U_Ac) = f_r(A)";
  claim.statement =
      "I(Y_k; U_k | X) = r_k = (1/2) ln(1 + sN2_k/sV2_k) for every worker, and for every set A of "
      "workers I(Y_A; U_A | U_Ac) = f_r(A) = sum_A r_k + (1/2) ln[(1/sX2 + 1/D)/(1/sX2 + sum over "
      "Ac of a_k)].";
  claim.source = "ZTW Theorem 2, eqs 12-14; theory.md section 3";
  claim.kind = "equality";
  claim.expected = "holds";
  claim.assumptions =
      "Rates in nats. X, Y_k, U_k are Gaussian of zero mean, so informations follow from log-"
      "determinants of their covariance. Silent workers are left out.";
  claim.quantities = {rates(), subsets(), sum_rate()};
  claim.controls = {raised_rate(), dropped(), correlated_noises(), dropped_from_sum()};
  claim.cell_series = rate_series;
  return claim;
}

}  // namespace ceo::verify
