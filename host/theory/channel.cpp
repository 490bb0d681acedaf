#include "host/theory/channel.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>

#include "host/base/error.hpp"
#include "host/base/text.hpp"

// Only additions, multiplications and divisions decide precisions, weights, distortions and
// test-channel noises: they are rounded alike on every host. The rates alone use libm.

namespace ceo::theory {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool positive_finite(double value) {
  return value > 0 && std::isfinite(value);
}

std::string worker(std::size_t k) {
  return "worker " + std::to_string(k + 1);
}

void check_positive(Problems& problems, double value, const std::string& name,
                    const std::string& where) {
  if (!positive_finite(value)) {
    problems.add(name + " = " + shortest(value) + " is not a positive finite number", where,
                 "Give a variance above 0.");
  }
}

void check_noises(Problems& problems, std::span<const double> var_n) {
  if (var_n.empty()) problems.add("there is no worker", "var_n", "Give K >= 1 variances.");
  for (std::size_t k = 0; k < var_n.size(); ++k) {
    check_positive(problems, var_n[k], "var_n", worker(k));
  }
}

void check_lengths(Problems& problems, std::span<const double> var_n, std::size_t found,
                   const std::string& name) {
  if (found != var_n.size()) {
    problems.add(name + " has " + std::to_string(found) + " values and var_n has " +
                     std::to_string(var_n.size()),
                 name, "Give one value per worker.");
  }
}

/// r = (1/2) ln(1 + sN2/sV2) in nats.
double rate_of(double var_n, double var_v) {
  const double ratio = var_n / var_v;
  if (std::isinf(ratio)) return 0.5 * (std::log(var_n) - std::log(var_v));
  return 0.5 * std::log1p(ratio);
}

/// Fills precision, weight and distortion from var_n and var_v. Everything is taken relative to the
/// best worker, so that neither tiny nor huge variances leave the range of a double.
void finish(Channel& channel) {
  const std::size_t workers = channel.var_n.size();
  std::vector<double> total(workers);
  for (std::size_t k = 0; k < workers; ++k) {
    total[k] = channel.var_n[k] + channel.var_v[k];
    channel.precision[k] = std::isinf(channel.var_v[k]) ? 0.0 : 1.0 / total[k];
    if (std::isinf(channel.precision[k]) || (std::isinf(total[k]) && channel.rate[k] > 0)) {
      throw Error(ExitCode::usage,
                  "var_n + var_v = " + shortest(channel.var_n[k]) + " + " +
                      shortest(channel.var_v[k]) + " leaves the range of a double",
                  worker(k), "Change the unit of the gradient.");
    }
  }
  const double best = *std::min_element(total.begin(), total.end());
  double sum = 0;
  for (const double t : total) sum += best / t;
  for (std::size_t k = 0; k < workers; ++k) channel.weight[k] = best / total[k] / sum;
  channel.distortion = best / sum;
}

Channel blank(double var_x, std::span<const double> var_n) {
  Channel channel;
  channel.var_x = var_x;
  channel.var_n.assign(var_n.begin(), var_n.end());
  channel.var_v.assign(var_n.size(), kInfinity);
  channel.precision.assign(var_n.size(), 0.0);
  channel.rate.assign(var_n.size(), 0.0);
  channel.weight.assign(var_n.size(), 0.0);
  return channel;
}

Error infeasible(double distortion, double minimum) {
  return {ExitCode::usage,
          "distortion " + shortest(distortion) + " is not feasible: no finite rate reaches it",
          "distortion",
          "Give a finite D above Dmin = 1/sum_k(1/var_n_k) = " + shortest(minimum) + "."};
}

/// The least noisy workers that share the water level, and their precisions.
struct WaterLevel {
  std::vector<std::size_t> order;  ///< workers by rising noise
  std::size_t active = 0;          ///< the first so many of them speak
  std::vector<double> deficit;     ///< [K], in that order: 1/sN2_best - 1/sN2_k >= 0
  double depth = 0;                ///< 1/sN2_best - nu > 0
  double level = 0;                ///< nu
};

/// Closed form: with m active workers, m (1/sN2_best - nu) = 1/D + sum of their deficits, and
/// worker m is active iff its deficit is below that depth. The depth, not nu, is computed first: at
/// large D it is a tiny difference of nu from 1/sN2_best.
WaterLevel fill(std::span<const double> var_n, double distortion) {
  WaterLevel water;
  water.order.resize(var_n.size());
  std::iota(water.order.begin(), water.order.end(), std::size_t{0});
  std::stable_sort(water.order.begin(), water.order.end(),
                   [&](std::size_t a, std::size_t b) { return var_n[a] < var_n[b]; });
  const double best = var_n[water.order.front()];
  double deficits = 0;
  double precisions = 0;
  for (const std::size_t k : water.order) {
    const double deficit = (var_n[k] - best) / var_n[k] / best;
    const auto count = static_cast<double>(water.active + 1);
    const double depth = (1.0 / distortion + (deficits + deficit)) / count;
    if (!(deficit < depth)) break;
    deficits += deficit;
    precisions += 1.0 / var_n[k];
    water.deficit.push_back(deficit);
    water.depth = depth;
    water.level = (precisions - 1.0 / distortion) / count;
    ++water.active;
  }
  return water;
}

}  // namespace

double minimal_distortion(std::span<const double> var_n) {
  Problems problems;
  check_noises(problems, var_n);
  problems.raise(ExitCode::usage);
  const double best = *std::min_element(var_n.begin(), var_n.end());
  double sum = 0;
  for (const double n : var_n) sum += best / n;
  return best / sum;
}

Channel channel_from_noise(double var_x, std::span<const double> var_n,
                           std::span<const double> var_v) {
  Problems problems;
  check_positive(problems, var_x, "var_x", "source");
  check_noises(problems, var_n);
  check_lengths(problems, var_n, var_v.size(), "var_v");
  bool speaks = var_v.empty();
  for (std::size_t k = 0; k < var_v.size(); ++k) {
    speaks = speaks || !(var_v[k] == kInfinity);
    if (!(var_v[k] > 0)) {
      problems.add("var_v = " + shortest(var_v[k]) + " is not positive", worker(k),
                   "Give a variance above 0, or inf for a silent worker.");
    }
  }
  if (!speaks) problems.add("every worker is silent", "var_v", "Give at least one finite value.");
  problems.raise(ExitCode::usage);

  Channel channel = blank(var_x, var_n);
  channel.var_v.assign(var_v.begin(), var_v.end());
  for (std::size_t k = 0; k < var_n.size(); ++k) channel.rate[k] = rate_of(var_n[k], var_v[k]);
  finish(channel);
  return channel;
}

Channel channel_from_rates(double var_x, std::span<const double> var_n,
                           std::span<const double> rates) {
  Problems problems;
  check_positive(problems, var_x, "var_x", "source");
  check_noises(problems, var_n);
  check_lengths(problems, var_n, rates.size(), "rates");
  for (std::size_t k = 0; k < rates.size(); ++k) {
    if (!(rates[k] >= 0) || std::isinf(rates[k])) {
      problems.add("rate " + shortest(rates[k]) + " is not a finite number of nats >= 0", worker(k),
                   "Give 0 for a silent worker.");
    }
  }
  problems.raise(ExitCode::usage);

  Channel channel = blank(var_x, var_n);
  bool speaks = false;
  for (std::size_t k = 0; k < var_n.size(); ++k) {
    // sN2/(exp(2r) - 1) with the sign of the exponent turned, so that a large rate cannot overflow.
    const double var_v = rates[k] > 0
                             ? var_n[k] * (std::exp(-2 * rates[k]) / -std::expm1(-2 * rates[k]))
                             : kInfinity;
    if (var_v < std::numeric_limits<double>::min()) {
      problems.add(
          "rate " + shortest(rates[k]) + " nat needs a test-channel noise below a double's range",
          worker(k), "Give a smaller rate.");
    }
    channel.var_v[k] = var_v;
    channel.rate[k] = std::isinf(var_v) ? 0.0 : rates[k];
    speaks = speaks || !std::isinf(var_v);
  }
  if (!speaks) problems.add("every worker is silent", "rates", "Give at least one rate above 0.");
  problems.raise(ExitCode::usage);
  finish(channel);
  return channel;
}

Channel channel_from_distortion(double var_x, std::span<const double> var_n, double distortion) {
  Problems problems;
  check_positive(problems, var_x, "var_x", "source");
  check_noises(problems, var_n);
  problems.raise(ExitCode::usage);
  const double minimum = minimal_distortion(var_n);
  if (!(distortion > minimum) || std::isinf(distortion)) throw infeasible(distortion, minimum);

  const WaterLevel water = fill(var_n, distortion);
  if (!(water.level > 0)) throw infeasible(distortion, minimum);
  Channel channel = blank(var_x, var_n);
  for (std::size_t i = 0; i < water.active; ++i) {
    const std::size_t k = water.order[i];
    // a = 1/sN2 - nu = depth - deficit, and sV2 = 1/a - sN2 = nu sN2 / a.
    channel.var_v[k] = water.level * var_n[k] / (water.depth - water.deficit[i]);
    if (std::isinf(channel.var_v[k])) {
      throw Error(ExitCode::usage,
                  "distortion " + shortest(distortion) + " needs a noise beyond a double's range",
                  "distortion", "Give a smaller D, above Dmin = " + shortest(minimum) + ".");
    }
    channel.rate[k] = rate_of(var_n[k], channel.var_v[k]);
  }
  finish(channel);
  return channel;
}

}  // namespace ceo::theory
