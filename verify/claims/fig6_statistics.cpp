#include "verify/claims/fig6_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "host/base/text.hpp"
#include "host/stats/judge.hpp"
#include "host/stats/trend.hpp"
#include "verify/claims/host_quantity.hpp"
#include "verify/claims/recorded_layers.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

constexpr double kConfidence = 0.999;
constexpr double kSteady = 2;  // a variance that stays does not double or halve
constexpr std::size_t kBlocks = 20;
constexpr double kRounding = 1e-9;  // of logarithms of float32 numbers of the trace's own

/// ln sX2_l and ln sN2_{k,l} over the recorded iterations.
struct Variances {
  std::vector<std::string> layers;
  std::vector<std::vector<double>> source;              ///< [layer][iteration]
  std::vector<std::vector<std::vector<double>>> noise;  ///< [layer][worker][iteration]
};

double logarithm(float variance) {
  if (!(variance > 0)) throw run::NotRecorded("a variance in the training group is 0");
  return std::log(double{variance});
}

Variances recorded(const run::Trace& trace) {
  if (!trace.training) throw run::NotRecorded("the trace has no group training");
  const auto& group = *trace.training;
  const std::size_t layers = trace.layers.size(), workers = group.worker.size();
  if (group.iteration.size() < kBlocks || workers < 2) {
    throw run::NotRecorded(
        fmt::format("the trace has {} iterations of {} workers, and {} of 2 are needed",
                    group.iteration.size(), workers, kBlocks));
  }
  Variances out;
  out.layers = trace.layers;
  out.source.resize(layers);
  out.noise.assign(layers, std::vector<std::vector<double>>(workers));
  for (std::size_t t = 0; t < group.iteration.size(); ++t) {
    for (std::size_t l = 0; l < layers; ++l) {
      const std::size_t row = t * layers + l;
      out.source[l].push_back(logarithm(group.var_x[row]));
      for (std::size_t k = 0; k < workers; ++k) {
        out.noise[l][k].push_back(logarithm(group.var_n[row * workers + k]));
      }
    }
  }
  return out;
}

/// Mean over the part [begin, end) of a series, both as shares of its length.
double mean_of(const std::vector<double>& values, double begin, double end) {
  const auto size = static_cast<double>(values.size());
  const auto first = static_cast<std::size_t>(begin * size);
  const auto last = std::max(first + 1, static_cast<std::size_t>(end * size));
  double sum = 0;
  for (std::size_t i = first; i < last; ++i) sum += values[i];
  return sum / static_cast<double>(last - first);
}

/// Last fifth against the first: the logarithm of the ratio.
double change(const std::vector<double>& values) {
  return mean_of(values, 0.8, 1) - mean_of(values, 0, 0.2);
}

/// Means over equal blocks: neighbours in training are alike, blocks less so.
std::vector<double> blocks_of(const std::vector<double>& values) {
  std::vector<double> blocks;
  for (std::size_t b = 0; b < kBlocks; ++b) {
    blocks.push_back(
        mean_of(values, static_cast<double>(b) / kBlocks, static_cast<double>(b + 1) / kBlocks));
  }
  return blocks;
}

/// sX2 falls in every layer: the upper confidence limit of Kendall's tau is below 0.
HostOutcome check_source(const Variances& found) {
  run::Largest worst;
  std::vector<std::string> words;
  std::vector<double> ratios;
  std::size_t falling = 0;
  const double deviates = stats::critical_z(2 * (1 - kConfidence));
  for (std::size_t l = 0; l < found.layers.size(); ++l) {
    const stats::Trend trend = stats::trend_of(blocks_of(found.source[l]));
    worst.take(trend.tau + deviates * trend.sd, l);
    falling += trend.tau + deviates * trend.sd < 0 ? 1 : 0;
    ratios.push_back(std::exp(change(found.source[l])));
    words.push_back(
        fmt::format("{}: {:.3g} times, tau {:.2f}", found.layers[l], ratios.back(), trend.tau));
  }
  return run::at_most(
      worst.value(), kRounding, 1, worst.count(),
      fmt::format("sX2 of the last fifth over that of the first: {}. It falls in {} of {} layers.",
                  layers_text(words, ratios, found.layers), falling, found.layers.size()));
}

/// sN2 stays in every layer: the interval over the workers of its change is within a factor 2.
HostOutcome check_noise(const Variances& found) {
  run::Largest worst;
  std::vector<std::string> words;
  std::vector<double> ratios;
  std::size_t steady = 0;
  for (std::size_t l = 0; l < found.layers.size(); ++l) {
    std::vector<double> changes;
    for (const auto& worker : found.noise[l]) changes.push_back(change(worker));
    const stats::MeanInterval mean = stats::mean_interval(changes, kConfidence);
    const double far = std::max(std::abs(mean.low), std::abs(mean.high)) - std::log(kSteady);
    worst.take(far, l);
    steady += far < 0 ? 1 : 0;
    ratios.push_back(std::exp(mean.mean));
    words.push_back(fmt::format("{}: {:.2f} times ({:.2f} to {:.2f})", found.layers[l],
                                std::exp(mean.mean), std::exp(mean.low), std::exp(mean.high)));
  }
  return run::at_most(
      worst.value(), kRounding, 1, worst.count(),
      fmt::format("sN2 of the last fifth over that of the first, with its interval over the "
                  "workers: {}. It stays in {} of {} layers.",
                  layers_text(words, ratios, found.layers), steady, found.layers.size()));
}

/// The series from its end.
Variances reversed(Variances found) {
  for (auto& series : found.source) std::reverse(series.begin(), series.end());
  return found;
}

/// The recorded noise, made to fall e^3-fold.
Variances falling_noise(Variances found) {
  for (auto& layer : found.noise) {
    for (auto& worker : layer) {
      for (std::size_t t = 0; t < worker.size(); ++t) {
        worker[t] -= 3 * static_cast<double>(t) / static_cast<double>(worker.size());
      }
    }
  }
  return found;
}

/// A source that falls e^3-fold and a noise that stays, each with a scatter of 20 %.
Variances sound(Variances found, const HostContext& context) {
  run::HostDraws draws = context.draws(0);
  for (std::size_t l = 0; l < found.layers.size(); ++l) {
    for (std::size_t t = 0; t < found.source[l].size(); ++t) {
      const double time = static_cast<double>(t) / static_cast<double>(found.source[l].size());
      found.source[l][t] = -3 * time + 0.2 * draws.normal();
      for (auto& worker : found.noise[l]) worker[t] = 0.2 * draws.normal();
    }
  }
  return found;
}

run::HostQuantity quantity(const char* id, const char* statement,
                           HostOutcome (*check)(const Variances&)) {
  run::HostQuantity result = host_quantity(id, statement, "1", "1");
  result.check = [check](const HostContext& context) { return check(recorded(context.trace())); };
  return result;
}

/// What training changes, layer by layer.
run::Series changes_by_layer(const Variances& found) {
  std::vector<double> source, noise;
  for (std::size_t l = 0; l < found.layers.size(); ++l) {
    source.push_back(std::exp(change(found.source[l])));
    double mean = 0;
    for (const auto& worker : found.noise[l]) {
      mean += change(worker) / static_cast<double>(found.noise[l].size());
    }
    noise.push_back(std::exp(mean));
  }
  return by_layer("changes", "Variances in the last fifth of training over those in the first",
                  {"ratio", "1", run::AxisScale::log}, {"sX2", source}, {"sN2", noise});
}

/// sX2/sN2 at the beginning and at the end.
run::Series snr_by_layer(const Variances& found) {
  std::vector<double> first, last;
  for (std::size_t l = 0; l < found.layers.size(); ++l) {
    const auto snr = [&](double begin, double end) {
      double noise = 0;
      for (const auto& worker : found.noise[l]) {
        noise += mean_of(worker, begin, end) / static_cast<double>(found.noise[l].size());
      }
      return std::exp(mean_of(found.source[l], begin, end) - noise);
    };
    first.push_back(snr(0, 0.2));
    last.push_back(snr(0.8, 1));
  }
  return by_layer("snr", "Signal to noise sX2/sN2 of the layers", {"snr", "1", run::AxisScale::log},
                  {"first fifth of training", first}, {"last fifth of training", last});
}

/// Fig. 6: both variances of every layer over the iterations.
std::vector<run::Series> figures(const HostContext& context) {
  const run::Trace& trace = context.trace();
  const Variances found = recorded(trace);
  std::vector<run::Series> all;
  for (const std::size_t l : shown_layers(trace)) {
    run::Series series;
    series.id = fmt::format("variances-{}", l + 1);
    series.title = "Fig. 6 again: variances of the gradient in training, layer " + found.layers[l];
    series.x = {"iteration", "1", run::AxisScale::linear};
    series.y = {"variance", "gradient^2", run::AxisScale::log};
    run::Curve source = curve_of("sX2"), noise = curve_of("sN2, mean and range of the workers");
    for (std::size_t t = 0; t < found.source[l].size(); ++t) {
      const auto step = static_cast<double>(trace.training->iteration[t]);
      std::vector<double> workers;
      for (const auto& worker : found.noise[l]) workers.push_back(std::exp(worker[t]));
      double mean = 0;
      for (const double value : workers) mean += value / static_cast<double>(workers.size());
      add_point(source, step, std::exp(found.source[l][t]));
      add_point(noise, step, mean);
      noise.low.push_back(*std::min_element(workers.begin(), workers.end()));
      noise.high.push_back(*std::max_element(workers.begin(), workers.end()));
    }
    series.curves = {noise, source};
    all.push_back(series);
  }
  if (found.layers.size() > kNamedLayers) {
    all.push_back(changes_by_layer(found));
    all.push_back(snr_by_layer(found));
  }
  return all;
}

}  // namespace

run::Claim fig6_statistics(const RecordedModel& model) {
  run::Claim claim;
  claim.id = "fig6.statistics";
  claim.title = "sX2 falls and sN2 stays over training";
  claim.statement =
      "While a model is trained, the variance sX2 of the global gradient falls and the variance "
      "sN2 of the noise stays.";
  claim.source = "ZTW section III-C, Fig. 6; theory.md section 10";
  claim.kind = "assumption";
  claim.expected = "reported";
  claim.assumptions =
      "One training run. Kendall's tau of 20 block means, its spread that of exchangeable ones; "
      "\"stays\" is read as within a factor 2, by Student's interval over the workers.";
  claim.host = {quantity("source-falls", "sX2 falls over training in every layer", check_source),
                quantity("noise-stays", "sN2 stays within a factor 2 over training in every layer",
                         check_noise)};
  claim.host_controls = {
      {"time-reversed", "The recorded sX2 from the end of training to its beginning.",
       "source-falls",
       [](const HostContext& context) {
         return check_source(reversed(recorded(context.trace())));
       }},
      {"noise-falling", "The recorded sN2, made to fall e^3-fold.", "noise-stays",
       [](const HostContext& context) {
         return check_noise(falling_noise(recorded(context.trace())));
       }},
      {"drawn-fall", "Drawn variances that fall e^3-fold with a scatter of 20 %.", "source-falls",
       [](const HostContext& context) {
         return check_source(sound(recorded(context.trace()), context));
       },
       run::Required::accepted},
      {"drawn-steady", "Drawn variances that stay, with a scatter of 20 %.", "noise-stays",
       [](const HostContext& context) {
         return check_noise(sound(recorded(context.trace()), context));
       },
       run::Required::accepted}};
  claim.instances = 1;
  claim.trace = model.trace;
  claim.host_series = figures;
  if (model.row != std::string(kMlp.row)) speak_of(claim, model);
  return claim;
}

}  // namespace ceo::verify
