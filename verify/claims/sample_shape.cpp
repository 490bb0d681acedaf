#include "verify/claims/sample_shape.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numbers>

#include "host/base/error.hpp"
#include "host/stats/gaussian_fit.hpp"
#include "host/stats/judge.hpp"
#include "host/stats/kolmogorov_smirnov.hpp"
#include "host/stats/normal_moments.hpp"

namespace ceo::verify {
namespace {

constexpr int kCells = 40;
constexpr double kReach = 4;  // standard deviations on each side
constexpr double kLevel = 1e-6;
constexpr double kPowerDeviate = 3.090;  // of a probability of 0.999

struct Cells {
  std::vector<std::uint64_t> counts;
  std::vector<double> edges;  // in standard deviations from the mean
};

/// Samples beyond the reach are in no cell.
Cells cells_of(const Sample& sample, double mean, double sd) {
  Cells cells{std::vector<std::uint64_t>(kCells), {}};
  for (int i = 0; i <= kCells; ++i) cells.edges.push_back(kReach * (2.0 * i / kCells - 1));
  for (const float value : sample) {
    const double z = (value - mean) / sd;
    if (!(std::abs(z) < kReach)) continue;
    const auto cell = static_cast<std::size_t>((z + kReach) / (2 * kReach) * kCells);
    ++cells.counts[std::min<std::size_t>(cell, kCells - 1)];
  }
  return cells;
}

void set_location(const Sample& sample, SampleShape& shape) {
  const auto n = static_cast<double>(sample.size());
  double sum = 0;
  for (const float value : sample) sum += value;
  shape.mean = sum / n;
  double squares = 0;
  for (const float value : sample) squares += (value - shape.mean) * (value - shape.mean);
  shape.sd = std::sqrt(squares / n);
  const double t = shape.mean / shape.sd * std::sqrt(n - 1);
  const boost::math::students_t_distribution<double> law(n - 1);
  shape.mean_p = 2 * boost::math::cdf(boost::math::complement(law, std::abs(t)));
}

void set_kurtosis(const Sample& sample, SampleShape& shape) {
  const auto n = static_cast<double>(sample.size());
  stats::RawMoments moments{sample.size(), 0, 1, 0, 0};  // of the standardised sample
  for (const float value : sample) {
    const double z = (value - shape.mean) / shape.sd;
    moments.third += z * z * z / n;
    moments.fourth += z * z * z * z / n;
  }
  const stats::Estimate excess = stats::excess_kurtosis(moments);
  shape.kurtosis = excess.value;
  shape.kurtosis_p = stats::two_sided_p(excess.value / excess.standard_error, stats::Law::normal);
}

}  // namespace

SampleShape shape_of(const Sample& sample) {
  ensure(sample.size() >= 8, "a sample is too small to have a shape");
  SampleShape shape;
  shape.samples = sample.size();
  set_location(sample, shape);
  ensure(shape.sd > 0, "a sample that does not change has no shape");
  set_kurtosis(sample, shape);
  const Cells cells = cells_of(sample, shape.mean, shape.sd);
  const stats::GaussianFit fit = stats::gaussian_fit(cells.counts, cells.edges, 0, 1);
  shape.r_squared = fit.r_squared;
  shape.shortfall = fit.expected_shortfall;
  Sample sorted = sample;
  std::sort(sorted.begin(), sorted.end());
  shape.ks = stats::ks_distance(
      sorted, [&](double x) { return stats::normal_cdf((x - shape.mean) / shape.sd); });
  shape.ks_p = stats::ks_p_value(shape.ks, shape.samples);
  return shape;
}

std::vector<SampleShape> shapes_of(const Samples& samples) {
  std::vector<SampleShape> shapes;
  for (const Sample& sample : samples) shapes.push_back(shape_of(sample));
  return shapes;
}

double samples_to_see_kurtosis(double kurtosis) {
  const double deviates = stats::critical_z(kLevel) + kPowerDeviate;
  return std::ceil(24 * deviates * deviates / (kurtosis * kurtosis));
}

double samples_to_see_distance(double distance) {
  const double quantile = std::sqrt(-std::log(kLevel / 2) / 2);
  const double sum = quantile + kPowerDeviate / 2;
  return std::ceil(sum * sum / (distance * distance));
}

Spread spread_of(std::vector<double> values) {
  ensure(!values.empty(), "nothing has no spread");
  std::sort(values.begin(), values.end());
  return {values.front(), values[values.size() / 2], values.back()};
}

std::vector<run::Curve> histogram_curves(const Sample& sample) {
  const SampleShape shape = shape_of(sample);
  const Cells cells = cells_of(sample, shape.mean, shape.sd);
  run::Curve bars{"recorded", run::CurveStyle::bars, {}, {}};
  run::Curve density{"normal", run::CurveStyle::line, {}, {}};
  const double width = 2 * kReach / kCells;
  for (int i = 0; i < kCells; ++i) {
    const auto cell = static_cast<std::size_t>(i);
    bars.x.push_back((cells.edges[cell] + cells.edges[cell + 1]) / 2);
    bars.y.push_back(static_cast<double>(cells.counts[cell]) /
                     (static_cast<double>(shape.samples) * width));
  }
  for (int i = 0; i <= 160; ++i) {
    const double z = kReach * (i / 80.0 - 1);
    density.x.push_back(z);
    density.y.push_back(std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi));
  }
  return {bars, density};
}

}  // namespace ceo::verify
