#include "verify/claims/fig7_signsgd.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "host/theory/normal_nodes.hpp"
#include "host/theory/quantised_channel.hpp"
#include "host/theory/sign_sgd.hpp"
#include "host/theory/sum_rate.hpp"
#include "verify/claims/fig7_measured.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;
using theory::kSignErrorForward;
using theory::SignWorkers;

constexpr double kUnit = std::numeric_limits<double>::epsilon() / 2;
constexpr int kFigureWorkers = 10;
/// From here on the errors of the signs may not be taken as independent.
constexpr double kFirstSnr = 0.3;

/// snr from 0.01 to 100, K from 1 to 64.
SignWorkers drawn(const HostContext& context, std::uint64_t i) {
  run::HostDraws draws = context.draws(i);
  const double snr = std::pow(10.0, draws.uniform(-2, 2));
  return {snr, 1, static_cast<int>(1 + draws.below(64))};
}

/// Rsum/K of Fig. 7 against reverse water-filling over the same workers, relative.
/// @param kappa  of the closed form; the water-filling has the forward channel's
HostOutcome check_sum_rate(const HostContext& context, double kappa) {
  run::Largest worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    const SignWorkers at = drawn(context, i);
    const std::vector<double> var_n(static_cast<std::size_t>(at.workers), at.var_n);
    const double least =
        theory::least_sum_rate(at.var_x, var_n, theory::sign_assumed_mse(at, kSignErrorForward)) /
        at.workers * std::numbers::log2e;
    worst.take(std::abs(theory::sign_sum_rate(at, kappa) / least - 1), i);
  }
  // K additions, and the rounding of D is magnified by 1/delta <= 1/(pi/2 - 1) < 2.
  return run::exactly(
      worst.value(), 0, 4 * (64 + 16) * kUnit, 1, worst.count(),
      fmt::format("Over {} problems Rsum/K agrees with water-filling to {:.1e} of "
                  "it; Rind/K is {:.4f} bit.",
                  worst.count(), worst.value(), theory::sign_independent_rate(kSignErrorForward)));
}

/// E[((c/K) sum_k sign(Y_k) - X)^2] by quadrature over X: given X the signs are independent.
double mse_by_quadrature(const SignWorkers& at, double size) {
  const theory::NormalNodes nodes = theory::normal_nodes(0.25 / std::sqrt(1 + at.var_x / at.var_n));
  double mse = 0;
  for (std::size_t i = 0; i < nodes.z.size(); ++i) {
    const double x = std::sqrt(at.var_x) * nodes.z[i];
    const double mean = theory::sign_conditional_mean(x, at.var_n, size);
    mse += nodes.weight[i] * ((mean - x) * (mean - x) + (size * size - mean * mean) / at.workers);
  }
  return mse;
}

/// A formula for the mean square error against the quadrature, in units of sY2.
HostOutcome check_mse(const HostContext& context, double (*formula)(const SignWorkers&)) {
  run::Largest worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    const SignWorkers at = drawn(context, i);
    const double found = mse_by_quadrature(at, theory::sign_forward_size(at));
    worst.take(std::abs(formula(at) - found) / (at.var_x + at.var_n), i);
  }
  constexpr double kQuadrature = 1e-12;  // a few hundred nodes, each good to some roundings
  return run::exactly(worst.value(), 0, kQuadrature, 1, worst.count(),
                      fmt::format("Over {} problems the mean square error is within {:.1e} sY2 of "
                                  "the quadrature.",
                                  worst.count(), worst.value()));
}

double assumed_mse(const SignWorkers& at) {
  return theory::sign_assumed_mse(at, kSignErrorForward);
}

double true_mse(const SignWorkers& at) {
  return theory::sign_average_mse(at, theory::sign_forward_size(at));
}

/// True over assumed error at the smallest snr for which the printed form is rejected.
HostOutcome check_printed_mse(const HostContext&) {
  const auto ratio = [](double snr) {
    const SignWorkers at{snr, 1, kFigureWorkers};
    return mse_by_quadrature(at, theory::sign_forward_size(at)) / assumed_mse(at);
  };
  return run::exactly(ratio(kFirstSnr), 1, 1e-12, 1, 3,
                      fmt::format("At K = 10 the true error is {:.3f}, {:.2f} and {:.2f} times the "
                                  "assumed one at snr 0.3, 1 and 10.",
                                  ratio(kFirstSnr), ratio(1), ratio(10)));
}

/// Largest departure of E[U | X = x]/x from 1 within three standard deviations of X.
HostOutcome check_printed_bias(const HostContext&) {
  const SignWorkers at{1, 1, 1};
  const double size = theory::sign_forward_size(at);
  run::Largest worst;
  for (int i = 1; i <= 30; ++i) {
    const double x = i * 0.1;
    worst.take(std::abs(theory::sign_conditional_mean(x, at.var_n, size) / x - 1),
               static_cast<std::uint64_t>(i));
  }
  return run::exactly(
      worst.value(), 0, 16 * kUnit, 1, worst.count(),
      fmt::format("At snr 1, E[U | X = x] is up to {:.0f} % away from x.", 100 * worst.value()));
}

/// H(B_1..B_K) against the enumeration of all 2^K sign vectors, K up to 10. @param shared whether
/// the entropy knows that the signs share X
HostOutcome check_entropy(const HostContext& context, bool shared) {
  run::Largest worst;
  for (std::uint64_t i = 0; i < (context.instances() + 7) / 8; ++i) {  // each costs 2^K sums
    SignWorkers at = drawn(context, i);
    at.workers = 1 + at.workers % kFigureWorkers;
    const std::vector<theory::QuantisedWorker> all(static_cast<std::size_t>(at.workers),
                                                   {at.var_n, theory::sign_quantiser(1)});
    const double nats = theory::quantised_information(at.var_x, all) +
                        at.workers * theory::quantised_rate(at.var_x, all[0]);
    const double entropy = shared ? theory::sign_joint_entropy(at.var_x, at.workers) : at.workers;
    worst.take(std::abs(entropy - nats * std::numbers::log2e), i);
  }
  return run::exactly(
      worst.value(), 0, 1e-10 * kFigureWorkers, 1, worst.count(),
      fmt::format("Over {} problems the entropy is within {:.1e} bit of the "
                  "enumeration; at K = 10, snr 10 it is {:.3f} bit per worker.",
                  worst.count(), worst.value(), theory::sign_joint_entropy(10, 10) / 10));
}

run::HostQuantity quantity(const char* id, const char* statement, const char* unit,
                           std::function<HostOutcome(const HostContext&)> check) {
  run::HostQuantity result;
  result.id = id;
  result.statement = statement;
  result.unit_name = result.resolution_name = unit;
  result.check = std::move(check);
  return result;
}

std::vector<run::HostQuantity> quantities() {
  run::HostQuantity printed_mse =
      quantity("mse-printed", "the errors of the signs are independent: D = (sN2 + kappa sY2)/K",
               "1", check_printed_mse);
  run::HostQuantity printed_bias = quantity(
      "unbiased-printed", "SignSGD is unbiased: E[U | X = x] = x", "1", check_printed_bias);
  printed_mse.printed = printed_bias.printed = true;
  return {quantity("sum-rate", "Rsum/K at the assumed distortion is that of eq 22", "1",
                   [](const HostContext& context) {
                     return check_sum_rate(context, kSignErrorForward);
                   }),
          quantity("mse", "the mean square error of averaged signs holds the arcsine of sX2/sY2",
                   "sY2", [](const HostContext& context) { return check_mse(context, true_mse); }),
          quantity("entropy", "the entropy of the K signs is that of a count and its place", "bit",
                   [](const HostContext& context) { return check_entropy(context, true); }),
          printed_mse, printed_bias};
}

std::vector<run::Series> figures(const HostContext&) {
  run::Curve sign{"SignSGD", run::CurveStyle::line, {}, {}};
  run::Curve entropy{"SignSGD, signs coded together", run::CurveStyle::line, {}, {}};
  run::Curve independent{"ideal independent coding", run::CurveStyle::line, {}, {}};
  run::Curve sum{"Rsum/K", run::CurveStyle::line, {}, {}};
  for (int i = -40; i <= 40; ++i) {
    const double snr = std::pow(10.0, i / 20.0);
    for (run::Curve* curve : {&sign, &entropy, &independent, &sum}) curve->x.push_back(snr);
    sign.y.push_back(1);
    entropy.y.push_back(theory::sign_joint_entropy(snr, kFigureWorkers) / kFigureWorkers);
    independent.y.push_back(theory::sign_independent_rate(kSignErrorForward));
    sum.y.push_back(theory::sign_sum_rate({snr, 1, kFigureWorkers}, kSignErrorForward));
  }
  run::Series series;
  series.id = "rates";
  series.title = "Bits per worker at the distortion that Fig. 7 assumes, K = 10";
  series.x = {"snr sX2/sN2", "1", run::AxisScale::log};
  series.y = {"rate per worker", "bit", run::AxisScale::linear};
  series.curves = {sign, entropy, independent, sum};
  return {series};
}

}  // namespace

run::Claim fig7_signsgd() {
  run::Claim claim;
  claim.id = "fig7.signsgd";
  claim.title = "SignSGD against the limits";
  claim.statement =
      "SignSGD sends 1 bit per worker and symbol; at the distortion K D = sN2 + kappa sY2, kappa = "
      "pi/2 - 1, ideal independent coding needs (1/2) log2(1 + 1/kappa) = 0.7302 bit and Rsum/K "
      "less. The printed D takes the errors of the signs as independent, and the signs as "
      "unbiased.";
  claim.source = "ZTW Fig. 7; theory.md section 9";
  claim.kind = "equality";
  claim.expected = "refuted as printed";
  claim.assumptions =
      "K equal workers, X and N_k independent, Gaussian, of zero mean; levels +-sqrt(pi sY2/2). By "
      "quadrature over X, given which the signs are independent.";
  claim.host = quantities();
  claim.host_controls = {
      {"direct-kappa", "The closed form has the kappa of the direct quantiser, 1 - 2/pi.",
       "sum-rate",
       [](const HostContext& context) {
         return check_sum_rate(context, theory::kSignErrorDirect);
       }},
      {"independent-errors", "The mean square error is (sN2 + kappa sY2)/K, errors independent.",
       "mse", [](const HostContext& context) { return check_mse(context, assumed_mse); }},
      {"independent-signs", "The entropy of the signs is K bits, as if they shared nothing.",
       "entropy", [](const HostContext& context) { return check_entropy(context, false); }}};
  claim.instances = 256;
  claim.host_series = figures;
  add_measured_fig7(claim);
  return claim;
}

}  // namespace ceo::verify
