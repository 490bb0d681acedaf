#include "verify/claims/lem4_information.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "host/theory/channel.hpp"
#include "host/theory/converse.hpp"
#include "host/theory/quantised_channel.hpp"
#include "verify/claims/host_quantity.hpp"
#include "verify/claims/lem4_measured.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

/// Absolute error of quantised_information and quantised_rate, as their header states and their
/// tests hold them to, in nats. Slack is a function of both with slopes of at most 1 per worker.
constexpr double kQuadratureError = 1e-12;
constexpr double kUnit = std::numeric_limits<double>::epsilon() / 2;
constexpr std::size_t kMostWorkers = 3;
/// Most bits of each worker where there are so many: 2^10 cells together at most.
constexpr std::uint64_t kMostBits[kMostWorkers] = {8, 5, 3};
constexpr std::uint64_t kFewestFineBits = 5;

/// Workers with their quantisers, snr 0.1 to 10 for each, cells over 6 to 9 sd(Y).
struct Instance {
  double var_x = 1;
  std::vector<theory::QuantisedWorker> workers;
};

theory::QuantisedWorker drawn_worker(run::HostDraws& draws, std::uint64_t fewest,
                                     std::uint64_t most) {
  const double var_n = std::pow(10.0, draws.uniform(-1, 1));
  const auto bits = static_cast<int>(fewest + draws.below(most - fewest + 1));
  const double range = draws.uniform(6, 9) * std::sqrt(1 + var_n);
  return {var_n, theory::uniform_midrise(bits, range / (1 << bits))};
}

Instance any_instance(const HostContext& context, std::uint64_t i) {
  run::HostDraws draws = context.draws(i);
  const auto count = static_cast<std::size_t>(1 + draws.below(kMostWorkers));
  Instance instance;
  for (std::size_t k = 0; k < count; ++k) {
    instance.workers.push_back(drawn_worker(draws, 1, kMostBits[count - 1]));
  }
  return instance;
}

/// One worker of 5 bits or more: coarser ones have more slack than the planted fault.
Instance fine_instance(const HostContext& context, std::uint64_t i) {
  run::HostDraws draws = context.draws(i);
  return {1, {drawn_worker(draws, kFewestFineBits, kMostBits[0])}};
}

double slack_of(const Instance& instance, double factor) {
  std::vector<double> var_n;
  std::vector<double> rates;
  for (const theory::QuantisedWorker& worker : instance.workers) {
    var_n.push_back(worker.var_n);
    rates.push_back(theory::quantised_rate(instance.var_x, worker));
  }
  const double information = theory::quantised_information(instance.var_x, instance.workers);
  return theory::information_sides(instance.var_x, var_n, rates, factor * information).slack;
}

HostOutcome check_quantised(const HostContext& context, double factor,
                            Instance (*draw)(const HostContext&, std::uint64_t),
                            const char* instances) {
  run::Largest worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    worst.take(-slack_of(draw(context, i), factor), i);
  }
  return run::at_most(worst.value(), (1 + kMostWorkers) * kQuadratureError, 1, worst.count(),
                      fmt::format("Over {} {} the least slack is {:.2e} nat.", worst.count(),
                                  instances, -worst.value()));
}

/// Gaussian test channels reach equality: I(X; U_A) = (1/2) ln(1 + sX2 sum_A a_k).
/// @param factor  fault: of the information
HostOutcome check_gaussian(const HostContext& context, double factor) {
  constexpr double kMostRate = 3;
  run::Largest worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    run::HostDraws draws = context.draws(i);
    std::vector<double> var_n(1 + draws.below(8));
    std::vector<double> rates(var_n.size());
    for (double& variance : var_n) variance = std::pow(10.0, draws.uniform(-1, 1));
    for (double& rate : rates) rate = draws.uniform(0.01, kMostRate);
    const theory::Channel channel = theory::channel_from_rates(1, var_n, rates);
    double precision = 0;
    for (const double a : channel.precision) precision += a;
    const double information = factor * std::log1p(precision) / 2;
    worst.take(std::abs(theory::information_sides(1, var_n, rates, information).slack), i);
  }
  // exp(-2 r) and 1 - exp(-2 r) carry 2 r + 4 roundings each, the sums one per worker.
  const double rounding = 2 * (2 * kMostRate + 4 + 8 + 8) * kUnit;
  return run::exactly(worst.value(), 0, rounding, 1, worst.count(),
                      fmt::format("Over {} sets of 1 to 8 Gaussian test channels the two sides "
                                  "differ by at most {:.1e} nat.",
                                  worst.count(), worst.value()));
}

std::vector<run::HostQuantity> quantities() {
  run::HostQuantity quantised = host_quantity(
      "quantised", "quantisers of 1 to 8 bits: I(X; C_A) is at most what r_k allow", "nat", "nat");
  quantised.check = [](const HostContext& context) {
    return check_quantised(context, 1, any_instance,
                           "sets of 1 to 3 workers with quantisers of 1 to 8 bits");
  };
  run::HostQuantity gaussian =
      host_quantity("gaussian", "Gaussian test channels reach equality", "nat", "nat");
  gaussian.check = [](const HostContext& context) { return check_gaussian(context, 1); };
  return {quantised, gaussian};
}

/// The slack of one worker over the bits of its quantiser.
std::vector<run::Series> figures(const HostContext&) {
  run::Series series;
  series.id = "slack";
  series.title = "What Lemma 4 leaves above a quantiser's information";
  series.x = {"bits", "bit", run::AxisScale::linear};
  series.y = {"slack", "nat", run::AxisScale::log};
  for (const double snr : {0.1, 1.0, 10.0}) {
    run::Curve curve{fmt::format("snr {:g}", snr), run::CurveStyle::line, {}, {}};
    for (int bits = 1; bits <= 8; ++bits) {
      const double step = 8 * std::sqrt(1 + 1 / snr) / (1 << bits);
      curve.x.push_back(bits);
      curve.y.push_back(slack_of({1, {{1 / snr, theory::uniform_midrise(bits, step)}}}, 1));
    }
    series.curves.push_back(curve);
  }
  return {series};
}

}  // namespace

run::Claim lem4_information() {
  run::Claim claim;
  claim.id = "lem4.information";
  claim.title = "any encoders: exp(2 I(X; C_A))/sX2 <= 1/sX2 + sum_A (1 - exp(-2 r_k))/sN2_k";
  claim.statement =
      "For any encoders C_k of Y_k, with r_k = I(Y_k; C_k | X) and every set A of workers, "
      "(1/sX2) exp(2 I(X; C_A)) <= 1/sX2 + sum_{k in A} (1 - exp(-2 r_k))/sN2_k.";
  claim.source = "ZTW Appendix B, Lemma 4 (PTR Lemma 3.1); theory.md section 7";
  claim.kind = "bound";
  claim.expected = "holds";
  claim.assumptions =
      "X and N_k independent, Gaussian, of zero mean. Uniform midrise quantisers; informations by "
      "quadrature over X, per symbol. The slack is (1/2) ln of the right side over the left.";
  claim.host = quantities();
  claim.host_controls = {
      {"information-2-percent",
       "The information is overstated by 2 %, on quantisers of 5 to 8 bits.", "quantised",
       [](const HostContext& context) {
         return check_quantised(context, 1.02, fine_instance, "quantisers of 5 to 8 bits");
       }},
      {"information-1e-12", "The information is overstated by 1e-12 of it.", "gaussian",
       [](const HostContext& context) { return check_gaussian(context, 1 + 1e-12); }}};
  claim.instances = 256;
  claim.host_series = figures;
  add_measured_lem4(claim);
  return claim;
}

}  // namespace ceo::verify
