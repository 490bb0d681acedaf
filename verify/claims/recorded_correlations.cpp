#include "verify/claims/recorded_correlations.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ceo::verify {
namespace {

void need(bool there, const char* group) {
  if (there) return;
  throw run::NotRecorded("the trace has no group " + std::string(group), "",
                         "Record one with it, or use another trace (docs/trace-file.md).");
}

void need_samples(std::size_t there, std::size_t wanted, const char* what) {
  if (there >= wanted) return;
  throw run::NotRecorded(
      fmt::format("the trace has {} {}, and {} are needed", there, what, wanted));
}

const run::TrainingTrace& training_with(const run::Trace& trace, bool cross) {
  need(trace.training.has_value(), "training");
  const auto& group = *trace.training;
  if (group.gram.empty() || (cross && group.cross.empty())) {
    throw run::NotRecorded("the training group of the trace has no matrices gram and cross");
  }
  return group;
}

/// A coefficient of something that does not change is none.
void add(std::vector<double>& r, double value) {
  if (std::isfinite(value)) r.push_back(value);
}

}  // namespace

double pearson(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  double mean_x = 0, mean_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / n;
    mean_y += y[i] / n;
  }
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  return xy / std::sqrt(xx * yy);
}

RecordedCorrelations over_initialisations(const run::Trace& trace, std::size_t samples) {
  need(trace.initialisations.has_value(), "initialisations");
  const auto& group = *trace.initialisations;
  need_samples(group.initialisation.size(), samples, "initialisations");
  const std::size_t times = group.iteration.size(), coordinates = group.coordinates.index.size();
  const std::size_t workers = group.worker.size();
  RecordedCorrelations out{static_cast<double>(samples), {}};
  for (std::size_t k = 0; k < workers; ++k) {
    for (std::size_t c = 0; c < coordinates; ++c) {
      for (std::size_t t = 0; t < times; ++t) {
        std::vector<double> x, n;
        for (std::size_t i = 0; i < samples; ++i) {
          const std::size_t row = i * times + t;
          x.push_back(group.x[row * coordinates + c]);
          n.push_back(group.y[(row * workers + k) * coordinates + c] - x.back());
        }
        add(out.r, pearson(x, n));
      }
    }
  }
  return out;
}

RecordedCorrelations over_batches(const run::Trace& trace, std::size_t samples) {
  need(trace.redraws.has_value(), "redraws");
  const auto& group = *trace.redraws;
  need_samples(group.draw.size(), samples, "draws");
  const std::size_t coordinates = group.coordinates.index.size(), workers = group.worker.size();
  RecordedCorrelations out{static_cast<double>(samples), {}};
  for (std::size_t m = 0; m < group.iteration.size(); ++m) {
    for (std::size_t c = 0; c < coordinates; ++c) {
      std::vector<std::vector<double>> noise(workers);
      for (std::size_t i = 0; i < samples; ++i) {
        for (std::size_t k = 0; k < workers; ++k) {
          const std::size_t row = (m * group.draw.size() + i) * workers + k;
          noise[k].push_back(double{group.y[row * coordinates + c]} -
                             double{group.x[m * coordinates + c]});
        }
      }
      for (std::size_t k = 1; k < workers; ++k) {
        for (std::size_t j = 0; j < k; ++j) add(out.r, pearson(noise[j], noise[k]));
      }
    }
  }
  return out;
}

RecordedCorrelations noises_over_parameters(const run::Trace& trace, std::size_t layer) {
  const auto& group = training_with(trace, false);
  const std::size_t workers = group.worker.size();
  RecordedCorrelations out{static_cast<double>(trace.parameters[layer]), {}};
  for (std::size_t t = 0; t < group.iteration.size(); ++t) {
    const float* gram = group.gram.data() + (t * trace.layers.size() + layer) * workers * workers;
    for (std::size_t k = 1; k < workers; ++k) {
      for (std::size_t j = 0; j < k; ++j) {
        const double scale = std::sqrt(double{gram[j * (workers + 1)]} * gram[k * (workers + 1)]);
        add(out.r, gram[k * workers + j] / scale);
      }
    }
  }
  return out;
}

RecordedCorrelations source_over_parameters(const run::Trace& trace, std::size_t layer) {
  const auto& group = training_with(trace, true);
  const std::size_t workers = group.worker.size();
  RecordedCorrelations out{static_cast<double>(trace.parameters[layer]), {}};
  for (std::size_t t = 0; t < group.iteration.size(); ++t) {
    const std::size_t row = t * trace.layers.size() + layer;
    const double mean = group.mean_x.empty() ? 0 : group.mean_x[row];
    const double power = group.var_x[row] + mean * mean;
    for (std::size_t k = 0; k < workers; ++k) {
      const double noise = group.gram[(row * workers + k) * workers + k];
      add(out.r, group.cross[row * workers + k] / std::sqrt(power * noise));
    }
  }
  return out;
}

RecordedCorrelations drawn_alike(const RecordedCorrelations& recorded,
                                 const run::HostContext& context, double rho) {
  RecordedCorrelations out{recorded.samples, {}};
  for (std::size_t i = 0; i < recorded.r.size(); ++i) {
    run::HostDraws draws = context.draws(i);
    out.r.push_back(std::tanh(std::atanh(rho) + draws.normal() / std::sqrt(recorded.samples - 3)));
  }
  return out;
}

}  // namespace ceo::verify
