#include "host/run/recorded_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/run/host_check.hpp"
#include "host/run/plan.hpp"

namespace ceo::run {
namespace {

const DenseTrace& dense_of(const Trace& trace) {
  if (!trace.dense || !trace.training) {
    throw NotRecorded("the trace has no group " + std::string(trace.dense ? "training" : "dense"));
  }
  return *trace.dense;
}

std::size_t training_record(const TrainingTrace& training, std::uint64_t iteration) {
  const auto found = std::find(training.iteration.begin(), training.iteration.end(), iteration);
  if (found == training.iteration.end()) {
    throw NotRecorded("the training group of the trace lacks an iteration of the dense one");
  }
  return static_cast<std::size_t>(found - training.iteration.begin());
}

/// Place of a worker of the dense group in the training group.
std::size_t training_worker(const TrainingTrace& training, std::uint64_t worker) {
  const auto found = std::find(training.worker.begin(), training.worker.end(), worker);
  if (found == training.worker.end()) {
    throw NotRecorded("the training group of the trace lacks a worker of the dense one");
  }
  return static_cast<std::size_t>(found - training.worker.begin());
}

/// 1/sd of a variance that the trace states.
float scale_of(float variance) {
  if (!(variance > 0)) throw NotRecorded("a variance in the training group is 0");
  return static_cast<float>(1 / std::sqrt(double{variance}));
}

float within(float value, const char* name, std::uint64_t iteration, std::size_t parameter) {
  if (std::abs(value) <= kLargestRecorded) return value;
  throw NotRecorded(
      fmt::format("{} of parameter {} at iteration {} is {:.4g} standard deviations, not within "
                  "{:g}",
                  name, parameter, iteration, value, kLargestRecorded));
}

/// Fills what one layer at one iteration adds to the rows.
class LayerWriter {
 public:
  LayerWriter(const Trace& trace, RecordedSource& source)
      : trace_(trace), dense_(*trace.dense), training_(*trace.training), source_(source) {}

  /// @param t      place of the iteration in the dense group
  /// @param first  place of the first parameter of the layer there; before `end`
  void write(std::size_t t, std::size_t layer, std::size_t first, std::size_t end) {
    const std::uint64_t iteration = dense_.iteration[t];
    const std::size_t size = dense_.parameter.size(), workers = dense_.worker.size();
    const std::size_t record = training_record(training_, iteration) * trace_.layers.size() + layer;
    const float x_scale = scale_of(training_.var_x.at(record));
    std::vector<float> n_scale;
    for (const std::uint64_t worker : dense_.worker) {
      n_scale.push_back(scale_of(training_.var_n.at(record * training_.worker.size() +
                                                    training_worker(training_, worker))));
    }
    for (std::size_t i = first; i < end && t * size + i < source_.size.samples; ++i) {
      const float x = dense_.x[t * size + i];
      float* to = source_.values.data() + t * size + i;
      *to = within(x_scale * x, "X", iteration, dense_.parameter[i]);
      for (std::size_t k = 0; k < workers; ++k) {
        to += source_.size.samples;
        const float noise = dense_.y[(t * workers + k) * size + i] - x;
        *to = within(n_scale[k] * noise, "N", iteration, dense_.parameter[i]);
      }
    }
  }

 private:
  const Trace& trace_;
  const DenseTrace& dense_;
  const TrainingTrace& training_;
  RecordedSource& source_;
};

}  // namespace

RecordedSize recorded_size(const Trace& trace) {
  const DenseTrace& dense = dense_of(trace);
  const std::uint64_t symbols = dense.iteration.size() * dense.parameter.size();
  if (symbols < kSampleQuantum) {
    throw NotRecorded(fmt::format("the trace has {} symbols, and a cell takes {} or more", symbols,
                                  kSampleQuantum));
  }
  return {dense.worker.size(), symbols / kSampleQuantum * kSampleQuantum};
}

RecordedSource recorded_source(const Trace& trace) {
  RecordedSource source{recorded_size(trace), {}};
  source.values.resize((source.size.workers + 1) * source.size.samples);
  LayerWriter writer(trace, source);
  const std::vector<std::size_t> begins = dense_layers(trace);
  for (std::size_t t = 0; t < trace.dense->iteration.size(); ++t) {
    for (std::size_t layer = 0; layer < trace.layers.size(); ++layer) {
      writer.write(t, layer, begins[layer], begins[layer + 1]);
    }
  }
  return source;
}

}  // namespace ceo::run
