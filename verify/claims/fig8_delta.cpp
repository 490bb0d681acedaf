#include "verify/claims/fig8_delta.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "host/stats/trend.hpp"
#include "host/theory/sum_rate.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

constexpr double kConfidence = 0.99;
constexpr double kSlow = 1.25;      // "slowly": less than a quarter more
constexpr double kSmallDelta = 2;   // up to here
constexpr double kRounding = 1e-9;  // of logarithms of a handful of numbers

/// What Fig. 8 draws, for every repetition.
struct Curves {
  std::vector<double> delta;                    ///< [delta] rising, the first is 0
  std::vector<std::vector<double>> iterations;  ///< [seed][delta] until the loss is at the target
  std::vector<std::vector<double>> rate;        ///< [seed][delta] nats per parameter; 0 for delta 0
  double target = 0;                            ///< nats
};

/// Where a curve of the trace stands.
struct Place {
  const run::NoiseTrace* group;
  std::size_t delta, seed;
  [[nodiscard]] std::size_t row(std::size_t t) const {
    return (delta * group->seed.size() + seed) * group->iteration.size() + t;
  }
};

/// The lowest loss that every curve reaches.
double common_target(const run::NoiseTrace& group) {
  const auto length = static_cast<std::ptrdiff_t>(group.iteration.size());
  float target = 0;
  for (auto curve = group.loss.begin(); curve != group.loss.end(); curve += length) {
    target = std::max(target, *std::min_element(curve, curve + length));
  }
  return target;
}

/// Iterations until the loss first is at the target, between records on a straight line.
double iterations_to(double target, const Place& at) {
  const auto loss = [&](std::size_t t) { return double{at.group->loss[at.row(t)]}; };
  const auto step = [&](std::size_t t) { return static_cast<double>(at.group->iteration[t]); };
  if (loss(0) <= target) return step(0);
  std::size_t t = 1;
  while (loss(t) > target) ++t;
  const double share = (loss(t - 1) - target) / (loss(t - 1) - loss(t));
  return step(t - 1) + share * (step(t) - step(t - 1));
}

/// Mean sum rate in nats per parameter over the records up to the target: all workers together, at
/// D = (1 + delta) sN2/K of each layer with the statistics of the moment.
double mean_rate(const run::Trace& trace, const Place& at, double iterations) {
  const run::NoiseTrace& group = *at.group;
  const std::size_t layers = trace.layers.size();
  double total = 0, parameters = 0, records = 0;
  for (const std::uint64_t count : trace.parameters) parameters += static_cast<double>(count);
  for (std::size_t t = 0; t < group.iteration.size(); ++t) {
    if (static_cast<double>(group.iteration[t]) > iterations) break;
    records += 1;
    for (std::size_t l = 0; l < layers; ++l) {
      const std::size_t place = at.row(t) * layers + l;
      const double source = std::max(0.0F, group.var_x[place]);  // the estimate may be below 0
      theory::NormalForm form;
      form.delta = group.delta[at.delta];
      form.snr = std::max(source / double{group.var_n[place]}, std::numeric_limits<double>::min());
      form.workers = trace.workers;
      total += theory::sum_rate(form) * static_cast<double>(trace.parameters[l]) / parameters;
    }
  }
  return total / records;
}

Curves recorded(const run::Trace& trace) {
  if (!trace.noise) throw run::NotRecorded("the trace has no group noise");
  const run::NoiseTrace& group = *trace.noise;
  if (group.delta.size() < 4 || group.delta.front() != 0 || group.seed.size() < 3 ||
      group.var_x.empty() || group.var_n.empty()) {
    throw run::NotRecorded(
        "the noise group of the trace lacks delta = 0, three more of them, three seeds, or the "
        "variances");
  }
  Curves curves;
  curves.delta = group.delta;
  curves.target = common_target(group);
  for (std::size_t seed = 0; seed < group.seed.size(); ++seed) {
    curves.iterations.emplace_back();
    curves.rate.emplace_back();
    for (std::size_t d = 0; d < group.delta.size(); ++d) {
      const Place at{&group, d, seed};
      curves.iterations.back().push_back(iterations_to(curves.target, at));
      curves.rate.back().push_back(d == 0 ? 0
                                          : mean_rate(trace, at, curves.iterations.back().back()));
    }
  }
  return curves;
}

/// Value of a curve over delta > 0, on straight lines of ln delta; ends are held.
double at_delta(const Curves& curves, const std::vector<double>& values, double delta) {
  if (delta <= curves.delta[1]) return values[1];
  for (std::size_t d = 2; d < curves.delta.size(); ++d) {
    if (delta > curves.delta[d]) continue;
    const double width = std::log(curves.delta[d] / curves.delta[d - 1]);
    const double share = std::log(delta / curves.delta[d - 1]) / width;
    return values[d - 1] + share * (values[d] - values[d - 1]);
  }
  return values.back();
}

/// One number of each repetition.
std::vector<double> each(const std::vector<std::vector<double>>& curves,
                         const std::function<double(const std::vector<double>&)>& get) {
  std::vector<double> values;
  for (const std::vector<double>& curve : curves) values.push_back(get(curve));
  return values;
}

stats::MeanInterval tau_of(const std::vector<std::vector<double>>& curves) {
  return stats::mean_interval(each(curves,
                                   [](const std::vector<double>& curve) {
                                     return stats::trend_of(std::span(curve).subspan(1)).tau;
                                   }),
                              kConfidence);
}

HostOutcome check_rise(const Curves& curves) {
  const stats::MeanInterval tau = tau_of(curves.iterations);
  const stats::MeanInterval ratio = stats::mean_interval(
      each(curves.iterations,
           [&](const auto& t) { return std::log(t.back() / at_delta(curves, t, 1)); }),
      kConfidence);
  return run::at_most(
      -tau.low, kRounding, 1, curves.iterations.size(),
      fmt::format("Kendall's tau of iterations and delta is {:.2f} ({:.2f} to {:.2f}); at delta = "
                  "{:g} it takes {:.2f} ({:.2f} to {:.2f}) times the iterations of delta = 1 to a "
                  "test loss of {:.3f} nat.",
                  tau.mean, tau.low, tau.high, curves.delta.back(), std::exp(ratio.mean),
                  std::exp(ratio.low), std::exp(ratio.high), curves.target));
}

HostOutcome check_slow_start(const Curves& curves) {
  const stats::MeanInterval change = stats::mean_interval(
      each(curves.iterations,
           [&](const auto& t) { return std::log(at_delta(curves, t, kSmallDelta) / t.front()); }),
      kConfidence);
  return run::at_most(
      change.high - std::log(kSlow), kRounding, 1, curves.iterations.size(),
      fmt::format("At delta = {:g} it takes {:.2f} ({:.2f} to {:.2f}) times the iterations of no "
                  "added noise.",
                  kSmallDelta, std::exp(change.mean), std::exp(change.low), std::exp(change.high)));
}

/// The last two octaves of delta rise more than the two up to delta = 1.
HostOutcome check_sharp_end(const Curves& curves) {
  const double end = curves.delta.back();
  const stats::MeanInterval gap = stats::mean_interval(
      each(curves.iterations,
           [&](const auto& t) {
             return std::log(t.back() / at_delta(curves, t, end / 4)) -
                    std::log(at_delta(curves, t, 1) / at_delta(curves, t, 0.25));
           }),
      kConfidence);
  return run::at_most(
      -gap.low, kRounding, 1, curves.iterations.size(),
      fmt::format("From delta = {:g} to {:g} the iterations rise {:.2f} ({:.2f} to {:.2f}) times "
                  "as much as from 0.25 to 1.",
                  end / 4, end, std::exp(gap.mean), std::exp(gap.low), std::exp(gap.high)));
}

double mean_at(const std::vector<std::vector<double>>& curves, std::size_t d) {
  double sum = 0;
  for (const auto& curve : curves) sum += curve[d];
  return sum / static_cast<double>(curves.size());
}

HostOutcome check_rate(const Curves& curves) {
  const stats::MeanInterval tau = tau_of(curves.rate);
  return run::at_most(
      tau.high, kRounding, 1, curves.rate.size(),
      fmt::format("Kendall's tau of the mean sum rate and delta is {:.2f}; it is {:.2f} bits per "
                  "parameter at delta = {:g} and {:.2f} at {:g}, all workers together.",
                  tau.mean, mean_at(curves.rate, 1) * std::numbers::log2e, curves.delta[1],
                  mean_at(curves.rate, curves.delta.size() - 1) * std::numbers::log2e,
                  curves.delta.back()));
}

/// The curves over delta > 0 from their end.
Curves reversed(Curves curves) {
  for (auto* all : {&curves.iterations, &curves.rate}) {
    for (std::vector<double>& curve : *all) std::reverse(curve.begin() + 1, curve.end());
  }
  return curves;
}

/// Noise scaled by sqrt(K) too much: what is said to be delta is K delta.
Curves too_noisy(const Curves& curves, double workers) {
  Curves wrong = curves;
  for (std::size_t s = 0; s < curves.iterations.size(); ++s) {
    for (std::size_t d = 1; d < curves.delta.size(); ++d) {
      wrong.iterations[s][d] = at_delta(curves, curves.iterations[s], workers * curves.delta[d]);
    }
  }
  return wrong;
}

/// Iterations 40 (1 + (delta/16)^2), with a scatter of 5 %.
Curves sound(Curves curves, const HostContext& context) {
  for (std::size_t s = 0; s < curves.iterations.size(); ++s) {
    run::HostDraws draws = context.draws(s);
    for (std::size_t d = 0; d < curves.delta.size(); ++d) {
      curves.iterations[s][d] =
          40 * (1 + std::pow(curves.delta[d] / 16, 2)) * std::exp(0.05 * draws.normal());
    }
  }
  return curves;
}

/// Iterations that rise at small delta and no more at large, 40 (1 + delta/(1 + delta)).
Curves early(Curves curves, const HostContext& context) {
  for (std::size_t s = 0; s < curves.iterations.size(); ++s) {
    run::HostDraws draws = context.draws(s);
    for (std::size_t d = 0; d < curves.delta.size(); ++d) {
      const double rise = curves.delta[d] / (1 + curves.delta[d]);
      curves.iterations[s][d] = 40 * (1 + rise) * std::exp(0.05 * draws.normal());
    }
  }
  return curves;
}

using Check = HostOutcome (*)(const Curves&);

run::HostQuantity quantity(const char* id, const char* statement, Check check) {
  run::HostQuantity result = host_quantity(id, statement, "1", "1");
  result.check = [check](const HostContext& context) { return check(recorded(context.trace())); };
  return result;
}

run::HostControl control(const char* id, const char* words, const char* quantity, Check check,
                         Curves (*plant)(const HostContext&),
                         run::Required required = run::Required::rejected) {
  return {id, words, quantity, [=](const HostContext& context) { return check(plant(context)); },
          required};
}

Curves reversed_of(const HostContext& context) {
  return reversed(recorded(context.trace()));
}
Curves too_noisy_of(const HostContext& context) {
  return too_noisy(recorded(context.trace()), static_cast<double>(context.trace().workers));
}
Curves early_of(const HostContext& context) {
  return early(recorded(context.trace()), context);
}
Curves sound_of(const HostContext& context) {
  return sound(recorded(context.trace()), context);
}

std::vector<run::HostControl> controls() {
  const char* back = "The recorded curves over delta from their end.";
  const char* drawn = "Drawn iterations 40 (1 + (delta/16)^2) with a scatter of 5 %.";
  return {control("reversed-rise", back, "iterations-rise", check_rise, reversed_of),
          control("early-rise", "Drawn iterations that rise up to delta = 1 and then no more.",
                  "sharp-end", check_sharp_end, early_of),
          control("reversed-rate", back, "sum-rate-falls", check_rate, reversed_of),
          control("noise-sqrt-k", "The noise is scaled by sqrt(K) too much: delta is K delta.",
                  "slow-start", check_slow_start, too_noisy_of),
          control("drawn-rise", drawn, "iterations-rise", check_rise, sound_of,
                  run::Required::accepted),
          control("drawn-sharp", drawn, "sharp-end", check_sharp_end, sound_of,
                  run::Required::accepted),
          control("drawn-slow", drawn, "slow-start", check_slow_start, sound_of,
                  run::Required::accepted)};
}

/// A curve over delta > 0 with its interval over the repetitions.
run::Series over_delta(const Curves& curves, const std::vector<std::vector<double>>& values,
                       const char* id, const char* title, run::Axis y, double scale) {
  run::Series series;
  series.id = id;
  series.title = title;
  series.x = {"delta", "1", run::AxisScale::log};
  series.y = std::move(y);
  run::Curve curve = curve_of("mean over the seeds and its interval");
  for (std::size_t d = 1; d < curves.delta.size(); ++d) {
    const stats::MeanInterval mean =
        stats::mean_interval(each(values, [d](const auto& row) { return row[d]; }), kConfidence);
    add_point(curve, curves.delta[d], scale * mean.mean);
    curve.low.push_back(scale * mean.low);
    curve.high.push_back(scale * mean.high);
  }
  series.curves = {curve};
  return series;
}

/// Loss against iterations, mean over the seeds, for some of the deltas.
run::Series losses(const run::Trace& trace) {
  const run::NoiseTrace& group = *trace.noise;
  run::Series series;
  series.id = "loss";
  series.title = "Training with added noise: loss on the test part, mean over the seeds";
  series.x = {"iteration", "1", run::AxisScale::linear};
  series.y = {"loss", "nat", run::AxisScale::log};
  const std::size_t most = group.delta.size();
  for (const std::size_t d : {std::size_t{0}, most - 3, most - 2, most - 1}) {
    run::Curve curve = curve_of(fmt::format("delta = {:g}", group.delta[d]));
    for (std::size_t t = 0; t < group.iteration.size(); ++t) {
      double sum = 0;
      for (std::size_t s = 0; s < group.seed.size(); ++s) {
        sum += group.loss[Place{&group, d, s}.row(t)];
      }
      add_point(curve, static_cast<double>(group.iteration[t]),
                sum / static_cast<double>(group.seed.size()));
    }
    series.curves.push_back(curve);
  }
  return series;
}

std::vector<run::Series> figures(const HostContext& context) {
  const Curves curves = recorded(context.trace());
  return {
      over_delta(curves, curves.iterations, "iterations",
                 "Fig. 8 again: iterations to a common loss over the added noise",
                 {"iterations", "1", run::AxisScale::linear}, 1),
      over_delta(curves, curves.rate, "sum-rate",
                 "Fig. 8 again: mean sum rate of an iteration over the added noise",
                 {"sum rate per parameter", "bit", run::AxisScale::linear}, std::numbers::log2e),
      losses(context.trace())};
}

}  // namespace

run::Claim fig8_delta() {
  run::Claim claim;
  claim.id = "fig8.delta";
  claim.title = "more added noise costs few iterations at first, many at last";
  claim.statement =
      "With delta = K D/sN2 - 1, the added noise over that of the mean gradient, from 0 to 32: "
      "iterations rise slowly, then sharply, and the mean sum rate of an iteration falls.";
  claim.source = "ZTW section V, Fig. 8; theory.md sections 6 and 10";
  claim.kind = "assumption";
  claim.expected = "reported";
  claim.assumptions =
      "The lowest test loss that every recorded curve reaches is the target. Intervals are "
      "Student's over the seeds, 99 %. Rates are those of eq 22 with the recorded sX2 and sN2.";
  claim.host = {
      quantity("iterations-rise", "iterations rise with the added noise", check_rise),
      quantity("slow-start", "up to delta = 2 iterations rise by less than a quarter",
               check_slow_start),
      quantity("sharp-end", "the last two octaves of delta cost more than those up to 1",
               check_sharp_end),
      quantity("sum-rate-falls", "the mean sum rate falls with the added noise", check_rate)};
  claim.host_controls = controls();
  claim.instances = 1;
  claim.trace = "mlp-mnist-noise";
  claim.host_series = figures;
  return claim;
}

}  // namespace ceo::verify
