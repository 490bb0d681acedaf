#include "host/theory/sign_sgd.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "host/base/argument.hpp"
#include "host/theory/normal_nodes.hpp"
#include "host/theory/sum_rate.hpp"

namespace ceo::theory {
namespace {

using std::numbers::inv_pi;
using std::numbers::log2e;
using std::numbers::pi;

void check_workers(const SignWorkers& workers) {
  Problems problems;
  check_argument(problems, "var_x", workers.var_x, kPositive);
  check_argument(problems, "var_n", workers.var_n, kPositive);
  check_argument(problems, "workers", workers.workers,
                 {1, std::numeric_limits<double>::infinity(), false, true});
  problems.raise(ExitCode::usage);
}

double var_y(const SignWorkers& workers) {
  return workers.var_x + workers.var_n;
}

/// ln binom(K, m) for m = 0..K.
std::vector<double> log_binomials(int workers) {
  std::vector<double> logs(static_cast<std::size_t>(workers) + 1, 0.0);
  for (int m = 1; m <= workers; ++m) {
    const auto i = static_cast<std::size_t>(m);
    logs[i] = logs[i - 1] + std::log((workers - m + 1.0) / m);
  }
  return logs;
}

/// Adds weight * binom(K, m) q^m (1 - q)^(K - m) to law[m], from the mode outwards until the terms
/// no longer count.
void add_binomial(std::vector<double>& law, const std::vector<double>& log_binomial, double weight,
                  double log_q, double log_other) {
  constexpr double kNegligible = 1e-25;
  const auto workers = static_cast<double>(law.size() - 1);
  const auto term = [&](std::size_t m) {
    const auto count = static_cast<double>(m);
    return std::exp(log_binomial[m] + count * log_q + (workers - count) * log_other);
  };
  const auto mode = static_cast<std::size_t>(workers * std::exp(log_q));
  for (std::size_t m = mode; m < law.size(); ++m) {
    const double p = term(m);
    law[m] += weight * p;
    if (p < kNegligible && m > mode + 1) break;
  }
  for (std::size_t m = mode; m-- > 0;) {
    const double p = term(m);
    law[m] += weight * p;
    if (p < kNegligible) break;
  }
}

}  // namespace

double sign_independent_rate(double kappa) {
  require_argument("kappa", kappa, kPositive);
  return std::log1p(1 / kappa) / 2 * log2e;
}

double sign_assumed_mse(const SignWorkers& workers, double kappa) {
  check_workers(workers);
  require_argument("kappa", kappa, kPositive);
  return (workers.var_n + kappa * var_y(workers)) / workers.workers;
}

double sign_sum_rate(const SignWorkers& workers, double kappa) {
  check_workers(workers);
  require_argument("kappa", kappa, kPositive);
  const double snr = workers.var_x / workers.var_n;
  const NormalForm form{kappa * (1 + snr), snr, static_cast<std::size_t>(workers.workers)};
  return sum_rate(form) / workers.workers * log2e;
}

double sign_forward_size(const SignWorkers& workers) {
  check_workers(workers);
  return std::sqrt(pi * var_y(workers) / 2);
}

double sign_average_mse(const SignWorkers& workers, double size) {
  check_workers(workers);
  require_argument("size", size, kPositive);
  const double share = workers.var_x / var_y(workers);  // correlation of two workers' Y
  const double alone = 1.0 / workers.workers;
  const double pairs = (1 - alone) * 2 * inv_pi * std::asin(share);
  return workers.var_x - 2 * size * std::sqrt(2 * inv_pi * workers.var_x * share) +
         size * size * (alone + pairs);
}

double sign_conditional_mean(double x, double var_n, double size) {
  Problems problems;
  check_argument(problems, "var_n", var_n, kPositive);
  check_argument(problems, "size", size, kPositive);
  problems.raise(ExitCode::usage);
  return size * std::erf(x / std::sqrt(2 * var_n));
}

double sign_joint_entropy(double snr, int workers) {
  Problems problems;
  check_argument(problems, "snr", snr, {0, kMostSignSnr, true, false});
  check_argument(problems, "workers", workers, {1, kMostSignWorkers, false, false});
  problems.raise(ExitCode::usage);
  // Given the count X varies over 1/sqrt(1 + (2/pi) K snr) of its standard deviation at least, and
  // the integrand is entire: half of that is exact to rounding.
  const NormalNodes nodes = normal_nodes(0.5 / std::sqrt(1 + workers * snr));
  const std::vector<double> log_binomial = log_binomials(workers);
  std::vector<double> law(log_binomial.size(), 0.0);
  const double slope = std::sqrt(snr / 2);
  for (std::size_t i = 0; i < nodes.z.size(); ++i) {
    const double q = std::erfc(-slope * nodes.z[i]) / 2;     // P(B = 1 | X)
    const double other = std::erfc(slope * nodes.z[i]) / 2;  // 0 - 0 log 0: never both small
    constexpr double kLeast = std::numeric_limits<double>::min();
    add_binomial(law, log_binomial, nodes.weight[i], std::log(std::fmax(q, kLeast)),
                 std::log(std::fmax(other, kLeast)));
  }
  double entropy = 0;
  for (std::size_t m = 0; m < law.size(); ++m) {
    if (law[m] > 0) entropy += law[m] * (log_binomial[m] - std::log(law[m]));
  }
  return entropy * log2e;
}

}  // namespace ceo::theory
