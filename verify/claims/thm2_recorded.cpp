#include "verify/claims/thm2_recorded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/run/gaussian_ceo_spec.hpp"
#include "host/stats/ceo_estimates.hpp"
#include "kernels/launch/recorded_launcher.hpp"
#include "verify/claims/gaussian_decoder.hpp"
#include "verify/claims/host_quantity.hpp"
#include "verify/claims/recorded_samples.hpp"

namespace ceo::verify {
namespace {

using run::HostContext;
using run::HostOutcome;

constexpr double kLevel = 1e-6;
/// Strip sums of recorded gradients may be so many powers of two above those of normal ones.
constexpr int kHeadroom = 8;

/// X and N_k of the parameters of every layer, in standard deviations.
struct Rows {
  std::size_t workers = 0;
  std::uint64_t samples = 0;
  std::vector<float> values;  ///< [X, N_1 .. N_K][sample]
};

std::size_t training_record(const run::TrainingTrace& training, std::uint64_t iteration) {
  const auto found = std::find(training.iteration.begin(), training.iteration.end(), iteration);
  if (found == training.iteration.end()) {
    throw run::NotRecorded("the training group of the trace lacks an iteration of the dense one");
  }
  return static_cast<std::size_t>(found - training.iteration.begin());
}

/// 1/sd of a variance that the trace states.
float scale_of(float variance) {
  if (!(variance > 0)) throw run::NotRecorded("a variance in the training group is 0");
  return static_cast<float>(1 / std::sqrt(double{variance}));
}

/// Whole gradients, each divided by the standard deviation that the trace states for its layer,
/// iteration and worker; nothing is fitted.
Rows recorded_rows(const run::Trace& trace) {
  if (!trace.dense || !trace.training) {
    throw run::NotRecorded("the trace has no group " +
                           std::string(trace.dense ? "training" : "dense"));
  }
  const run::DenseTrace& dense = *trace.dense;
  const run::TrainingTrace& training = *trace.training;
  const std::size_t size = dense.parameter.size(), layers = trace.layers.size();
  const std::vector<std::size_t> begins = run::dense_layers(trace);
  Rows rows{dense.worker.size(), dense.iteration.size() * size, {}};
  rows.values.resize((rows.workers + 1) * rows.samples);
  for (std::size_t t = 0; t < dense.iteration.size(); ++t) {
    const std::size_t record = training_record(training, dense.iteration[t]) * layers;
    for (std::size_t l = 0; l < layers; ++l) {
      const float x_scale = scale_of(training.var_x[record + l]);
      for (std::size_t i = begins[l]; i < begins[l + 1]; ++i) {
        rows.values[t * size + i] = x_scale * dense.x[t * size + i];
        for (std::size_t k = 0; k < rows.workers; ++k) {
          const std::size_t worker = (record + l) * training.worker.size() + dense.worker[k];
          const float noise = dense.y[(t * rows.workers + k) * size + i] - dense.x[t * size + i];
          rows.values[(k + 1) * rows.samples + t * size + i] =
              scale_of(training.var_n.at(worker)) * noise;
        }
      }
    }
  }
  return rows;
}

/// Normal numbers in the place of recorded ones. @param shared  N_2 is N_1
Rows drawn_rows(const HostContext& context, bool shared) {
  Rows rows = recorded_rows(context.trace());
  run::HostDraws draws = context.draws(0);
  for (float& value : rows.values) value = static_cast<float>(drawn_normal(draws));
  if (shared && rows.workers > 1) {
    const auto size = static_cast<std::ptrdiff_t>(rows.samples);
    std::copy(rows.values.begin() + size, rows.values.begin() + 2 * size,
              rows.values.begin() + 2 * size);
  }
  return rows;
}

/// Equal workers at snr 1 and delta 1: the test channels add as much as the noise.
run::GaussianCeoBinding binding_of(std::size_t workers, const run::Fault& fault) {
  run::GaussianCeoSpec spec;
  spec.var_x = 1;
  spec.var_n.assign(workers, 1);
  spec.var_v.assign(workers, 1);
  spec.fault = fault;
  run::GaussianCeoBinding binding = run::bind(spec);
  for (int& exponent : binding.scale_exponent) exponent -= kHeadroom;
  return binding;
}

struct Run {
  stats::Moments moments;
  run::GaussianCeoBinding sound;
};

/// The decoder on these sources; V_k has its own random numbers.
Run run_on(const HostContext& context, const Rows& rows, const run::Fault& fault = {}) {
  run::HostDraws draws = context.with_stream("test channels").draws(0);
  constexpr std::uint64_t kWords = std::uint64_t{1} << 32;
  const std::array<std::uint32_t, 2> key = {static_cast<std::uint32_t>(draws.below(kWords)),
                                            static_cast<std::uint32_t>(draws.below(kWords))};
  const run::GaussianCeoBinding binding = binding_of(rows.workers, fault);
  const launch::Totals totals =
      launch::run_recorded(binding.params(key), {}, {0, launch::recorded_strips(rows.samples)},
                           {rows.values, rows.samples}, {1, {}});
  Run result{stats::moments_of(totals, binding.scale_exponent, binding.row_exponent),
             binding_of(rows.workers, {})};
  ensure(result.moments.overflow == 0, "a strip sum of recorded gradients does not fit");
  return result;
}

HostOutcome outcome_of(const stats::Estimate& estimate, double predicted, double unit,
                       std::string words) {
  HostOutcome outcome;
  outcome.estimate = estimate;
  outcome.prediction = {predicted, kAccumulationAllowance + 1e-7 * predicted, unit, 1};
  outcome.words = std::move(words);
  return outcome;
}

HostOutcome judge_slope(const Run& run) {
  const stats::Estimate slope = stats::slope(run.moments);
  return outcome_of(
      slope, 1, error_sd(run.sound) / source_sd(run.sound),
      fmt::format("Xhat rises by {:.3f} +- {:.3f} for 1 of X over {} samples of {} "
                  "workers.",
                  slope.value, slope.standard_error, run.moments.samples, run.sound.sd_n.size()));
}

HostOutcome judge_distortion(const Run& run) {
  const stats::Estimate found = stats::distortion(run.moments);
  const double wanted = run.sound.channel.distortion;
  return outcome_of(found, wanted, wanted,
                    fmt::format("The mean square error is {:.3f} +- {:.3f} times D over {} samples "
                                "of {} workers.",
                                found.value / wanted, found.standard_error / wanted,
                                run.moments.samples, run.sound.sd_n.size()));
}

run::HostQuantity quantity(const char* id, const char* statement, const char* unit,
                           const char* resolution, HostOutcome (*judge)(const Run&)) {
  run::HostQuantity result = host_quantity(id, statement, unit, resolution);
  result.law = stats::Law::normal;
  result.level = kLevel;
  result.resolution = 0.1;
  result.check = [judge](const HostContext& context) {
    return judge(run_on(context, recorded_rows(context.trace())));
  };
  return result;
}

std::vector<run::HostControl> controls() {
  const auto accepted = run::Required::accepted;
  const char* sound = "As many normal X and N_k, independent.";
  return {
      {"drawn-slope", sound, "slope",
       [](const HostContext& context) {
         return judge_slope(run_on(context, drawn_rows(context, false)));
       },
       accepted},
      {"drawn-distortion", sound, "distortion",
       [](const HostContext& context) {
         return judge_distortion(run_on(context, drawn_rows(context, false)));
       },
       accepted},
      {"shrunk-decoder", "Normal X and N_k, and the decoder of least mean square error.", "slope",
       [](const HostContext& context) {
         const Rows rows = drawn_rows(context, false);
         const double d = binding_of(rows.workers, {}).channel.distortion;
         run::Fault fault;
         fault.name = "shrunk-decoder";
         fault.weight_factor = 1 / (1 + d);
         return judge_slope(run_on(context, rows, fault));
       }},
      {"shared-noise", "Normal X and N_k, and the second worker has the noise of the first.",
       "distortion", [](const HostContext& context) {
         return judge_distortion(run_on(context, drawn_rows(context, true)));
       }}};
}

}  // namespace

run::Claim thm2_recorded() {
  run::Claim claim;
  claim.id = "thm2.recorded";
  claim.title = "Theorem 2's scheme on recorded gradients";
  claim.statement =
      "The test channels and decoder of Theorem 2 on recorded X and N_k: E[Xhat | X] = X and "
      "E[(Xhat - X)^2] = D, which need no Gaussian law, only N_k that are uncorrelated with X and "
      "with each other.";
  claim.source = "ZTW Theorem 2, eqs 10, 11, 29-32; Assumption 2; theory.md section 2";
  claim.kind = "assumption";
  claim.expected = "reported";
  claim.assumptions =
      "The symbols are the parameters of all layers, in the standard deviations that the trace "
      "states; snr 1 and delta 1. Standard errors take the symbols as independent.";
  claim.host = {
      quantity("slope", "slope of Xhat on X is 1", "1", "sd(e)/sd(X)", judge_slope),
      quantity("distortion", "mean square error is D", "gradient^2", "D", judge_distortion)};
  claim.host_controls = controls();
  claim.instances = 1;
  claim.trace = "mlp-mnist";
  return claim;
}

}  // namespace ceo::verify
