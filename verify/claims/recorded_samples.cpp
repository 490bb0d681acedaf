#include "verify/claims/recorded_samples.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace ceo::verify {
namespace {

/// The group of the trace. @param name as in docs/trace-file.md
template <class Group>
const Group& recorded(const std::optional<Group>& group, const char* name) {
  if (!group) {
    throw run::NotRecorded("the trace has no group " + std::string(name), "",
                           "Record one with it, or use another trace (docs/trace-file.md).");
  }
  return *group;
}

bool changes(const Sample& sample) {
  return std::any_of(sample.begin(), sample.end(),
                     [&](float value) { return value != sample.front(); });
}

void add(Samples& samples, Sample sample) {
  if (changes(sample)) samples.push_back(std::move(sample));
}

Samples some(Samples samples) {
  if (samples.empty()) throw run::NotRecorded("no recorded variable of the trace changes");
  return samples;
}

Samples over_layers(const run::Trace& trace, Samples (*of)(const run::Trace&, std::size_t)) {
  Samples all;
  for (std::size_t l = 0; l < trace.layers.size(); ++l) {
    for (Sample& sample : of(trace, l)) all.push_back(std::move(sample));
  }
  return some(std::move(all));
}

}  // namespace

Samples over_initialisations(const run::Trace& trace) {
  const auto& group = recorded(trace.initialisations, "initialisations");
  const std::size_t variables = group.iteration.size() * group.coordinates.index.size();
  Samples samples;
  for (std::size_t v = 0; v < variables; ++v) {
    Sample sample;
    for (std::size_t i = 0; i < group.initialisation.size(); ++i) {
      sample.push_back(group.x[i * variables + v]);
    }
    add(samples, std::move(sample));
  }
  return some(std::move(samples));
}

Samples at_fixed_models(const run::Trace& trace) {
  const auto& group = recorded(trace.redraws, "redraws");
  const std::size_t coordinates = group.coordinates.index.size();
  const std::size_t batches = group.draw.size() * group.worker.size();
  Samples samples;
  for (std::size_t model = 0; model < group.iteration.size(); ++model) {
    for (std::size_t c = 0; c < coordinates; ++c) {
      Sample sample;
      for (std::size_t i = 0; i < batches; ++i) {
        sample.push_back(group.y[(model * batches + i) * coordinates + c] -
                         group.x[model * coordinates + c]);
      }
      add(samples, std::move(sample));
    }
  }
  return some(std::move(samples));
}

Samples source_of_layer(const run::Trace& trace, std::size_t layer) {
  const auto& group = recorded(trace.dense, "dense");
  const std::vector<std::size_t> begins = run::dense_layers(trace);
  Samples samples;
  for (std::size_t t = 0; t < group.iteration.size(); ++t) {
    const float* x = group.x.data() + t * group.parameter.size();
    add(samples, Sample(x + begins[layer], x + begins[layer + 1]));
  }
  return samples;
}

Samples noise_of_layer(const run::Trace& trace, std::size_t layer) {
  const auto& group = recorded(trace.dense, "dense");
  const std::vector<std::size_t> begins = run::dense_layers(trace);
  const std::size_t size = group.parameter.size(), workers = group.worker.size();
  Samples samples;
  for (std::size_t row = 0; row < group.iteration.size() * workers; ++row) {
    Sample sample;
    for (std::size_t i = begins[layer]; i < begins[layer + 1]; ++i) {
      sample.push_back(group.y[row * size + i] - group.x[row / workers * size + i]);
    }
    add(samples, std::move(sample));
  }
  return samples;
}

Samples source_over_parameters(const run::Trace& trace) {
  return over_layers(trace, source_of_layer);
}

Samples noise_over_parameters(const run::Trace& trace) {
  return over_layers(trace, noise_of_layer);
}

double drawn_normal(run::HostDraws& draws) {
  return draws.normal();
}

double drawn_laplace(run::HostDraws& draws) {
  const double u = 2 * draws.uniform() - 1;
  return std::copysign(std::log1p(-std::abs(u)), u) / -std::numbers::sqrt2;
}

double drawn_student_30(run::HostDraws& draws) {
  // A chi-square of 30 degrees is twice the sum of 15 exponentials; they come as a product.
  double product = 1;
  for (int i = 0; i < 15; ++i) product *= draws.uniform();
  return draws.normal() * std::sqrt(28 / (-2 * std::log(product)));
}

double drawn_half_zero(run::HostDraws& draws) {
  const double z = draws.normal();
  return draws.below(2) == 0 ? 0 : std::numbers::sqrt2 * z;
}

Samples drawn_alike(const Samples& samples, const run::HostContext& context, const Drawn& law) {
  Samples drawn;
  for (std::size_t v = 0; v < samples.size(); ++v) {
    run::HostDraws draws = context.draws(v);
    Sample sample(samples[v].size());
    for (float& value : sample) value = static_cast<float>(law(draws));
    drawn.push_back(std::move(sample));
  }
  return drawn;
}

}  // namespace ceo::verify
