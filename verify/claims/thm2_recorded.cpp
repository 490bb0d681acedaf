#include "verify/claims/thm2_recorded.hpp"

#include <cmath>

#include "verify/claims/gaussian_decoder.hpp"
#include "verify/claims/thm2_distortion.hpp"
#include "verify/claims/thm2_unbiased.hpp"
#include "verify/find.hpp"

namespace ceo::verify {
namespace {

/// Recorded symbols are as many as they are: standard errors are what these allow.
constexpr double kResolution = 0.1;

/// A quantity of another claim, for recorded sources.
run::Quantity taken(const run::Claim& claim, const std::string& id) {
  run::Quantity result = find_named(claim.quantities, id);
  result.resolution = kResolution;
  return result;
}

run::Control shared_noise() {
  run::Control control;
  control.id = "shared-noise";
  control.description = "The second worker has the noise of the first.";
  control.quantity = "distortion";
  control.fault = [](const theory::Channel&) {
    run::Fault fault;
    fault.correlation_n = 1;
    return fault;
  };
  control.effect = [](const theory::Channel& channel) -> std::optional<double> {
    if (channel.var_n.size() < 2 || channel.weight[0] <= 0 || channel.weight[1] <= 0) {
      return std::nullopt;
    }
    const double covariance = std::sqrt(channel.var_n[0] * channel.var_n[1]);
    return distortion_effect(1 + 2 * channel.weight[0] * channel.weight[1] * covariance /
                                     channel.distortion);
  };
  return control;
}

}  // namespace

run::Claim thm2_recorded() {
  run::Claim claim;
  claim.id = "thm2.recorded";
  claim.title = "Theorem 2's scheme on recorded gradients";
  claim.statement =
      "The test channels and decoder of Theorem 2 on recorded X and N_k: E[Xhat | X] = X and "
      "E[(Xhat - X)^2] = D, which need no Gaussian law, only N_k that are uncorrelated with X and "
      "with each other.";
  claim.source = "ZTW Theorem 2, eqs 10, 11, 29-32; Assumption 2; theory.md section 2";
  claim.kind = "assumption";
  claim.expected = "reported";
  claim.assumptions =
      "The symbols are the parameters of all layers, in the standard deviations that the trace "
      "states. Standard errors take the symbols as independent.";
  claim.recorded = true;
  claim.quantities = {taken(thm2_unbiased(), "slope"), taken(thm2_unbiased(), "intercept"),
                      taken(thm2_unbiased(), "bin-means"), taken(thm2_distortion(), "distortion")};
  claim.controls = {find_named(thm2_unbiased().controls, "shrunk-decoder"), shared_noise()};
  return claim;
}

}  // namespace ceo::verify
