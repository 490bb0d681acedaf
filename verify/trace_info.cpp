#include "verify/trace_info.hpp"

#include <fmt/format.h>

#include <numeric>
#include <vector>

#include "host/base/text.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kIndent = 17;

std::string field(const std::string& name, const std::string& value) {
  return fmt::format("{:<{}}{}\n", name, kIndent, wrap(value, kColumns - kIndent, kIndent));
}

/// A kind of record: its group and extents.
struct Kind {
  std::string name;
  std::vector<std::pair<std::string, std::size_t>> extents;
  std::uint64_t examples = 0;
};

std::vector<Kind> kinds_of(const run::Trace& trace) {
  std::vector<Kind> kinds;
  if (trace.training) {
    const auto& part = *trace.training;
    kinds.push_back({"training",
                     {{"iterations", part.iteration.size()},
                      {"workers", part.worker.size()},
                      {"coordinates", part.coordinates.index.size()}},
                     part.examples});
  }
  if (trace.dense) {
    const auto& part = *trace.dense;
    kinds.push_back({"dense",
                     {{"iterations", part.iteration.size()},
                      {"workers", part.worker.size()},
                      {"parameters", part.parameter.size()}},
                     part.examples});
  }
  if (trace.redraws) {
    const auto& part = *trace.redraws;
    kinds.push_back({"redraws",
                     {{"models", part.iteration.size()},
                      {"draws", part.draw.size()},
                      {"workers", part.worker.size()},
                      {"coordinates", part.coordinates.index.size()}},
                     part.examples});
  }
  if (trace.initialisations) {
    const auto& part = *trace.initialisations;
    kinds.push_back({"initialisations",
                     {{"initialisations", part.initialisation.size()},
                      {"iterations", part.iteration.size()},
                      {"workers", part.worker.size()},
                      {"coordinates", part.coordinates.index.size()}},
                     part.examples});
  }
  if (trace.noise) {
    const auto& part = *trace.noise;
    kinds.push_back({"noise",
                     {{"deltas", part.delta.size()},
                      {"seeds", part.seed.size()},
                      {"iterations", part.iteration.size()}},
                     part.examples});
  }
  return kinds;
}

/// sX2 and the workers' mean sN2 of a layer at a record of the training run.
struct Variances {
  double x = 0, n = 0;
};

Variances variances_at(const run::Trace& trace, std::size_t record, std::size_t layer) {
  const run::TrainingTrace& part = *trace.training;
  const std::size_t row = record * trace.layers.size() + layer, workers = part.worker.size();
  const auto first = part.var_n.begin() + static_cast<std::ptrdiff_t>(row * workers);
  const double sum = std::accumulate(first, first + static_cast<std::ptrdiff_t>(workers), 0.0);
  return {double{part.var_x[row]}, sum / static_cast<double>(workers)};
}

std::string training_text(const run::Trace& trace) {
  const run::TrainingTrace& part = *trace.training;
  const std::size_t last = part.iteration.size() - 1;
  std::string text;
  if (!part.loss.empty()) {
    text +=
        field("loss", fmt::format("{:.4f} nat at step {}, {:.4f} at step {}", part.loss.front(),
                                  part.iteration.front(), part.loss.back(), part.iteration.back()));
  }
  if (!part.accuracy.empty()) {
    text += field("accuracy", fmt::format("{:.4f} first, {:.4f} last", part.accuracy.front(),
                                          part.accuracy.back()));
  }
  for (std::size_t layer = 0; layer < trace.layers.size(); ++layer) {
    const Variances begin = variances_at(trace, 0, layer), end = variances_at(trace, last, layer);
    text +=
        field("layer", fmt::format("{}: {} parameters, sX2 {:.3g} to {:.3g}, sN2 {:.3g} to {:.3g}",
                                   trace.layers[layer], trace.parameters[layer], begin.x, end.x,
                                   begin.n, end.n));
    constexpr std::size_t kMostLayers = 6;
    if (layer + 1 == kMostLayers && trace.layers.size() > kMostLayers) {
      text += field("", fmt::format("and {} layers more", trace.layers.size() - kMostLayers));
      break;
    }
  }
  return text;
}

}  // namespace

std::string trace_text(const run::Trace& trace, const std::string& file) {
  std::string text = field("trace", file) + field("title", trace.title);
  text += field("model", fmt::format("{}, {} parameters in {} layers", trace.model,
                                     std::accumulate(trace.parameters.begin(),
                                                     trace.parameters.end(), std::uint64_t{0}),
                                     trace.layers.size()));
  text += field("workers", fmt::format("{}, local batches of {}", trace.workers, trace.batch));
  text += field("sampling", trace.sampling);
  for (const Kind& kind : kinds_of(trace)) {
    std::vector<std::string> parts;
    for (const auto& [name, extent] : kind.extents)
      parts.push_back(fmt::format("{} {}", extent, name));
    text += field(kind.name, join(parts, " x ") + fmt::format("; population of {}", kind.examples));
  }
  if (trace.training) text += training_text(trace);
  // The long ones are for --json.
  for (const char* key : {"dataset", "library", "seed", "program", "version", "commit"}) {
    const auto found = trace.provenance.find(key);
    if (found != trace.provenance.end()) text += field(key, found->second);
  }
  return text;
}

nlohmann::ordered_json trace_json(const run::Trace& trace, const std::string& file) {
  nlohmann::ordered_json json = {{"file", file},
                                 {"filetype", "ceo-verify trace"},
                                 {"title", trace.title},
                                 {"model", trace.model},
                                 {"sampling", trace.sampling},
                                 {"batch", trace.batch},
                                 {"workers", trace.workers},
                                 {"layers", nlohmann::ordered_json::array()},
                                 {"kinds", nlohmann::ordered_json::object()}};
  for (std::size_t layer = 0; layer < trace.layers.size(); ++layer) {
    nlohmann::ordered_json row = {{"name", trace.layers[layer]},
                                  {"parameters", trace.parameters[layer]}};
    if (trace.training) {
      const Variances begin = variances_at(trace, 0, layer);
      const Variances end = variances_at(trace, trace.training->iteration.size() - 1, layer);
      row["var_x"] = {begin.x, end.x};
      row["var_n"] = {begin.n, end.n};
    }
    json["layers"].push_back(row);
  }
  for (const Kind& kind : kinds_of(trace)) {
    nlohmann::ordered_json row = {{"examples", kind.examples}};
    for (const auto& [name, extent] : kind.extents) row[name] = extent;
    json["kinds"][kind.name] = row;
  }
  if (trace.training && !trace.training->loss.empty()) {
    json["loss"] = {trace.training->loss.front(), trace.training->loss.back()};
  }
  if (trace.training && !trace.training->accuracy.empty()) {
    json["accuracy"] = {trace.training->accuracy.front(), trace.training->accuracy.back()};
  }
  json["provenance"] = trace.provenance;
  return json;
}

}  // namespace ceo::verify
