#include "verify/fit_to_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "host/base/error.hpp"
#include "host/base/interrupt.hpp"
#include "host/base/text.hpp"

namespace ceo::verify {
namespace {

constexpr double kTrialSeconds = 0.2;

double seconds_of(const run::Cell& cell, const run::ExecuteOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  static_cast<void>(run::execute_cell(cell, options, nullptr));
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Wall time of a cell: setup + per_sample * samples.
struct Cost {
  double setup = 0;
  double per_sample = 0;
};

/// Foreign generators take seconds to set up, which the smallest run shows; philox takes none.
double setup_seconds(const run::Cell& cell, const run::ExecuteOptions& options) {
  if (cell.rng == launch::Generator::philox) return 0;
  run::Cell trial = cell;
  trial.samples = run::kSampleQuantum;
  return seconds_of(trial, options);
}

/// The trial grows until it takes long enough to tell.
Cost cost_of(const run::Cell& cell, const run::ExecuteOptions& options) {
  const double setup = setup_seconds(cell, options);
  run::Cell trial = cell;
  trial.samples = std::min(cell.samples, 16 * run::kSampleQuantum);
  const auto measure = [&] { return std::max(0.0, seconds_of(trial, options) - setup); };
  double seconds = measure();
  while (seconds < kTrialSeconds && trial.samples < cell.samples && stop_signal() == 0) {
    const double growth = std::clamp(1.2 * kTrialSeconds / std::max(seconds, 1e-6), 2.0, 64.0);
    const auto quanta = static_cast<std::uint64_t>(growth * static_cast<double>(trial.samples) /
                                                   static_cast<double>(run::kSampleQuantum));
    trial.samples = std::min(cell.samples, quanta * run::kSampleQuantum);
    seconds = measure();
  }
  // The set-up may vary by more than a small cell takes: no sample is free.
  constexpr double kLeast = 1e-10;
  return {setup, std::max(kLeast, seconds / static_cast<double>(trial.samples))};
}

/// What every kind of cell costs. Neither a fault nor the values of variances cost time, so they do
/// not make a kind: the layers of a layered point are one.
class Costs {
 public:
  Costs(const run::Plan& plan, const run::ExecuteOptions& options) {
    for (const run::Cell& cell : plan.cells) {
      const auto [cost, is_new] = costs_.try_emplace(kind(cell));
      if (is_new) cost->second = cost_of(cell, options);
      if (stop_signal() != 0) {
        throw Error(static_cast<ExitCode>(128 + stop_signal()), "stopped; nothing was written");
      }
    }
  }

  [[nodiscard]] double of(const run::Plan& plan) const {
    double sum = 0;
    for (const run::Cell& cell : plan.cells) {
      const Cost& cost = costs_.at(kind(cell));
      sum += cost.setup + cost.per_sample * static_cast<double>(cell.samples);
    }
    return sum;
  }

 private:
  static std::string kind(const run::Cell& cell) {
    const int matrices = int{cell.matrices.normals} + 2 * int{cell.matrices.physical};
    const auto silent = std::count_if(cell.spec.var_v.begin(), cell.spec.var_v.end(),
                                      [](double var_v) { return std::isinf(var_v); });
    return fmt::format("{} {} {} {} {} {} {}", launch::to_string(cell.rng), cell.spec.workers(),
                       silent, matrices, matrices > 0 ? cell.matrices.every : 0, cell.shape_every,
                       cell.sorted);
  }
  std::map<std::string, Cost> costs_;
};

run::Config scaled(run::Config config, double factor) {
  for (run::ClaimConfig& claim : config.claims) {
    if (claim.samples == 0) continue;  // checked on the host alone
    const double samples = std::floor(static_cast<double>(claim.samples) * factor);
    claim.samples =
        static_cast<std::uint64_t>(std::clamp(samples, 1.0, static_cast<double>(run::kMaxSamples)));
  }
  return config;
}

}  // namespace

run::Config fit_to_time(run::Config config, const std::vector<run::Claim>& claims, double seconds,
                        const run::ExecuteOptions& options) {
  const run::Plan plan = run::make_plan(config, claims);
  if (plan.cells.empty()) return config;  // nothing to scale
  const Costs costs(plan, options);
  const double least = costs.of(run::make_plan(scaled(config, 0), claims));
  if (least >= seconds) {
    throw Error(
        ExitCode::usage,
        "the smallest run of this plan with its controls needs about " + human_seconds(least),
        "--time", "Allow more time, or leave the controls out with --no-controls.");
  }
  // The time grows with the factor: bracket the factor, then halve the bracket.
  constexpr double kClose = 1e-3;  // in the logarithm of the factor
  const auto time = [&](double log_factor) {
    return costs.of(run::make_plan(scaled(config, std::exp(log_factor)), claims));
  };
  double low = 0, high = 0;
  while (time(low) >= seconds) low -= 1;
  while (time(high) < seconds) high += 1;
  while (high - low > kClose) {
    const double middle = (low + high) / 2;
    (time(middle) < seconds ? low : high) = middle;
  }
  return scaled(std::move(config), std::exp(low));
}

}  // namespace ceo::verify
