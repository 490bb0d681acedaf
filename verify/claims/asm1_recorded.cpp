#include "verify/claims/asm1_recorded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "verify/claims/host_quantity.hpp"
#include "verify/claims/recorded_layers.hpp"
#include "verify/claims/recorded_samples.hpp"
#include "verify/claims/sample_shape.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

constexpr double kPrintedFit = 0.99;  // ZTW Figs 3 and 4
constexpr double kHalfDigit = 0.005;  // what the printed number leaves open
constexpr double kLevel = 1e-6;

/// Where samples of one kind come from.
struct Family {
  const char* id;
  const char* words;  ///< "X over initialisations"
  Samples (*of)(const run::Trace&);
};

const Family kInitialisations = {"initialisations", "X over initialisations", over_initialisations};
const Family kFixedModels = {"fixed-model", "N_k over batches at a fixed model", at_fixed_models};
const Family kSource = {"source", "X over the parameters of a layer", source_over_parameters};
const Family kNoise = {"noise", "N_k over the parameters of a layer", noise_over_parameters};

using Judge = HostOutcome (*)(const std::vector<SampleShape>&, const char* words);

template <class Get>
std::vector<double> each(const std::vector<SampleShape>& shapes, Get get) {
  std::vector<double> values;
  for (const SampleShape& shape : shapes) values.push_back(get(shape));
  return values;
}

/// The least p of several, times their number.
template <class Get>
double least_p(const std::vector<SampleShape>& shapes, Get get) {
  const double least = spread_of(each(shapes, get)).least;
  return std::min(1.0, least * static_cast<double>(shapes.size()));
}

std::string of_what(const std::vector<SampleShape>& shapes, const char* words) {
  const auto sizes = each(shapes, [](const auto& s) { return static_cast<double>(s.samples); });
  const Spread spread = spread_of(sizes);
  const std::string samples = spread.least == spread.largest
                                  ? fmt::format("{:.0f}", spread.least)
                                  : fmt::format("{:.0f} to {:.0f}", spread.least, spread.largest);
  return fmt::format("{}, {} variables of {} samples each", words, shapes.size(), samples);
}

HostOutcome judge_fit(const std::vector<SampleShape>& shapes, const char* words) {
  const Spread fit = spread_of(each(shapes, [](const auto& s) { return s.r_squared; }));
  const double noise = spread_of(each(shapes, [](const auto& s) { return s.shortfall; })).middle;
  return run::at_most(
      kPrintedFit - fit.middle, kHalfDigit + noise, 1, shapes.size(),
      fmt::format("{}: the fit has R^2 = {:.3f} in the middle, from {:.3f} to {:.3f}, where the "
                  "source has 0.99 and normal samples {:.3f}.",
                  of_what(shapes, words), fit.middle, fit.least, fit.largest, 1 - noise));
}

HostOutcome judge_distance(const std::vector<SampleShape>& shapes, const char* words) {
  const Spread ks = spread_of(each(shapes, [](const auto& s) { return s.ks; }));
  const auto n = static_cast<double>(shapes.front().samples);
  // Mean and standard deviation of the distance under Kolmogorov's law.
  const double mean = 0.8687 / std::sqrt(n), spread = 0.2603 / std::sqrt(n);
  return run::tested(
      ks.middle, mean, spread, least_p(shapes, [](const auto& s) { return s.ks_p; }), shapes.size(),
      fmt::format("{}: the distribution function is {:.4f} away in the middle, from {:.4f} to "
                  "{:.4f}; one of that size shows in about {:.0f} samples.",
                  of_what(shapes, words), ks.middle, ks.least, ks.largest,
                  samples_to_see_distance(ks.middle)));
}

HostOutcome judge_kurtosis(const std::vector<SampleShape>& shapes, const char* words) {
  const Spread excess = spread_of(each(shapes, [](const auto& s) { return s.kurtosis; }));
  const auto n = static_cast<double>(shapes.front().samples);
  return run::tested(
      excess.middle, 0, std::sqrt(24 / n),
      least_p(shapes, [](const auto& s) { return s.kurtosis_p; }), shapes.size(),
      fmt::format("{}: the excess kurtosis is {:.2f} in the middle, from {:.2f} to {:.2f}; one of "
                  "that size shows in about {:.0f} samples.",
                  of_what(shapes, words), excess.middle, excess.least, excess.largest,
                  samples_to_see_kurtosis(excess.middle)));
}

HostOutcome judge_mean(const std::vector<SampleShape>& shapes, const char* words) {
  const Spread mean =
      spread_of(each(shapes, [](const auto& s) { return std::abs(s.mean / s.sd); }));
  const auto n = static_cast<double>(shapes.front().samples);
  return run::tested(
      mean.middle, 0, 1 / std::sqrt(n), least_p(shapes, [](const auto& s) { return s.mean_p; }),
      shapes.size(),
      fmt::format("{}: the mean is {:.3f} standard deviations from 0 in the middle, and {:.3f} at "
                  "most, where {:.3f} is one standard error.",
                  of_what(shapes, words), mean.middle, mean.largest, 1 / std::sqrt(n)));
}

struct Effect {
  const char* id;
  const char* statement;  ///< after the words of the family
  const char* unit;
  Judge judge;
};

const Effect kFit = {"fit", "the histogram follows a fitted normal density with R^2 = 0.99", "1",
                     judge_fit};
const Effect kDistance = {"ks", "the sorted samples are normal", "probability", judge_distance};
const Effect kKurtosis = {"kurtosis", "the excess kurtosis is 0", "1", judge_kurtosis};
const Effect kMean = {"mean", "the mean is 0", "sd", judge_mean};

std::string id_of(const Family& family, const Effect& effect) {
  return std::string(family.id) + '-' + effect.id;
}

run::HostQuantity quantity(const Family& family, const Effect& effect) {
  run::HostQuantity result =
      host_quantity(id_of(family, effect), std::string(family.words) + ": " + effect.statement,
                    effect.unit, effect.unit);
  if (effect.judge != judge_fit) {
    result.law = stats::Law::own;
    result.level = kLevel;
    result.resolution_name = "its spread for normal samples";
  }
  result.resolution = 1;  // a trace is as long as it is
  result.check = [family, effect](const HostContext& context) {
    return effect.judge(shapes_of(family.of(context.trace())), family.words);
  };
  return result;
}

/// Samples of the same sizes from a law, in place of the recorded ones.
run::HostControl drawn(const char* name, const char* words, const Family& family,
                       const Effect& effect, Drawn law,
                       run::Required required = run::Required::rejected) {
  run::HostControl control;
  control.id = std::string(name) + '-' + id_of(family, effect);
  control.description = words;
  control.quantity = id_of(family, effect);
  control.required = required;
  control.check = [family, effect, law = std::move(law)](const HostContext& context) {
    const Samples alike =
        drawn_alike(family.of(context.trace()), context.with_stream(family.id), law);
    return effect.judge(shapes_of(alike), "drawn");
  };
  return control;
}

std::vector<run::HostControl> controls() {
  std::vector<run::HostControl> list;
  const char* sound = "Normal samples of the same number and size.";
  for (const Effect& effect : {kFit, kDistance, kKurtosis, kMean}) {
    list.push_back(
        drawn("normal", sound, kInitialisations, effect, drawn_normal, run::Required::accepted));
    list.push_back(
        drawn("normal", sound, kFixedModels, effect, drawn_normal, run::Required::accepted));
  }
  const char* laplace = "Laplace samples of the same number and size.";
  for (const Family& family : {kFixedModels, kSource, kNoise}) {
    for (const Effect& effect : {kFit, kDistance, kKurtosis}) {
      list.push_back(drawn("laplace", laplace, family, effect, drawn_laplace));
    }
  }
  list.push_back(drawn("laplace", laplace, kInitialisations, kFit, drawn_laplace));
  list.push_back(drawn("laplace", laplace, kInitialisations, kKurtosis, drawn_laplace));
  list.push_back(drawn("half-zero", "Normal samples of which every second one is 0 instead.",
                       kInitialisations, kDistance, drawn_half_zero));
  list.push_back(drawn("student-30", "Student t samples with 30 degrees of freedom.", kFixedModels,
                       kKurtosis, drawn_student_30));
  for (const Family& family : {kInitialisations, kFixedModels}) {
    list.push_back(drawn("offset-0.3", "Normal samples with a mean of 0.3 standard deviations.",
                         family, kMean,
                         [](run::HostDraws& draws) { return 0.3 + drawn_normal(draws); }));
  }
  return list;
}

/// Of a short trace: what its few samples can tell from normal ones.
std::vector<run::HostControl> deep_controls() {
  std::vector<run::HostControl> list;
  for (const Effect& effect : {kFit, kDistance, kKurtosis, kMean}) {
    list.push_back(drawn("normal", "Normal samples of the same number and size.", kFixedModels,
                         effect, drawn_normal, run::Required::accepted));
  }
  for (const Family& family : {kFixedModels, kSource, kNoise}) {
    for (const Effect& effect : {kFit, kDistance}) {
      list.push_back(drawn("half-zero", "Normal samples of which every second one is 0 instead.",
                           family, effect, drawn_half_zero));
    }
    list.push_back(drawn("laplace", "Laplace samples of the same number and size.", family,
                         kKurtosis, drawn_laplace));
  }
  list.push_back(drawn("offset-0.7", "Normal samples with a mean of 0.7 standard deviations.",
                       kFixedModels, kMean,
                       [](run::HostDraws& draws) { return 0.7 + drawn_normal(draws); }));
  return list;
}

/// The histogram of the variable whose kurtosis is in the middle.
run::Series histogram(const HostContext& context, const Family& family, const char* figure) {
  const Samples samples = family.of(context.trace());
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    order.emplace_back(shape_of(samples[i]).kurtosis, i);
  }
  std::sort(order.begin(), order.end());
  const Sample& middle = samples[order[order.size() / 2].second];
  const SampleShape shape = shape_of(middle);
  run::Series series;
  series.id = family.id;
  series.title = fmt::format("{}{}: R^2 = {:.3f}, excess kurtosis {:.2f}", figure, family.words,
                             shape.r_squared, shape.kurtosis);
  series.x = {"value, standardised", "1", run::AxisScale::linear};
  series.y = {"density", "1", run::AxisScale::linear};
  series.curves = histogram_curves(middle);
  return series;
}

double middle_kurtosis(const Samples& samples) {
  if (samples.empty()) throw run::NotRecorded("a layer of the trace has no gradient that changes");
  return spread_of(each(shapes_of(samples), [](const auto& s) { return s.kurtosis; })).middle;
}

/// How far each layer is from Gaussian.
run::Series kurtosis_by_layer(const run::Trace& trace) {
  if (trace.layers.size() <= kNamedLayers) throw run::NotRecorded("the trace has few layers");
  std::vector<double> source, noise;
  for (std::size_t l = 0; l < trace.layers.size(); ++l) {
    source.push_back(middle_kurtosis(source_of_layer(trace, l)));
    noise.push_back(middle_kurtosis(noise_of_layer(trace, l)));
  }
  return by_layer("by-layer", "Excess kurtosis over the parameters of a layer, 0 for Gaussian ones",
                  {"excess kurtosis", "1", run::AxisScale::linear}, {"X", source}, {"N_k", noise});
}

/// A figure for each kind of samples that the trace has.
std::vector<run::Series> figures(const HostContext& context) {
  return recorded_figures({[&] { return histogram(context, kInitialisations, "Fig. 3 again, "); },
                           [&] { return histogram(context, kFixedModels, "Fig. 4 again, "); },
                           [&] { return histogram(context, kSource, ""); },
                           [&] { return histogram(context, kNoise, ""); },
                           [&] { return kurtosis_by_layer(context.trace()); }});
}

}  // namespace

run::Claim asm1_recorded(const RecordedModel& model) {
  const bool deep = model.row != std::string(kMlp.row);
  run::Claim claim;
  claim.id = "asm1.recorded";
  claim.title = "recorded X and N_k are Gaussian of zero mean";
  claim.statement =
      "Gradients of a model in training: X ~ N(0, sX2) over initialisations (Fig. 3) and over the "
      "parameters of a layer, N_k ~ N(0, sN2_k) over batches at a fixed model (Fig. 4) and over "
      "the parameters; a fitted normal density has R^2 = 0.99.";
  claim.source = "ZTW Assumption 1, section III-B, Figs 3 and 4; theory.md section 10";
  claim.kind = "assumption";
  claim.expected = "reported";
  claim.assumptions =
      "The samples of a variable are independent: over initialisations and batches they are, over "
      "parameters they are taken to be. Mean and variance are fitted.";
  std::vector<Family> families = {kFixedModels, kSource, kNoise};
  if (!deep) families.insert(families.begin(), kInitialisations);
  for (const Family& family : families) {
    for (const Effect& effect : {kFit, kDistance, kKurtosis}) {
      claim.host.push_back(quantity(family, effect));
    }
  }
  if (!deep) claim.host.push_back(quantity(kInitialisations, kMean));
  claim.host.push_back(quantity(kFixedModels, kMean));
  claim.host_controls = deep ? deep_controls() : controls();
  claim.instances = 1;
  claim.trace = model.trace;
  claim.host_series = figures;
  if (deep) {
    claim.statement =
        "Gradients of a model in training: X ~ N(0, sX2) over the parameters of a layer, N_k ~ "
        "N(0, sN2_k) over batches at a fixed model (Fig. 4) and over the parameters; a fitted "
        "normal density has R^2 = 0.99.";
    claim.assumptions =
        "The samples of a variable are independent: over batches they are, over parameters they "
        "are taken to be. Mean and variance are fitted.";
    speak_of(claim, model);
  }
  return claim;
}

}  // namespace ceo::verify
