#include "verify/claims/fig7_recorded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "host/theory/sign_sgd.hpp"
#include "verify/claims/host_quantity.hpp"
#include "verify/claims/recorded_layers.hpp"
#include "verify/claims/sign_moments.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;
using theory::kSignErrorForward;
using theory::SignWorkers;

/// "As assumed": within a tenth. The chosen coordinates are too few for more.
constexpr double kTenth = 0.1;
constexpr double kUnit = 1e-12;  // of rates that are a dozen operations

double least_snr(const std::vector<SignMoment>& moments) {
  double snr = std::numeric_limits<double>::infinity();
  for (const SignMoment& m : moments) snr = std::min(snr, m.layer.var_x / m.layer.var_n);
  return snr;
}
double largest_snr(const std::vector<SignMoment>& moments) {
  double snr = 0;
  for (const SignMoment& m : moments) snr = std::max(snr, m.layer.var_x / m.layer.var_n);
  return snr;
}

/// The same at the true error, where independent coding costs less too.
HostOutcome check_corrected(const std::vector<SignMoment>& moments, std::size_t layers,
                            double share) {
  run::Largest worst;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const CorrectedRates rates = corrected_rates(moments[i].layer, share);
    worst.take(rates.sum - rates.independent, i);
  }
  const std::vector<WholeModel> whole = whole_model(moments, layers);
  const double independent = theory::sign_independent_rate(kSignErrorForward);
  const auto saves = [&](const WholeModel& at) {
    return fmt::format("{:.1f} % ({:.3f} for {:.3f} bit), printed {:.1f} % ({:.3f} for {:.3f})",
                       100 * (1 - at.sum / at.independent), at.sum, at.independent,
                       100 * (1 - at.printed / independent), at.printed, independent);
  };
  return run::at_most(
      worst.value(), kUnit, 1, worst.count(),
      fmt::format("Over all parameters distributed coding saves {} at iteration {}, and {} at "
                  "iteration {}.",
                  saves(whole.front()), whole.front().iteration, saves(whole.back()),
                  whole.back().iteration));
}

/// Rsum/K is below Rind/K at every recorded moment. @param share  D is counted as this part of it
HostOutcome check_rates(const std::vector<SignMoment>& moments, double share) {
  const double independent = theory::sign_independent_rate(kSignErrorForward);
  run::Largest worst;
  double least = independent;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const double rate = theory::sign_sum_rate(moments[i].layer, share * kSignErrorForward);
    worst.take(rate - independent, i);
    least = std::min(least, rate);
  }
  return run::at_most(
      worst.value(), kUnit, 1, worst.count(),
      fmt::format(
          "At the recorded snr of {:.2g} to {:.2g} Rsum/K is {:.3f} to {:.3f} bit per worker, "
          "ideal independent coding {:.4f}, SignSGD 1.",
          least_snr(moments), largest_snr(moments), least, worst.value() + independent,
          independent));
}

/// Measured error over that of a formula, as the mean of the logarithms over all moments.
HostOutcome check_error(const std::vector<SignMoment>& moments,
                        double (*formula)(const SignWorkers&), const char* words) {
  double sum = 0, largest = 0;
  for (const SignMoment& m : moments) {
    const double ratio = m.measured / formula(m.chosen);
    sum += std::log(ratio) / static_cast<double>(moments.size());
    largest = std::max(largest, ratio);
  }
  return run::exactly(
      std::exp(sum), 1, kTenth, 1, moments.size(),
      fmt::format("The mean square error of averaged signs is {:.2f} times {} in the "
                  "mean over {} layers and iterations, and up to {:.1f} times.",
                  std::exp(sum), words, moments.size(), largest));
}

HostOutcome check_assumed(const std::vector<SignMoment>& moments) {
  return check_error(moments, assumed_error, "the assumed one");
}
HostOutcome check_normal(const std::vector<SignMoment>& moments) {
  return check_error(moments, normal_error, "that of normal gradients");
}

run::HostQuantity quantity(const char* id, const char* statement, const char* unit,
                           HostOutcome (*check)(const std::vector<SignMoment>&)) {
  run::HostQuantity result = host_quantity(id, statement, unit, unit);
  result.resolution = 1;
  result.check = [check](const HostContext& context) { return check(sign_moments(context)); };
  return result;
}

std::vector<run::HostControl> controls() {
  const auto accepted = run::Required::accepted;
  return {{"distortion-tenth", "Rsum is taken at a tenth of the signs' error.", "rates",
           [](const HostContext& context) { return check_rates(sign_moments(context), 0.1); }},
          {"corrected-hundredth", "Rsum is taken at a hundredth of the signs' true error.",
           "rates-corrected",
           [](const HostContext& context) {
             return check_corrected(sign_moments(context), context.trace().layers.size(), 0.01);
           }},
          {"drawn-0.01", "Normal gradients of snr 0.01, where the errors are independent.",
           "error-assumed",
           [](const HostContext& context) {
             return check_assumed(drawn_sign_moments(context, 0.01, false));
           },
           accepted},
          {"drawn-10", "Normal gradients of snr 10, where the errors are common to the workers.",
           "error-assumed",
           [](const HostContext& context) {
             return check_assumed(drawn_sign_moments(context, 10, false));
           }},
          {"drawn-1", "Normal gradients of snr 1.", "error-normal",
           [](const HostContext& context) {
             return check_normal(drawn_sign_moments(context, 1, false));
           },
           accepted},
          {"half-the-workers", "Normal gradients of snr 1, and half of the signs are left out.",
           "error-normal", [](const HostContext& context) {
             return check_normal(drawn_sign_moments(context, 1, true));
           }}};
}

/// Fig. 7 along the training run: bits per worker with the statistics of a layer.
run::Series rates(const std::vector<SignMoment>& moments, std::size_t layer, std::size_t layers,
                  const std::string& name) {
  run::Curve sign = curve_of("SignSGD"), entropy = curve_of("SignSGD, signs coded together");
  run::Curve independent = curve_of("Rind/K, assumed error"),
             sum = curve_of("Rsum/K, assumed error");
  run::Curve true_independent = curve_of("Rind/K, true error", run::CurveStyle::points);
  run::Curve true_sum = curve_of("Rsum/K, true error", run::CurveStyle::points);
  for (std::size_t i = layer; i < moments.size(); i += layers) {
    const SignWorkers& at = moments[i].layer;
    const auto step = static_cast<double>(moments[i].iteration);
    add_point(sign, step, 1);
    add_point(entropy, step, joint_entropy(at));
    add_point(independent, step, theory::sign_independent_rate(kSignErrorForward));
    add_point(sum, step, theory::sign_sum_rate(at, kSignErrorForward));
    const CorrectedRates rates = corrected_rates(at);
    add_point(true_independent, step, rates.independent);
    add_point(true_sum, step, rates.sum);
  }
  run::Series series;
  series.id = fmt::format("rates-{}", layer + 1);
  series.title = "Fig. 7 again: bits per worker with the recorded variances, layer " + name;
  series.x = {"iteration", "1", run::AxisScale::linear};
  series.y = {"rate per worker", "bit", run::AxisScale::linear};
  series.curves = {sign, entropy, independent, sum, true_independent, true_sum};
  return series;
}

/// Error of the averaged signs over the assumed one, measured and for normal gradients.
run::Series errors(const std::vector<SignMoment>& moments, const run::Trace& trace) {
  const std::vector<std::string>& names = trace.layers;
  const std::size_t layers = names.size();
  run::Series series;
  series.id = "errors";
  series.title = "Error of averaged signs over the assumed one";
  series.x = {"iteration", "1", run::AxisScale::linear};
  series.y = {"mean square error over the assumed one", "1", run::AxisScale::log};
  for (const std::size_t l : shown_layers(trace)) {
    run::Curve measured = curve_of("measured, " + names[l], run::CurveStyle::points);
    run::Curve normal = curve_of("normal gradients, " + names[l]);
    for (std::size_t i = l; i < moments.size(); i += layers) {
      const auto step = static_cast<double>(moments[i].iteration);
      const double unit = assumed_error(moments[i].chosen);
      add_point(measured, step, moments[i].measured / unit);
      add_point(normal, step, normal_error(moments[i].chosen) / unit);
    }
    series.curves.push_back(measured);
    series.curves.push_back(normal);
  }
  return series;
}

/// ZTW Fig. 7 of the whole model: unequal layers count by their parameters.
run::Series gain(const std::vector<WholeModel>& whole) {
  run::Curve joint = curve_of("SignSGD, signs coded together"),
             printed = curve_of("Rsum/K, assumed error");
  run::Curve assumed_independent = curve_of("Rind/K, assumed error");
  run::Curve independent = curve_of("Rind/K, true error", run::CurveStyle::points);
  run::Curve sum = curve_of("Rsum/K, true error", run::CurveStyle::points);
  for (const WholeModel& at : whole) {
    add_point(joint, at.iteration, at.joint);
    add_point(assumed_independent, at.iteration, theory::sign_independent_rate(kSignErrorForward));
    add_point(printed, at.iteration, at.printed);
    add_point(independent, at.iteration, at.independent);
    add_point(sum, at.iteration, at.sum);
  }
  run::Series series;
  series.id = "gain";
  series.title = "Fig. 7 again: bits per worker and parameter, all layers";
  series.x = {"iteration", "1", run::AxisScale::linear};
  series.y = {"rate per worker", "bit", run::AxisScale::linear};
  series.curves = {joint, assumed_independent, printed, independent, sum};
  return series;
}

/// What distributed coding saves in each layer, at the true error.
run::Series gain_by_layer(const std::vector<SignMoment>& moments, std::size_t layers) {
  std::vector<double> first, last;
  const auto saves = [](const SignMoment& moment) {
    const CorrectedRates rates = corrected_rates(moment.layer);
    return 1 - rates.sum / rates.independent;
  };
  for (std::size_t l = 0; l < layers; ++l) {
    first.push_back(saves(moments[l]));
    last.push_back(saves(moments[moments.size() - layers + l]));
  }
  return by_layer("gain-by-layer", "What distributed coding saves of Rind/K, true error",
                  {"share saved", "1", run::AxisScale::linear}, {"first recorded iteration", first},
                  {"last recorded iteration", last});
}

std::vector<run::Series> figures(const HostContext& context) {
  const std::vector<SignMoment> moments = sign_moments(context);
  const std::vector<std::string>& names = context.trace().layers;
  std::vector<run::Series> all;
  for (const std::size_t l : shown_layers(context.trace())) {
    all.push_back(rates(moments, l, names.size(), names[l]));
  }
  all.push_back(gain(whole_model(moments, names.size())));
  if (names.size() > kNamedLayers) all.push_back(gain_by_layer(moments, names.size()));
  all.push_back(errors(moments, context.trace()));
  return all;
}

}  // namespace

run::Claim fig7_recorded(const RecordedModel& model) {
  run::Claim claim;
  claim.id = "fig7.recorded";
  claim.title = "SignSGD against the limits, on recorded gradients";
  claim.statement =
      "With the recorded sX2(t) and sN2(t), Rsum/K stays below ideal independent coding and below "
      "the 1 bit of SignSGD, and averaged signs have the error (sN2 + kappa sY2)/K.";
  claim.source = "ZTW Fig. 7; theory.md section 9";
  claim.kind = "assumption";
  claim.expected = "reported";
  claim.assumptions =
      "Rates from the variances over all parameters of a layer; errors measured at the chosen "
      "coordinates, with levels +-sqrt(pi sY2/2) of their own variance.";
  run::HostQuantity corrected =
      quantity("rates-corrected",
               "Rsum/K is at most Rind/K also at the true error of averaged signs", "bit", nullptr);
  corrected.check = [](const HostContext& context) {
    return check_corrected(sign_moments(context), context.trace().layers.size(), 1);
  };
  claim.host = {
      quantity("rates", "Rsum/K is at most Rind/K at every recorded iteration", "bit",
               [](const std::vector<SignMoment>& moments) { return check_rates(moments, 1); }),
      corrected,
      quantity("error-assumed", "averaged signs have the assumed error, within a tenth", "1",
               check_assumed),
      quantity("error-normal", "averaged signs have the error of normal gradients, within a tenth",
               "1", check_normal)};
  claim.host_controls = controls();
  claim.instances = 1;
  claim.trace = model.trace;
  claim.host_series = figures;
  if (model.row != std::string(kMlp.row)) speak_of(claim, model);
  return claim;
}

}  // namespace ceo::verify
