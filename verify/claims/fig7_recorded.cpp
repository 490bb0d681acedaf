#include "verify/claims/fig7_recorded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "host/theory/sign_sgd.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;
using theory::kSignErrorForward;
using theory::SignWorkers;

/// "As assumed": within a tenth. The chosen coordinates are too few for more.
constexpr double kTenth = 0.1;
constexpr double kUnit = 1e-12;  // of rates that are a dozen operations

/// A layer at a recorded iteration: its statistics over all parameters, and what the signs of the
/// chosen coordinates do.
struct Moment {
  std::uint64_t iteration = 0;
  SignWorkers layer;    ///< sX2_l, the workers' mean sN2_l, K
  SignWorkers chosen;   ///< the same over the chosen coordinates, about 0
  double measured = 0;  ///< mean square error of the averaged signs over these
};

/// X and Y_k at a coordinate; what a control puts in place of the recorded ones.
struct Seen {
  double x = 0;
  std::vector<double> y;
};

/// Mean square error of (c/K) sum of the signs of the first `used` workers, c from sY of the same
/// coordinates: the error of the levels plays no part.
void measure(const std::vector<Seen>& seen, std::size_t used, Moment& moment) {
  const auto count = static_cast<double>(seen.size());
  double source = 0, noise = 0;
  for (const Seen& at : seen) {
    source += at.x * at.x / count;
    for (const double y : at.y) {
      noise += (y - at.x) * (y - at.x) / (count * static_cast<double>(at.y.size()));
    }
  }
  moment.chosen = {source, noise, static_cast<int>(seen.front().y.size())};
  const double size = theory::sign_forward_size(moment.chosen);
  for (const Seen& at : seen) {
    double sum = 0;
    for (std::size_t k = 0; k < used; ++k) sum += at.y[k] < 0 ? -size : size;
    const double error = sum / static_cast<double>(at.y.size()) - at.x;
    moment.measured += error * error / count;
  }
}

using Change = std::function<void(std::vector<Seen>&, std::size_t moment)>;

/// Every layer at every recorded iteration; those of a layer are `layers` apart.
std::vector<Moment> moments_of(const run::Trace& trace, const Change& change, bool halve) {
  if (!trace.training) throw run::NotRecorded("the trace has no group training");
  const auto& group = *trace.training;
  const std::size_t layers = trace.layers.size(), workers = group.worker.size();
  const std::size_t coordinates = group.coordinates.index.size();
  std::vector<Moment> moments;
  for (std::size_t t = 0; t < group.iteration.size(); ++t) {
    for (std::size_t l = 0; l < layers; ++l) {
      Moment moment;
      moment.iteration = group.iteration[t];
      double noise = 0;
      const std::size_t row = t * layers + l;
      for (std::size_t k = 0; k < workers; ++k) noise += group.var_n[row * workers + k];
      moment.layer = {group.var_x[row], noise / static_cast<double>(workers),
                      static_cast<int>(workers)};
      std::vector<Seen> seen;
      for (std::size_t c = 0; c < coordinates; ++c) {
        if (group.coordinates.layer[c] != l) continue;
        Seen at{group.x[t * coordinates + c], {}};
        for (std::size_t k = 0; k < workers; ++k) {
          at.y.push_back(group.y[(t * workers + k) * coordinates + c]);
        }
        seen.push_back(std::move(at));
      }
      if (seen.empty() || !(moment.layer.var_x > 0) || !(moment.layer.var_n > 0)) {
        throw run::NotRecorded("a layer of the trace has no chosen coordinate or no variance");
      }
      if (change) change(seen, moments.size());
      measure(seen, halve ? (workers + 1) / 2 : workers, moment);
      moments.push_back(moment);
    }
  }
  return moments;
}

std::vector<Moment> moments_of(const HostContext& context) {
  return moments_of(context.trace(), {}, false);
}

/// Normal X and Y_k of this snr in place of the recorded ones.
std::vector<Moment> drawn_moments(const HostContext& context, double snr, bool halve) {
  const auto draw = [&](std::vector<Seen>& seen, std::size_t moment) {
    run::HostDraws draws = context.draws(moment);
    for (Seen& at : seen) {
      at.x = std::sqrt(snr) * draws.normal();
      for (double& y : at.y) y = at.x + draws.normal();
    }
  };
  return moments_of(context.trace(), draw, halve);
}

double assumed(const SignWorkers& at) {
  return theory::sign_assumed_mse(at, kSignErrorForward);
}
double of_normal(const SignWorkers& at) {
  return theory::sign_average_mse(at, theory::sign_forward_size(at));
}

double least_snr(const std::vector<Moment>& moments) {
  double snr = std::numeric_limits<double>::infinity();
  for (const Moment& m : moments) snr = std::min(snr, m.layer.var_x / m.layer.var_n);
  return snr;
}
double largest_snr(const std::vector<Moment>& moments) {
  double snr = 0;
  for (const Moment& m : moments) snr = std::max(snr, m.layer.var_x / m.layer.var_n);
  return snr;
}

/// Rsum/K is below Rind/K at every recorded moment. @param share  D is counted as this part of it
HostOutcome check_rates(const std::vector<Moment>& moments, double share) {
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
HostOutcome check_error(const std::vector<Moment>& moments, double (*formula)(const SignWorkers&),
                        const char* words) {
  double sum = 0, largest = 0;
  for (const Moment& m : moments) {
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

HostOutcome check_assumed(const std::vector<Moment>& moments) {
  return check_error(moments, assumed, "the assumed one");
}
HostOutcome check_normal(const std::vector<Moment>& moments) {
  return check_error(moments, of_normal, "that of normal gradients");
}

run::HostQuantity quantity(const char* id, const char* statement, const char* unit,
                           HostOutcome (*check)(const std::vector<Moment>&)) {
  run::HostQuantity result = host_quantity(id, statement, unit, unit);
  result.resolution = 1;
  result.check = [check](const HostContext& context) { return check(moments_of(context)); };
  return result;
}

std::vector<run::HostControl> controls() {
  const auto accepted = run::Required::accepted;
  return {
      {"distortion-tenth", "Rsum is taken at a tenth of the signs' error.", "rates",
       [](const HostContext& context) { return check_rates(moments_of(context), 0.1); }},
      {"drawn-0.01", "Normal gradients of snr 0.01, where the errors are independent.",
       "error-assumed",
       [](const HostContext& context) {
         return check_assumed(drawn_moments(context, 0.01, false));
       },
       accepted},
      {"drawn-10", "Normal gradients of snr 10, where the errors are common to the workers.",
       "error-assumed",
       [](const HostContext& context) { return check_assumed(drawn_moments(context, 10, false)); }},
      {"drawn-1", "Normal gradients of snr 1.", "error-normal",
       [](const HostContext& context) { return check_normal(drawn_moments(context, 1, false)); },
       accepted},
      {"half-the-workers", "Normal gradients of snr 1, and half of the signs are left out.",
       "error-normal",
       [](const HostContext& context) { return check_normal(drawn_moments(context, 1, true)); }}};
}

/// Fig. 7 along the training run: bits per worker with the statistics of a layer.
run::Series rates(const std::vector<Moment>& moments, std::size_t layer, std::size_t layers,
                  const std::string& name) {
  run::Curve sign = curve_of("SignSGD"), entropy = curve_of("SignSGD, signs coded together");
  run::Curve independent = curve_of("ideal independent coding"), sum = curve_of("Rsum/K");
  for (std::size_t i = layer; i < moments.size(); i += layers) {
    const SignWorkers& at = moments[i].layer;
    const auto step = static_cast<double>(moments[i].iteration);
    const double snr = std::min(at.var_x / at.var_n, theory::kMostSignSnr);
    add_point(sign, step, 1);
    add_point(entropy, step, theory::sign_joint_entropy(snr, at.workers) / at.workers);
    add_point(independent, step, theory::sign_independent_rate(kSignErrorForward));
    add_point(sum, step, theory::sign_sum_rate(at, kSignErrorForward));
  }
  run::Series series;
  series.id = fmt::format("rates-{}", layer + 1);
  series.title = "Fig. 7 again: bits per worker with the recorded variances, layer " + name;
  series.x = {"iteration", "1", run::AxisScale::linear};
  series.y = {"rate per worker", "bit", run::AxisScale::linear};
  series.curves = {sign, entropy, independent, sum};
  return series;
}

/// Error of the averaged signs over the assumed one, measured and for normal gradients.
run::Series errors(const std::vector<Moment>& moments, std::size_t layers,
                   const std::vector<std::string>& names) {
  run::Series series;
  series.id = "errors";
  series.title = "Error of averaged signs over the assumed one";
  series.x = {"iteration", "1", run::AxisScale::linear};
  series.y = {"mean square error over the assumed one", "1", run::AxisScale::log};
  for (std::size_t l = 0; l < layers; ++l) {
    run::Curve measured = curve_of("measured, " + names[l], run::CurveStyle::points);
    run::Curve normal = curve_of("normal gradients, " + names[l]);
    for (std::size_t i = l; i < moments.size(); i += layers) {
      const auto step = static_cast<double>(moments[i].iteration);
      const double unit = assumed(moments[i].chosen);
      add_point(measured, step, moments[i].measured / unit);
      add_point(normal, step, of_normal(moments[i].chosen) / unit);
    }
    series.curves.push_back(measured);
    series.curves.push_back(normal);
  }
  return series;
}

std::vector<run::Series> figures(const HostContext& context) {
  const std::vector<Moment> moments = moments_of(context);
  const std::vector<std::string>& names = context.trace().layers;
  std::vector<run::Series> all;
  for (std::size_t l = 0; l < names.size(); ++l) {
    all.push_back(rates(moments, l, names.size(), names[l]));
  }
  all.push_back(errors(moments, names.size(), names));
  return all;
}

}  // namespace

run::Claim fig7_recorded() {
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
  claim.host = {
      quantity("rates", "Rsum/K is at most Rind/K at every recorded iteration", "bit",
               [](const std::vector<Moment>& moments) { return check_rates(moments, 1); }),
      quantity("error-assumed", "averaged signs have the assumed error, within a tenth", "1",
               check_assumed),
      quantity("error-normal", "averaged signs have the error of normal gradients, within a tenth",
               "1", check_normal)};
  claim.host_controls = controls();
  claim.instances = 1;
  claim.trace = "mlp-mnist";
  claim.host_series = figures;
  return claim;
}

}  // namespace ceo::verify
