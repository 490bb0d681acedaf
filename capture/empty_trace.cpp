// Axes of the trace, and room for its numbers.
#include <algorithm>

#include "capture/stages.hpp"

namespace ceo::capture {
namespace {

std::vector<std::uint64_t> counted(std::size_t count, std::size_t stride = 1) {
  std::vector<std::uint64_t> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = i * stride;
  return values;
}

run::TraceCoordinates first_of(const Model& model, const std::vector<std::uint64_t>& coordinates,
                               std::size_t count) {
  run::TraceCoordinates out;
  for (std::size_t i = 0; i < count; ++i) {
    out.index.push_back(coordinates[i]);
    out.layer.push_back(static_cast<std::uint32_t>(i % model.layers()));
  }
  return out;
}

run::TrainingTrace empty_training(const Learner& learner,
                                  const std::vector<std::uint64_t>& coordinates) {
  const Settings& s = learner.settings();
  const std::size_t records = s.records(), layers = learner.model().layers();
  run::TrainingTrace out;
  out.examples = learner.train().count;
  out.iteration = counted(records, s.every);
  out.worker = counted(s.workers);
  out.coordinates = first_of(learner.model(), coordinates, s.coordinates);
  out.loss.resize(records);
  out.accuracy.resize(records);
  out.mean_x.resize(records * layers);
  out.var_x.resize(records * layers);
  out.mean_n.resize(records * layers * s.workers);
  out.var_n.resize(records * layers * s.workers);
  out.gram.resize(records * layers * s.workers * s.workers);
  out.cross.resize(records * layers * s.workers);
  out.x.resize(records * s.coordinates);
  out.y.resize(records * s.workers * s.coordinates);
  return out;
}

/// All parameters, or `most` of each layer: drawn without repetition, rising. @param most  0: all
std::vector<std::uint64_t> dense_parameters(const Model& model, std::size_t most,
                                            const Stream& stream) {
  std::vector<std::uint64_t> kept;
  for (std::size_t layer = 0; layer < model.layers(); ++layer) {
    std::vector<std::uint64_t> own = counted(model.begin(layer + 1) - model.begin(layer));
    for (std::uint64_t& i : own) i += model.begin(layer);
    if (most > 0 && most < own.size()) {
      shuffle_first(own, most, stream, static_cast<std::uint32_t>(layer));
      own.resize(most);
      std::sort(own.begin(), own.end());
    }
    kept.insert(kept.end(), own.begin(), own.end());
  }
  return kept;
}

/// Records with whole gradients: the first, the last and evenly between.
run::DenseTrace empty_dense(const Learner& learner) {
  const Settings& s = learner.settings();
  run::DenseTrace out;
  out.examples = learner.train().count;
  for (std::size_t i = 0; i < s.dense; ++i) {
    const std::size_t record = s.dense == 1 ? 0 : i * (s.records() - 1) / (s.dense - 1);
    out.iteration.push_back(record * s.every);
  }
  out.worker = counted(s.dense_workers);
  out.parameter =
      dense_parameters(learner.model(), s.dense_parameters, Stream(s.seed, "dense: parameters"));
  out.x.resize(s.dense * out.parameter.size());
  out.y.resize(s.dense * s.dense_workers * out.parameter.size());
  return out;
}

run::RedrawTrace empty_redraws(const Learner& learner,
                               const std::vector<std::uint64_t>& coordinates) {
  const Settings& s = learner.settings();
  run::RedrawTrace out;
  out.examples = learner.train().count;
  out.iteration = {0};
  if (s.records() > 1) out.iteration.push_back((s.records() - 1) * s.every);
  out.draw = counted(s.redraws);
  out.worker = counted(s.workers);
  out.coordinates = first_of(learner.model(), coordinates, s.redraw_coordinates);
  out.x.resize(out.iteration.size() * s.redraw_coordinates);
  out.y.resize(out.iteration.size() * s.redraws * s.workers * s.redraw_coordinates);
  return out;
}

run::InitialisationTrace empty_initialisations(const Learner& learner,
                                               const std::vector<std::uint64_t>& coordinates) {
  const Settings& s = learner.settings();
  run::InitialisationTrace out;
  out.examples = s.initial_examples;
  out.initialisation = counted(s.initialisations);
  out.iteration = counted(s.initial_iterations);
  out.worker = counted(s.initial_workers);
  out.coordinates = first_of(learner.model(), coordinates, s.initial_coordinates);
  out.x.resize(s.initialisations * s.initial_iterations * s.initial_coordinates);
  out.y.resize(out.x.size() * s.initial_workers);
  return out;
}

run::NoiseTrace empty_noise(const Learner& learner) {
  const Settings& s = learner.settings();
  run::NoiseTrace out;
  out.examples = learner.train().count;
  out.delta = s.deltas;
  out.seed = counted(s.noise_seeds);
  out.iteration = counted(s.noise_records(), s.noise_every);
  const std::size_t points = s.deltas.size() * s.noise_seeds * s.noise_records();
  out.loss.resize(points);
  out.accuracy.resize(points);
  out.var_x.resize(points * learner.model().layers());
  out.var_n.resize(points * learner.model().layers());
  return out;
}

}  // namespace

run::Trace empty_trace(const Learner& learner, const std::vector<std::uint64_t>& coordinates) {
  const Settings& s = learner.settings();
  const Model& model = learner.model();
  run::Trace trace;
  trace.model = s.model + " " + model.name();
  trace.title = "Gradients of " + trace.model + " on " + learner.train().name;
  trace.sampling =
      "each worker draws its batch at every step from the whole population, with replacement";
  trace.batch = s.batch;
  trace.workers = s.workers;
  for (std::size_t layer = 0; layer < model.layers(); ++layer) {
    trace.layers.push_back(model.layer(layer).name);
    trace.parameters.push_back(model.begin(layer + 1) - model.begin(layer));
  }
  trace.training = empty_training(learner, coordinates);
  if (s.dense > 0) trace.dense = empty_dense(learner);
  if (s.redraws > 0) trace.redraws = empty_redraws(learner, coordinates);
  if (s.initialisations > 0) trace.initialisations = empty_initialisations(learner, coordinates);
  if (s.noise_seeds > 0 && !s.deltas.empty()) trace.noise = empty_noise(learner);
  return trace;
}

std::vector<std::uint64_t> coordinates_of(const Learner& learner, int threads) {
  const Settings& s = learner.settings();
  const State first = learner.initial(Stream(s.seed, "weights"), 0);
  const Global global = learner.global(first.parameters, s.initial_examples, threads);
  return choose_coordinates(learner.model(), global.x, s.coordinates,
                            Stream(s.seed, "coordinates"));
}

}  // namespace ceo::capture
