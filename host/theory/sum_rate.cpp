#include "host/theory/sum_rate.hpp"

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/base/text.hpp"

namespace ceo::theory {
namespace {

double total_rate(const Channel& channel) {
  return std::accumulate(channel.rate.begin(), channel.rate.end(), 0.0);
}

void check(Problems& problems, double value, const std::string& name) {
  if (!(value > 0) || std::isinf(value)) {
    problems.add(name + " = " + shortest(value) + " is not a positive finite number", name,
                 "Give a number above 0.");
  }
}

/// 1/sN2 - 1/(K D) as K D/sN2 - 1 > 0, from one rounding: near Dmin nothing else keeps its digits.
double excess(double var_x, double var_n, std::size_t workers, double distortion) {
  Problems problems;
  check(problems, var_x, "var_x");
  check(problems, var_n, "var_n");
  if (workers == 0) problems.add("there is no worker", "workers", "Give K >= 1.");
  problems.raise(ExitCode::usage);
  const auto count = static_cast<double>(workers);
  const double delta = std::fma(count, distortion, -var_n) / var_n;
  if (!(distortion > var_n / count) || !(delta > 0) || std::isinf(delta)) {
    throw Error(
        ExitCode::usage,
        "distortion " + shortest(distortion) + " is not feasible: no finite rate reaches it",
        "distortion", "Give a finite D above Dmin = var_n/K = " + shortest(var_n / count) + ".");
  }
  return delta;
}

void check(const NormalForm& form) {
  Problems problems;
  check(problems, form.delta, "delta");
  check(problems, form.snr, "snr");
  if (form.workers == 0) problems.add("there is no worker", "workers", "Give K >= 1.");
  problems.raise(ExitCode::usage);
}

/// (K/2) ln((1 + delta)/delta), the sum of r_k.
double spoken(const NormalForm& form) {
  return 0.5 * static_cast<double>(form.workers) * std::log1p(1 / form.delta);
}

}  // namespace

double sum_rate(const Channel& channel) {
  return total_rate(channel) + 0.5 * std::log1p(channel.var_x / channel.distortion);
}

double independent_rate(const Channel& channel) {
  double alone = 0;
  for (const double a : channel.precision) alone += 0.5 * std::log1p(channel.var_x * a);
  return total_rate(channel) + alone;
}

double coding_gain(const Channel& channel) {
  // With S the sum of the earlier sX2 a, (1 + S)(1 + x)/(1 + S + x) = 1 + S x/(1 + S + x).
  double gain = 0;
  double earlier = 0;
  for (const double a : channel.precision) {
    const double own = channel.var_x * a;
    gain += 0.5 * std::log1p(own / (1 + earlier + own) * earlier);
    earlier += own;
  }
  return gain;
}

double least_sum_rate(double var_x, std::span<const double> var_n, double distortion) {
  return sum_rate(channel_from_distortion(var_x, var_n, distortion));
}

double equal_workers_sum_rate(double var_x, double var_n, std::size_t workers, double distortion) {
  const double delta = excess(var_x, var_n, workers, distortion);
  return 0.5 * static_cast<double>(workers) * std::log1p(1 / delta) +
         0.5 * std::log1p(var_x / distortion);
}

double equal_workers_independent_rate(double var_x, double var_n, std::size_t workers,
                                      double distortion) {
  const double delta = excess(var_x, var_n, workers, distortion);
  // (K D + sX2)/(K D - sN2) = 1 + (sX2 + sN2)/(K D - sN2).
  return 0.5 * static_cast<double>(workers) * std::log1p((var_x / var_n + 1) / delta);
}

double many_workers_sum_rate(double var_x, double var_n, double distortion) {
  Problems problems;
  check(problems, var_x, "var_x");
  check(problems, var_n, "var_n");
  check(problems, distortion, "distortion");
  problems.raise(ExitCode::usage);
  return var_n / distortion / 2 + 0.5 * std::log1p(var_x / distortion);
}

double printed_unequal_sum_rate(double var_x, std::span<const double> var_n, double distortion) {
  (void)channel_from_distortion(var_x, var_n, distortion);  // refuses what is not feasible
  double precision = 0;
  for (const double n : var_n) precision += 1 / n;
  const double nu = (precision - 1 / distortion) / static_cast<double>(var_n.size());
  double rate = 0.5 * std::log1p(var_x / distortion);
  for (const double n : var_n) rate -= 0.5 * std::log(nu * n);
  return rate;
}

double sum_rate_slope(double var_x, std::span<const double> var_n, double distortion) {
  const Channel channel = channel_from_distortion(var_x, var_n, distortion);
  // nu = 1/sN2 - a = a sV2/sN2 of any active worker, the same for all: m/(sum 1/sN2 - 1/D) = 1/nu.
  double inverse = 0;
  for (std::size_t k = 0; k < var_n.size(); ++k) {
    if (channel.rate[k] == 0) continue;
    inverse = var_n[k] / channel.var_v[k] / channel.precision[k];
    break;
  }
  return (inverse / distortion + 1 / (1 + distortion / var_x)) / distortion / 2;
}

NormalForm normal_form(double var_x, double var_n, std::size_t workers, double distortion) {
  return {excess(var_x, var_n, workers, distortion), var_x / var_n, workers};
}

double sum_rate(const NormalForm& form) {
  check(form);
  return spoken(form) +
         0.5 * std::log1p(static_cast<double>(form.workers) * form.snr / (1 + form.delta));
}

double independent_rate(const NormalForm& form) {
  check(form);
  return spoken(form) +
         0.5 * static_cast<double>(form.workers) * std::log1p(form.snr / (1 + form.delta));
}

}  // namespace ceo::theory
