#include "verify/claims/asm2_independent.hpp"

#include <cmath>

#include "host/stats/correlations.hpp"
#include "host/stats/shape_estimates.hpp"

namespace ceo::verify {
namespace {

constexpr double kPlantedCorrelation = 1e-3;

/// Pairs among X, N_1 .. N_K.
int pairs(const theory::Channel& channel) {
  const int workers = static_cast<int>(channel.var_n.size());
  return workers * (workers + 1) / 2;
}

run::Quantity largest() {
  run::Quantity quantity;
  quantity.id = "largest-correlation";
  quantity.statement = "the largest correlation among X, N_1 .. N_K is 0";
  quantity.unit_name = quantity.resolution_name = "1";
  quantity.needs = run::Needs::normals;
  quantity.estimate = [](const run::CellView& cell) {
    return stats::largest_normal_correlation(cell.moments);
  };
  quantity.predict = [](const run::GaussianCeoBinding&) { return stats::Prediction{}; };
  return quantity;
}

run::Quantity matrix() {
  run::Quantity quantity;
  quantity.id = "correlation-matrix";
  quantity.statement = "X, N_1 .. N_K have the unit matrix of correlations";
  quantity.unit_name = quantity.resolution_name = "nat";
  quantity.needs = run::Needs::normals;
  quantity.estimate = [](const run::CellView& cell) {
    return stats::correlation_matrix(cell.moments);
  };
  quantity.least_samples = [](const run::GaussianCeoBinding& binding) {
    return stats::least_matrix_samples(static_cast<int>(binding.channel.var_n.size()) + 1);
  };
  quantity.predict = [](const run::GaussianCeoBinding& binding) {
    stats::Prediction prediction;
    // The standard error falls as 1/samples: what it is at a million of them.
    prediction.sd_per_sample = std::sqrt(2.0 * pairs(binding.channel)) / 1000;
    return prediction;
  };
  return quantity;
}

run::Control correlated(const char* id, const std::string& quantity) {
  run::Control control;
  control.id = id;
  control.description = "N_1 and N_2 have correlation 0.001.";
  control.quantity = quantity;
  control.fault = [id](const theory::Channel&) {
    run::Fault fault;
    fault.name = id;
    fault.correlation_n = kPlantedCorrelation;
    return fault;
  };
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    if (channel.var_n.size() < 2) return std::nullopt;
    return kPlantedCorrelation;
  };
  return control;
}

run::Control correlated_pair() {
  run::Control control = correlated("correlation-1e-3", "largest-correlation");
  control.trials = pairs;
  return control;
}

run::Control correlated_matrix() {
  // n rho^2 is the noncentrality of the likelihood ratio.
  run::Control control = correlated("correlation-1e-3-matrix", "correlation-matrix");
  control.degrees = pairs;
  return control;
}

}  // namespace

run::Claim asm2_independent() {
  run::Claim claim;
  claim.id = "asm2.independent";
  claim.title = "X and the N_k are independent";
  claim.statement = "rho(X, N_k) = 0 and rho(N_j, N_k) = 0 for all workers j != k.";
  claim.source = "ZTW Assumption 2; theory.md section 1";
  claim.kind = "assumption";
  claim.expected = "holds";
  claim.assumptions =
      "Synthetic sources. Gaussian variables are independent where they are uncorrelated; the "
      "means "
      "are known to be 0.";
  claim.quantities = {largest(), matrix()};
  claim.controls = {correlated_pair(), correlated_matrix()};
  return claim;
}

}  // namespace ceo::verify
