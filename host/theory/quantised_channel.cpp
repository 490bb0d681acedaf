#include "host/theory/quantised_channel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "host/base/argument.hpp"
#include "host/theory/normal_nodes.hpp"

namespace ceo::theory {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double information_content(double p) {
  return p > 0 ? -p * std::log(p) : 0;
}

/// P(C = j | X = x) of every cell j.
void cell_probabilities(const QuantisedWorker& worker, double x, std::vector<double>& p) {
  const double sd = std::sqrt(worker.var_n);
  p.clear();
  double low = -kInfinity;
  for (const double threshold : worker.quantiser.thresholds) {
    const double high = (threshold - x) / sd;
    p.push_back(normal_interval(low, high));
    low = high;
  }
  p.push_back(normal_interval(low, kInfinity));
}

void check_worker(Problems& problems, const QuantisedWorker& worker) {
  check_argument(problems, "var_n", worker.var_n, kPositive);
  double last = -kInfinity;
  for (const double threshold : worker.quantiser.thresholds) {
    if (!std::isfinite(threshold) || !(threshold > last)) {
      problems.add("the thresholds of a quantiser do not rise", "thresholds",
                   "Give finite thresholds in rising order.");
      return;
    }
    last = threshold;
  }
}

/// Checks all arguments and returns sX2 sum_k 1/sN2_k.
double source_precision(double var_x, std::span<const QuantisedWorker> workers) {
  Problems problems;
  check_argument(problems, "var_x", var_x, kPositive);
  if (workers.empty()) problems.add("there is no worker", "workers", "Give at least one.");
  for (const QuantisedWorker& worker : workers) check_worker(problems, worker);
  problems.raise(ExitCode::usage);
  double sum = 0;
  for (const QuantisedWorker& worker : workers) sum += var_x / worker.var_n;
  require_argument("sX2 sum_k 1/sN2_k", sum, {0, kMostSourcePrecision, true, false});
  return sum;
}

/// Given all cells X varies over sX/sqrt(1 + precision): a third of that is exact to rounding, as
/// halving it shows (tests).
NormalNodes nodes_for(double precision) {
  return normal_nodes(0.3 / std::sqrt(1 + precision));
}

/// All products of one factor of `left` and one of `right`, right index fastest.
std::vector<double> products(const std::vector<double>& left, const std::vector<double>& right) {
  std::vector<double> all;
  all.reserve(left.size() * right.size());
  for (const double l : left) {
    for (const double r : right) all.push_back(l * r);
  }
  return all;
}

std::size_t joint_cells(std::span<const QuantisedWorker> workers) {
  std::size_t cells = 1;
  for (const QuantisedWorker& worker : workers) {
    cells *= worker.quantiser.thresholds.size() + 1;
    if (cells > kMostJointCells) {
      throw Error(
          ExitCode::usage,
          "the workers have more than " + std::to_string(kMostJointCells) + " cells together",
          "quantisers", "Give fewer workers or fewer bits: the cells multiply.");
    }
  }
  return cells;
}

}  // namespace

Quantiser uniform_midrise(int bits, double step) {
  Problems problems;
  check_argument(problems, "bits", bits, {1, 8, false, false});
  check_argument(problems, "step", step, kPositive);
  problems.raise(ExitCode::usage);
  const int half = 1 << (bits - 1);
  Quantiser quantiser;
  for (int j = -half; j < half; ++j) {
    if (j > -half) quantiser.thresholds.push_back(j * step);
    quantiser.levels.push_back((j + 0.5) * step);
  }
  return quantiser;
}

Quantiser sign_quantiser(double var_y) {
  require_argument("var_y", var_y, kPositive);
  const double level = std::sqrt(2 * var_y / std::numbers::pi);
  return {{0.0}, {-level, level}};
}

double quantised_rate(double var_x, const QuantisedWorker& worker) {
  const NormalNodes nodes = nodes_for(source_precision(var_x, {&worker, 1}));
  const double sd = std::sqrt(var_x);
  std::vector<double> p;
  double rate = 0;
  for (std::size_t i = 0; i < nodes.z.size(); ++i) {
    cell_probabilities(worker, sd * nodes.z[i], p);
    double entropy = 0;
    for (const double cell : p) entropy += information_content(cell);
    rate += nodes.weight[i] * entropy;
  }
  return rate;
}

double dithered_information(double var_x, double var_n, double step) {
  constexpr int kOffsets = 32;
  constexpr double kTail = 9;  // standard deviations of Y in bounded cells
  constexpr double kCells = 4096;
  Problems problems;
  check_argument(problems, "var_x", var_x, kPositive);
  check_argument(problems, "var_n", var_n, kPositive);
  check_argument(problems, "step", step, kPositive);
  problems.raise(ExitCode::usage);
  const double half = std::ceil(kTail * std::sqrt(var_x + var_n) / step);
  require_argument("step/sd(N)", step / std::sqrt(var_n), {0, 4, true, false});
  require_argument("cells", 2 * half + 2, {0, kCells, true, false});
  double sum = 0;
  for (int i = 0; i < kOffsets; ++i) {
    QuantisedWorker worker{var_n, {}};
    for (double j = -half; j <= half; ++j) {
      worker.quantiser.thresholds.push_back((j + i / static_cast<double>(kOffsets)) * step);
    }
    sum += quantised_information(var_x, {&worker, 1});
  }
  return sum / kOffsets;
}

double quantised_information(double var_x, std::span<const QuantisedWorker> workers) {
  const double precision = source_precision(var_x, workers);
  std::vector<double> joint(joint_cells(workers), 0.0);
  const NormalNodes nodes = nodes_for(precision);
  const double sd = std::sqrt(var_x);
  std::vector<double> p;
  double conditional = 0;  // sum_k H(C_k | X)
  for (std::size_t i = 0; i < nodes.z.size(); ++i) {
    std::vector<double> given{nodes.weight[i]};
    double entropy = 0;
    for (const QuantisedWorker& worker : workers) {
      cell_probabilities(worker, sd * nodes.z[i], p);
      for (const double cell : p) entropy += information_content(cell);
      given = products(given, p);
    }
    conditional += nodes.weight[i] * entropy;
    for (std::size_t j = 0; j < joint.size(); ++j) joint[j] += given[j];
  }
  double entropy = 0;
  for (const double cell : joint) entropy += information_content(cell);
  // Rounding may leave a tiny negative number where nothing is learnt.
  return std::max(0.0, entropy - conditional);
}

}  // namespace ceo::theory
