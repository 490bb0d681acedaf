#include "verify/claims/lem3_information.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "host/theory/additive_channel.hpp"
#include "host/theory/converse.hpp"
#include "host/theory/quantised_channel.hpp"
#include "verify/claims/host_quantity.hpp"
#include "verify/claims/lem3_measured.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;
using theory::NoiseShape;

/// Absolute error of additive_information and of dithered_information, as their headers state and
/// their tests hold them to, in nats.
constexpr double kAdditiveError = 1e-11;
constexpr double kDitheredError = 1e-9;

/// A channel Xhat = X + G + W of an instance, in units of the variance of W.
struct Instance {
  double var_x, var_gauss;
  [[nodiscard]] double distortion() const { return 1 + var_gauss; }
};

/// sX2/var(W) from 1e-3 to 1e3, evenly in the logarithm; in every second instance a Gaussian part
/// of 1/20 to 20 times the variance of W.
Instance instance_of(const HostContext& context, std::uint64_t i) {
  run::HostDraws draws = context.draws(i);
  const double var_x = std::pow(10.0, draws.uniform(-3, 3));
  const double gauss = std::pow(20.0, draws.uniform(-1, 1));
  return {var_x, i % 2 == 0 ? 0 : gauss};
}

double bound_of(const Instance& instance) {
  return theory::unbiased_information_bound(instance.var_x, instance.distortion());
}

/// @param factor  fault: of D
HostOutcome check_gaussian(const HostContext& context, double factor) {
  run::Largest worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    const Instance at = instance_of(context, i);
    const double bound = theory::unbiased_information_bound(at.var_x, factor * at.distortion());
    worst.take(
        std::abs(theory::additive_information(NoiseShape::gaussian, at.var_x, 1, at.var_gauss) -
                 bound),
        i);
  }
  return run::exactly(worst.value(), 0, kAdditiveError, 1, worst.count(),
                      fmt::format("Over {} Gaussian channels information and bound differ by at "
                                  "most {:.1e} nat.",
                                  worst.count(), worst.value()));
}

/// What the words say of a bound: the smallest excess of the information over it.
std::string bound_words(const char* channels, const run::Largest& worst) {
  return fmt::format(
      "Over {} channels with {} the information is above the bound by at least "
      "{:.2e} nat.",
      worst.count(), channels, -worst.value());
}

HostOutcome check_shape(const HostContext& context, NoiseShape shape, const char* channels) {
  run::Largest worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    const Instance at = instance_of(context, i);
    worst.take(bound_of(at) - theory::additive_information(shape, at.var_x, 1, at.var_gauss), i);
  }
  return run::at_most(worst.value(), kAdditiveError, 1, worst.count(),
                      bound_words(channels, worst));
}

/// Worker with a dithered quantiser: cells of 0.2 to 4 sd(N), snr from 0.01 to 100.
/// @param shrunk  counted with D', see check_shrunk()
HostOutcome check_quantised(const HostContext& context, bool shrunk) {
  run::Largest worst;
  for (std::uint64_t i = 0; i < (context.instances() + 7) / 8; ++i) {  // each costs 32 quadratures
    run::HostDraws draws = context.draws(i);
    const double snr = std::pow(10.0, draws.uniform(-2, 2));
    const double step = draws.uniform(0.2, 4);
    const double distortion = 1 + step * step / 12;
    const double bound = theory::unbiased_information_bound(
        snr, shrunk ? theory::unbiased_moments(snr, distortion).linear_mse : distortion);
    worst.take(bound - theory::dithered_information(snr, 1, step), i);
  }
  return run::at_most(worst.value(), kDitheredError, 1, worst.count(),
                      bound_words("dithered quantisers", worst));
}

/// The decoder of least mean square error: it has the information of Xhat, but is counted with its
/// own error D' < D, which unbiasedness forbids.
HostOutcome check_shrunk(const HostContext& context, NoiseShape shape) {
  run::Largest worst;
  for (std::uint64_t i = 0; i < context.instances(); ++i) {
    const Instance at = instance_of(context, i);
    const double shrunk = theory::unbiased_moments(at.var_x, at.distortion()).linear_mse;
    worst.take(theory::unbiased_information_bound(at.var_x, shrunk) -
                   theory::additive_information(shape, at.var_x, 1, at.var_gauss),
               i);
  }
  return run::at_most(worst.value(), kAdditiveError, 1, worst.count(),
                      fmt::format("Counted with D' the bound is above the information by up to "
                                  "{:.2f} nat.",
                                  worst.value()));
}

std::vector<run::HostQuantity> quantities() {
  run::HostQuantity gaussian = host_quantity(
      "gaussian", "Gaussian channels reach I(X; Xhat) = (1/2) ln(1 + sX2/D)", "nat", "nat");
  gaussian.check = [](const HostContext& context) { return check_gaussian(context, 1); };
  run::HostQuantity uniform =
      host_quantity("uniform", "uniform noise: I(X; Xhat) is above the bound", "nat", "nat");
  uniform.check = [](const HostContext& context) {
    return check_shape(context, NoiseShape::uniform, "uniform noise");
  };
  run::HostQuantity laplace =
      host_quantity("laplace", "Laplace noise: I(X; Xhat) is above the bound", "nat", "nat");
  laplace.check = [](const HostContext& context) {
    return check_shape(context, NoiseShape::laplace, "Laplace noise");
  };
  run::HostQuantity quantised = host_quantity(
      "quantised", "dithered quantisers: I(X; C | dither) is above the bound", "nat", "nat");
  quantised.check = [](const HostContext& context) { return check_quantised(context, false); };
  return {gaussian, uniform, laplace, quantised};
}

/// The excess of the information over the bound, over snr.
std::vector<run::Series> figures(const HostContext&) {
  run::Series series;
  series.id = "excess";
  series.title = "What unbiased channels tell beyond the bound of Lemma 3";
  series.x = {"sX2/D", "1", run::AxisScale::log};
  series.y = {"I(X; Xhat) - bound", "nat", run::AxisScale::linear};
  run::Curve uniform{"uniform noise", run::CurveStyle::line, {}, {}};
  run::Curve laplace{"Laplace noise", run::CurveStyle::line, {}, {}};
  for (int i = -60; i <= 60; ++i) {
    const double snr = std::pow(10.0, i / 20.0);
    const double bound = theory::unbiased_information_bound(snr, 1);
    for (run::Curve* curve : {&uniform, &laplace}) curve->x.push_back(snr);
    uniform.y.push_back(theory::additive_information(NoiseShape::uniform, snr, 1) - bound);
    laplace.y.push_back(theory::additive_information(NoiseShape::laplace, snr, 1) - bound);
  }
  series.curves = {uniform, laplace};
  return {series};
}

}  // namespace

run::Claim lem3_information() {
  run::Claim claim;
  claim.id = "lem3.information";
  claim.title = "unbiased decoders: I(X; Xhat) >= (1/2) ln(1 + sX2/D)";
  claim.statement =
      "Any unbiased Xhat of distortion D has I(X; Xhat) >= (1/2) ln(1 + sX2/D), with equality for "
      "Gaussian channels.";
  claim.source = "ZTW Appendix B, Lemma 3; theory.md section 7";
  claim.kind = "bound";
  claim.expected = "holds";
  claim.assumptions =
      "X ~ N(0, sX2); E[Xhat | X] = X. The channels: X plus Gaussian, uniform or Laplace noise, "
      "and "
      "a worker's dithered quantiser, whose information is conditional on the dither.";
  claim.host = quantities();
  const char* const shrunk =
      "The decoder is scaled by sX2/(sX2 + D) and counted with the mean square error D' = sX2 "
      "D/(sX2 + D) that it then has.";
  claim.host_controls = {
      {"shrunk-decoder", shrunk, "uniform",
       [](const HostContext& context) { return check_shrunk(context, NoiseShape::uniform); }},
      {"shrunk-decoder-laplace", shrunk, "laplace",
       [](const HostContext& context) { return check_shrunk(context, NoiseShape::laplace); }},
      {"shrunk-decoder-quantised", shrunk, "quantised",
       [](const HostContext& context) { return check_quantised(context, true); }},
      {"distortion-1e-9", "D is 1e-9 of it too low.", "gaussian",
       [](const HostContext& context) { return check_gaussian(context, 1 - 1e-9); }}};
  claim.instances = 256;
  claim.host_series = figures;
  add_measured_lem3(claim);
  return claim;
}

}  // namespace ceo::verify
