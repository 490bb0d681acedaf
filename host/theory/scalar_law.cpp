#include "host/theory/scalar_law.hpp"

#include <algorithm>
#include <bit>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "host/base/error.hpp"
#include "host/theory/normal_nodes.hpp"

namespace ceo::theory {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kOutermost = 9.5;

double density(double z) {
  return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
}

double below(double z) {
  return std::erfc(-z / std::numbers::sqrt2) / 2;
}

/// Integral of the normal distribution function.
double integrated(double z) {
  return z * below(z) + density(z);
}

double uniform_distribution(double t, double half, double s) {
  return s * (integrated((t + half) / s) - integrated((t - half) / s)) / (2 * half);
}

double laplace_distribution(double t, double b, double s) {
  const double tilt = s / b;
  const double right = std::exp(tilt * tilt / 2 - t / b) * below(t / s - tilt);
  const double left = std::exp(tilt * tilt / 2 + t / b) * below(-t / s - tilt);
  return below(t / s) + (left - right) / 2;
}

/// Nodes of Gauss's rule of 7 points on [low, high], each as (z, weight times the normal density).
template <class Visit>
void visit_bin(double low, double high, const Visit& visit) {
  using Rule = boost::math::quadrature::gauss<double, 7>;
  const double middle = (low + high) / 2;
  const double half = (high - low) / 2;
  for (std::size_t i = 0; i < Rule::abscissa().size(); ++i) {
    const double weight = Rule::weights()[i] * half;
    const double offset = Rule::abscissa()[i] * half;
    visit(middle + offset, weight * density(middle + offset));
    if (offset > 0) visit(middle - offset, weight * density(middle - offset));
  }
}

std::vector<double> binomial_law(int trials, double q, double other) {
  std::vector<double> law(static_cast<std::size_t>(trials) + 1);
  double choose = 1;
  for (int m = 0; m <= trials; ++m) {
    law[static_cast<std::size_t>(m)] = choose * std::pow(q, m) * std::pow(other, trials - m);
    choose *= (trials - m) / (m + 1.0);
  }
  return law;
}

}  // namespace

double additive_distribution(NoiseShape shape, double t, double sd_noise, double sd_gauss) {
  ensure(sd_noise > 0 && sd_gauss > 0, "a distribution of no noise");
  switch (shape) {
    case NoiseShape::gaussian:
      return below(t / std::hypot(sd_noise, sd_gauss));
    case NoiseShape::uniform:
      return uniform_distribution(t, std::numbers::sqrt3 * sd_noise, sd_gauss);
    case NoiseShape::laplace:
      return laplace_distribution(t, sd_noise / std::numbers::sqrt2, sd_gauss);
  }
  ensure(false, "unknown shape of noise");
  return 0;
}

std::vector<double> joint_with_source(std::span<const double> edges, std::size_t columns,
                                      const ConditionalLaw& conditional) {
  std::vector<double> table((edges.size() + 1) * columns);
  std::vector<double> law(columns);
  for (std::size_t row = 0; row <= edges.size(); ++row) {
    const double low = row == 0 ? -kOutermost : edges[row - 1];
    const double high = row == edges.size() ? kOutermost : edges[row];
    visit_bin(low, high, [&](double z, double weight) {
      conditional(z, law);
      ensure(law.size() == columns, "a conditional law has another number of columns");
      for (std::size_t j = 0; j < columns; ++j) table[row * columns + j] += weight * law[j];
    });
  }
  return table;
}

ConditionalLaw additive_columns(NoiseShape shape, double sd_x, double sd_noise, double sd_gauss,
                                std::vector<double> edges) {
  return [=, edges = std::move(edges)](double z, std::vector<double>& law) {
    law.resize(edges.size() + 1);
    double last = 0;
    for (std::size_t j = 0; j <= edges.size(); ++j) {
      const double up_to =
          j == edges.size() ? 1
                            : additive_distribution(shape, edges[j] - sd_x * z, sd_noise, sd_gauss);
      law[j] = std::max(0.0, up_to - last);
      last = up_to;
    }
  };
}

ConditionalLaw quantised_columns(double sd_x, std::vector<QuantisedWorker> workers) {
  return [=, workers = std::move(workers)](double z, std::vector<double>& law) {
    law.assign(1, 1.0);
    for (const QuantisedWorker& worker : workers) {
      const double sd = std::sqrt(worker.var_n);
      const std::vector<double> before = law;
      law.clear();
      double low = -kInfinity;
      for (std::size_t j = 0; j <= worker.quantiser.thresholds.size(); ++j) {
        const double high = j == worker.quantiser.thresholds.size()
                                ? kInfinity
                                : (worker.quantiser.thresholds[j] - sd_x * z) / sd;
        const double p = normal_interval(low, high);
        for (const double other : before) law.push_back(p * other);
        low = high;
      }
    }
  };
}

ConditionalLaw positive_signs(double snr, int workers) {
  const double slope = std::sqrt(snr);
  return [=](double z, std::vector<double>& law) {
    law = binomial_law(workers, below(slope * z), below(-slope * z));
  };
}

std::vector<double> sign_patterns(double snr, int workers) {
  ensure(workers >= 1 && workers <= 16, "patterns of 1 to 16 signs only");
  const NormalNodes nodes = normal_nodes(0.25 / std::sqrt(1 + workers * snr));
  const double slope = std::sqrt(snr);
  // One sign vector of each number of positive signs.
  std::vector<double> of_count(static_cast<std::size_t>(workers) + 1);
  for (std::size_t i = 0; i < nodes.z.size(); ++i) {
    const double q = below(slope * nodes.z[i]);
    const double other = below(-slope * nodes.z[i]);
    for (int m = 0; m <= workers; ++m) {
      of_count[static_cast<std::size_t>(m)] +=
          nodes.weight[i] * std::pow(q, m) * std::pow(other, workers - m);
    }
  }
  std::vector<double> law(std::size_t{1} << workers);
  for (std::size_t b = 0; b < law.size(); ++b) {
    law[b] = of_count[static_cast<std::size_t>(std::popcount(b))];
  }
  return law;
}

}  // namespace ceo::theory
