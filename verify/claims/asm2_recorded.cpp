#include "verify/claims/asm2_recorded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "host/base/text.hpp"
#include "host/stats/correlation_spread.hpp"
#include "host/stats/correlations.hpp"
#include "verify/claims/host_quantity.hpp"
#include "verify/claims/recorded_correlations.hpp"
#include "verify/claims/recorded_layers.hpp"
#include "verify/claims/recorded_scatter.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

constexpr double kLevel = 1e-6;
constexpr double kPlanted = 0.2;  // of the size that gradients have over the parameters
constexpr std::size_t kPrinted = 1000, kMany = 10000;

using Of = std::function<RecordedCorrelations(const run::Trace&)>;

double root_mean_square(const std::vector<double>& r) {
  double sum = 0;
  for (const double value : r) sum += value * value;
  return std::sqrt(sum / static_cast<double>(r.size()));
}

double largest_of(const std::vector<double>& r) {
  double largest = 0;
  for (const double value : r) largest = std::max(largest, std::abs(value));
  return largest;
}

void require_some(const RecordedCorrelations& found) {
  if (found.r.empty()) throw run::NotRecorded("no recorded variable of the trace changes");
}

/// The spread of all coefficients against that of independent pairs: Table I.
HostOutcome judge_spread(const RecordedCorrelations& found) {
  require_some(found);
  const stats::CorrelationSpread spread = stats::correlation_spread(found.r, found.samples);
  const auto count = static_cast<double>(spread.count);
  const double p = std::min(1.0, 2 * std::min(spread.tails.lower, spread.tails.upper));
  const auto below =
      std::count_if(found.r.begin(), found.r.end(), [](double r) { return std::abs(r) < 0.03; });
  return run::tested(
      spread.chi_square / count, 1, std::sqrt(2 / count), p, spread.count,
      fmt::format("{} coefficients of {:.0f} pairs each have a root mean square of {:.4f}, where "
                  "independent normal pairs have {:.4f}; {} are below 0.03 in magnitude, and the "
                  "largest is {:.4f}.",
                  spread.count, found.samples, spread.root_mean_square, spread.expected, below,
                  largest_of(found.r)));
}

/// The value that the largest of all |rho| is below with probability 1/2.
double middle_largest(double samples, std::size_t count) {
  double low = 0, high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (stats::all_below_probability(middle, samples, count) < 0.5 ? low : high) = middle;
  }
  return high;
}

/// The largest coefficient against that of as many independent pairs: Fig. 5.
HostOutcome judge_largest(const RecordedCorrelations& found) {
  require_some(found);
  const double largest = largest_of(found.r);
  const auto count = static_cast<double>(found.r.size());
  const double p = std::min(1.0, count * stats::correlation_p(largest, found.samples - 2));
  const auto below =
      std::count_if(found.r.begin(), found.r.end(), [](double r) { return std::abs(r) < 0.02; });
  return run::tested(
      largest, middle_largest(found.samples, found.r.size()), 1 / std::sqrt(found.samples - 1), p,
      found.r.size(),
      fmt::format("Of {} coefficients of {:.0f} pairs each {} are below 0.02 in magnitude, where "
                  "independent pairs have {:.1f}; the largest is {:.4f}.",
                  found.r.size(), found.samples, below,
                  count * stats::all_below_probability(0.02, found.samples, 1), largest));
}

/// The coefficients of every layer of the trace.
template <class Layer>
std::vector<RecordedCorrelations> layers_of(const run::Trace& trace, Layer layer) {
  std::vector<RecordedCorrelations> found;
  for (std::size_t l = 0; l < trace.layers.size(); ++l) found.push_back(layer(trace, l));
  return found;
}

/// Several groups of coefficients, one for each layer: the most extreme of all. The value is the
/// largest root mean square.
HostOutcome judge_layers(const std::vector<RecordedCorrelations>& found,
                         const std::vector<std::string>& names) {
  double p = 1, worst = 0, unit = 1;
  std::uint64_t count = 0;
  std::vector<std::string> words;
  std::vector<double> sizes, symbols;
  for (const RecordedCorrelations& layer : found) {
    require_some(layer);
    const HostOutcome outcome = judge_largest(layer);
    p = std::min(p, outcome.estimate.p);
    count += layer.r.size();
    unit = std::min(unit, 1 / std::sqrt(layer.samples - 1));
    const double size = root_mean_square(layer.r);
    sizes.push_back(size);
    symbols.push_back(1 + 1 / (size * size));
    worst = std::max(worst, size);
    words.push_back(
        fmt::format("{:.3f} (largest {:.2f}) over {:.0f} parameters, the spread of {:.0f} "
                    "independent ones",
                    size, largest_of(layer.r), layer.samples, symbols.back()));
  }
  return run::tested(worst, unit, unit, std::min(1.0, p * static_cast<double>(found.size())), count,
                     "Root mean square by layer: " + layers_text(words, sizes, names) +
                         (names.size() > kNamedLayers ? "; the spread of so many independent "
                                                        "symbols: " +
                                                            over_layers(symbols, names)
                                                      : "") +
                         ".");
}

run::HostQuantity quantity(const std::string& id, const std::string& statement,
                           std::function<HostOutcome(const HostContext&)> check) {
  run::HostQuantity result = host_quantity(id, statement, "1", "its spread for independent pairs");
  result.law = stats::Law::own;
  result.level = kLevel;
  result.resolution = 1;  // a trace is as long as it is
  result.check = std::move(check);
  return result;
}

/// A quantity of one group of coefficients, its sound case and its planted fault.
void add_group(run::Claim& claim, const std::string& id, const std::string& statement, Of of,
               HostOutcome (*judge)(const RecordedCorrelations&)) {
  claim.host.push_back(quantity(
      id, statement, [=](const HostContext& context) { return judge(of(context.trace())); }));
  const auto drawn = [=](double rho) {
    return [=](const HostContext& context) {
      return judge(drawn_alike(of(context.trace()), context, rho));
    };
  };
  claim.host_controls.push_back({"independent-" + id, "As many coefficients of independent pairs.",
                                 id, drawn(0), run::Required::accepted});
  claim.host_controls.push_back(
      {"correlation-0.2-" + id, "As many of pairs with correlation 0.2.", id, drawn(kPlanted)});
}

template <class Layer>
void add_layers(run::Claim& claim, const std::string& id, const std::string& statement,
                Layer layer) {
  claim.host.push_back(quantity(id, statement, [=](const HostContext& context) {
    return judge_layers(layers_of(context.trace(), layer), context.trace().layers);
  }));
  const auto drawn = [=](double rho) {
    return [=](const HostContext& context) {
      std::vector<RecordedCorrelations> groups = layers_of(context.trace(), layer);
      for (std::size_t l = 0; l < groups.size(); ++l) {
        groups[l] = drawn_alike(groups[l], context.with_stream(fmt::format("{} {}", id, l)), rho);
      }
      return judge_layers(groups, context.trace().layers);
    };
  };
  claim.host_controls.push_back({"independent-" + id, "As many coefficients of independent pairs.",
                                 id, drawn(0), run::Required::accepted});
  claim.host_controls.push_back(
      {"correlation-0.2-" + id, "As many of pairs with correlation 0.2.", id, drawn(kPlanted)});
}

void add_curve(run::Series& series, const RecordedCorrelations& found) {
  run::Curve shares =
      curve_of(fmt::format("recorded, n = {:.0f}", found.samples), run::CurveStyle::points);
  run::Curve law = curve_of(fmt::format("independent, n = {:.0f}", found.samples));
  std::vector<double> sorted;
  for (const double r : found.r) sorted.push_back(std::abs(r));
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    add_point(shares, sorted[i],
              (static_cast<double>(i) + 0.5) / static_cast<double>(sorted.size()));
  }
  for (int i = 0; i <= 200; ++i) {
    const double r = i * 0.00075;
    add_point(law, r, stats::all_below_probability(r, found.samples, 1));
  }
  series.curves.push_back(shares);
  series.curves.push_back(law);
}

/// Coefficients at n = 1000 and 10000 as far as the trace goes, with the exact law.
run::Series shares(const char* id, const char* title, const run::Trace& trace,
                   RecordedCorrelations (*of)(const run::Trace&, std::size_t)) {
  run::Series series;
  series.id = id;
  series.title = title;
  series.x = {"|rho|", "1", run::AxisScale::linear};
  series.y = {"share of the values below", "1", run::AxisScale::linear};
  add_curve(series, of(trace, kPrinted));
  try {
    add_curve(series, of(trace, kMany));
  } catch (const run::NotRecorded&) {
    // n = 1000 alone is a figure too.
  }
  return series;
}

/// Table I again: a curve for each dimension over the iterations, of the first recorded worker.
run::Series table(const run::Trace& trace, std::size_t samples) {
  const RecordedCorrelations found = over_initialisations(trace, samples);
  const std::size_t times = trace.initialisations->iteration.size();
  const std::size_t dimensions =
      std::min<std::size_t>(4, trace.initialisations->coordinates.index.size());
  run::Series series;
  series.id = fmt::format("table-{}", samples);
  series.title = fmt::format("Table I again, n = {}: rho(N_k, X) by dimension", samples);
  series.x = {"iteration", "1", run::AxisScale::linear};
  series.y = {"rho", "1", run::AxisScale::linear};
  run::Curve band = curve_of("95 of 100 independent pairs");
  const double half = stats::correlation_quantile(0.975, found.samples);
  for (std::size_t t = 0; t < times; ++t) {
    add_point(band, static_cast<double>(t + 1), 0);
    band.low.push_back(-half);
    band.high.push_back(half);
  }
  series.curves.push_back(band);
  for (std::size_t c = 0; c < dimensions && found.r.size() >= dimensions * times; ++c) {
    run::Curve curve = curve_of(fmt::format("dimension {}", c + 1), run::CurveStyle::points);
    for (std::size_t t = 0; t < times; ++t) {
      add_point(curve, static_cast<double>(t + 1), found.r[c * times + t]);
    }
    series.curves.push_back(curve);
  }
  return series;
}

double of_all(const RecordedCorrelations& found) {
  require_some(found);
  return root_mean_square(found.r);
}

/// Correlations over the parameters at each recorded iteration.
run::Series over_training(const run::Trace& trace) {
  run::Series series;
  series.id = "over-training";
  series.title = "Correlations over the parameters of a layer, root mean square";
  series.x = {"iteration", "1", run::AxisScale::linear};
  series.y = {"rho", "1", run::AxisScale::linear};
  for (const std::size_t l : shown_layers(trace)) {
    run::Curve noises = curve_of("N_j, N_k: " + trace.layers[l]);
    run::Curve source = curve_of("X, N_k: " + trace.layers[l], run::CurveStyle::points);
    const std::vector<double> pairs = noises_over_parameters(trace, l).r;
    const std::vector<double> workers = source_over_parameters(trace, l).r;
    const std::size_t times = trace.training->iteration.size();
    if (pairs.size() % times != 0 || workers.size() % times != 0) continue;  // some have no size
    const auto at = [&](const std::vector<double>& all, std::size_t t) {
      const auto size = static_cast<std::ptrdiff_t>(all.size() / times);
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(t) * size;
      return root_mean_square({begin, begin + size});
    };
    for (std::size_t t = 0; t < times; ++t) {
      const auto step = static_cast<double>(trace.training->iteration[t]);
      add_point(noises, step, at(pairs, t));
      add_point(source, step, at(workers, t));
    }
    series.curves.push_back(noises);
    series.curves.push_back(source);
  }
  if (series.curves.empty()) throw run::NotRecorded("some coefficients of the trace are undefined");
  return series;
}

run::Series sizes_by_layer(const run::Trace& trace) {
  if (trace.layers.size() <= kNamedLayers) throw run::NotRecorded("the trace has few layers");
  std::vector<double> noises, source;
  for (std::size_t l = 0; l < trace.layers.size(); ++l) {
    noises.push_back(of_all(noises_over_parameters(trace, l)));
    source.push_back(of_all(source_over_parameters(trace, l)));
  }
  return by_layer("by-layer",
                  "Correlations over the parameters of a layer, root mean square over training",
                  {"rho", "1", run::AxisScale::linear}, {"N_j, N_k", noises}, {"X, N_k", source});
}

/// The figures that the trace has the data for.
std::vector<run::Series> figures(const HostContext& context) {
  const run::Trace& trace = context.trace();
  return recorded_figures(
      {[&] { return table(trace, kPrinted); }, [&] { return table(trace, kMany); },
       [&] {
         return shares("table-shares", "rho(N_k, X) over initialisations against the exact law",
                       trace, over_initialisations);
       },
       [&] {
         return shares("figure-5", "Fig. 5 again: rho(N_j, N_k) at a fixed model, K = 10", trace,
                       over_batches);
       },
       [&] { return over_training(trace); }, [&] { return sizes_by_layer(trace); }});
}

/// Table I and Fig. 5, at both numbers of samples.
void add_samples(run::Claim& claim) {
  for (const std::size_t n : {kPrinted, kMany}) {
    add_group(
        claim, fmt::format("table-{}", n),
        fmt::format("rho(N_k, X) over {} initialisations has the spread of independent pairs", n),
        [n](const run::Trace& trace) { return over_initialisations(trace, n); }, judge_spread);
    add_group(
        claim, fmt::format("figure-{}", n),
        fmt::format("the largest rho(N_j, N_k) over {} batches is that of independent pairs", n),
        [n](const run::Trace& trace) { return over_batches(trace, n); }, judge_largest);
  }
}

}  // namespace

run::Claim asm2_recorded(const RecordedModel& model) {
  run::Claim claim;
  claim.id = "asm2.recorded";
  claim.title = "recorded X and N_k are uncorrelated";
  claim.statement =
      "Gradients of a model in training: rho(N_k, X) = 0 over initialisations (Table I), rho(N_j, "
      "N_k) = 0 over batches at a fixed model (Fig. 5), and both over the parameters of a layer.";
  claim.source = "ZTW Assumption 2, section III-B, Table I and Fig. 5; theory.md section 10";
  claim.kind = "assumption";
  claim.expected = "reported";
  claim.assumptions =
      "The laws are those of independent pairs of which one is normal. Over initialisations and "
      "batches the pairs are independent; over parameters they are taken to be.";
  const bool deep = model.row != std::string(kMlp.row);
  if (!deep) add_samples(claim);
  add_layers(claim, "workers-parameters",
             "rho(N_j, N_k) over the parameters of a layer is that of independent pairs",
             noises_over_parameters);
  add_layers(claim, "source-parameters",
             "rho(X, N_k) over the parameters of a layer is that of independent pairs",
             [](const run::Trace& trace, std::size_t layer) {
               return source_over_parameters(trace, layer);
             });
  claim.instances = 1;
  claim.trace = "mlp-mnist-10000";
  claim.host_series = figures;
  if (deep) {
    add_own_scatter(claim);
    claim.statement =
        "Gradients of a model in training: rho(N_k, X) = 0 and rho(N_j, N_k) = 0 over the "
        "parameters of a layer, the symbols of the theory.";
    claim.assumptions = "Parameters are taken to be independent.";
    speak_of(claim, model);
  }
  return claim;
}

}  // namespace ceo::verify
