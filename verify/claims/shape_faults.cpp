#include "verify/claims/shape_faults.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "host/stats/histogram.hpp"
#include "host/stats/kolmogorov_smirnov.hpp"
#include "host/stats/shape_estimates.hpp"
#include "kernels/core/shape.hpp"

namespace ceo::verify {
namespace {

/// Lower edge of histogram bin `bin` >= 1.
double edge(std::size_t bin) {
  return -kShapeHalfRange + static_cast<double>(bin - 1) / kShapeBinsPerUnit;
}

/// Probability of each of the merged cells under both laws.
struct Cells {
  std::vector<double> normal, planted;
};

Cells merged_cells(double (*cdf)(double)) {
  stats::Histogram histogram;
  histogram.probabilities = stats::normal_bin_probabilities();
  // Expected counts themselves, so that cells are merged as a run merges them.
  for (const double p : histogram.probabilities) {
    histogram.counts.push_back(
        static_cast<std::uint64_t>(std::lround(p * static_cast<double>(kShapeControlSamples))));
  }
  const std::vector<double> fine = histogram.probabilities;
  Cells cells;
  cells.normal = stats::merged(histogram).probabilities;
  // Walk both partitions: a merged cell ends where the sums of probabilities meet.
  std::size_t bin = 0;
  double below = 0;
  for (std::size_t cell = 0; cell < cells.normal.size(); ++cell) {
    double sum = 0;
    while (bin < fine.size() && sum + fine[bin] / 2 < cells.normal[cell]) sum += fine[bin++];
    const double up_to = cell + 1 == cells.normal.size() ? 1 : cdf(edge(bin));
    cells.planted.push_back(up_to - below);
    below = up_to;
  }
  return cells;
}

run::Fault laplace_fault() {
  run::Fault fault;
  fault.name = "laplace";
  fault.laplace_noise = true;
  return fault;
}

run::Control noise_control(const std::string& id, const std::string& description,
                           const std::string& quantity, double (*cdf)(double),
                           const run::Fault& fault) {
  run::Control control;
  control.id = id;
  control.description = description;
  control.quantity = quantity;
  control.fault = [fault](const theory::Channel&) { return fault; };
  control.effect = [cdf](const theory::Channel& channel) -> std::optional<double> {
    return std::sqrt(static_cast<double>(channel.var_n.size()) * chi_square_effect(cdf));
  };
  control.degrees = [](const theory::Channel& channel) {
    return static_cast<int>(channel.var_n.size() + 1) * chi_square_degrees();
  };
  control.at_least = kShapeControlSamples;
  return control;
}

}  // namespace

double student_cdf(double z) {
  // The planted law is a growing function of a normal variable: solve for that by Newton's method.
  const std::array<double, 3> w = run::student_warp(kStudentDegrees);
  double x = z;
  for (int step = 0; step < 60; ++step) {
    const double y = x * x;
    const double value = x * (w[0] + y * (w[1] + y * w[2])) - z;
    const double slope = w[0] + y * (3 * w[1] + y * 5 * w[2]);
    x -= value / slope;
  }
  return stats::normal_cdf(x);
}

double laplace_cdf(double z) {
  const double tail = 0.5 * std::exp(-std::sqrt(2.0) * std::abs(z));
  return z < 0 ? tail : 1 - tail;
}

double laplace_ks_departure() {
  double largest = 0;
  for (int i = 0; i <= 6000; ++i) {
    const double z = i / 1000.0;
    largest = std::max(largest, std::abs(laplace_cdf(z) - stats::normal_cdf(z)));
  }
  return largest * largest;
}

double laplace_anderson_darling_departure() {
  constexpr double kStep = 1e-3;
  double sum = 0;
  for (int i = -6000; i <= 6000; ++i) {
    const double z = i * kStep;
    const double apart = laplace_cdf(z) - stats::normal_cdf(z);
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    sum += kStep * density * apart * apart / (stats::normal_cdf(z) * stats::normal_cdf(-z));
  }
  return sum;
}

double chi_square_effect(double (*cdf)(double)) {
  const Cells cells = merged_cells(cdf);
  double effect = 0;
  for (std::size_t i = 0; i < cells.normal.size(); ++i) {
    const double apart = cells.planted[i] - cells.normal[i];
    effect += apart * apart / cells.normal[i];
  }
  return effect;
}

int chi_square_degrees() {
  static const int degrees = static_cast<int>(merged_cells(stats::normal_cdf).normal.size()) - 1;
  return degrees;
}

run::Control student_noise(const std::string& quantity) {
  run::Fault fault;
  fault.name = "student-30";
  fault.noise_degrees = kStudentDegrees;
  return noise_control("student-30", "Every N_k follows Student's t with 30 degrees of freedom.",
                       quantity, student_cdf, fault);
}

run::Control laplace_sorted(const std::string& quantity, double departure, double sd_per_sample) {
  run::Control control;
  control.id = "laplace-" + quantity;
  control.description = "Every N_k follows Laplace's law.";
  control.quantity = quantity;
  control.fault = [](const theory::Channel&) { return laplace_fault(); };
  control.effect = [=](const theory::Channel&) -> std::optional<double> {
    return departure / sd_per_sample;
  };
  control.at_least = run::kSortedSamples;
  return control;
}

run::Control laplace_noise(const std::string& quantity) {
  const run::Fault fault = laplace_fault();
  return noise_control("laplace", "Every N_k follows Laplace's law.", quantity, laplace_cdf, fault);
}

}  // namespace ceo::verify
