#include "host/stats/kolmogorov_smirnov.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "host/base/error.hpp"
#include "host/stats/ascending.hpp"
#include "host/stats/smirnov.hpp"

namespace ceo::stats {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kOneSidedFrom = 3.2;       // of n d^2
constexpr std::uint64_t kMostExact = 2000;  // samples
constexpr std::size_t kBlock = 64;      // samples of which ks_distance() may skip the inner ones
constexpr double kCdfRounding = 1e-12;  // a computed F may fall by less

/// Durbin's matrix for n d = k - h: P(D_n < d) is n!/n^n times an element of its n-th power.
Eigen::MatrixXd durbin_matrix(Eigen::Index k, double h) {
  const Eigen::Index size = 2 * k - 1;
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(size, size);
  for (Eigen::Index i = 0; i < size; ++i) {
    for (Eigen::Index j = 0; j <= std::min(i + 1, size - 1); ++j) matrix(i, j) = 1;
  }
  for (Eigen::Index i = 0; i < size; ++i) {
    const double power = std::pow(h, static_cast<double>(i + 1));
    matrix(i, 0) -= power;
    matrix(size - 1, size - 1 - i) -= power;
  }
  if (2 * h > 1) matrix(size - 1, 0) += std::pow(2 * h - 1, static_cast<double>(size));
  std::vector<double> inverse_factorial(static_cast<std::size_t>(size) + 1, 1);
  for (std::size_t i = 1; i < inverse_factorial.size(); ++i) {
    inverse_factorial[i] = inverse_factorial[i - 1] / static_cast<double>(i);
  }
  for (Eigen::Index i = 0; i < size; ++i) {
    for (Eigen::Index j = 0; j <= i; ++j) {
      matrix(i, j) *= inverse_factorial[static_cast<std::size_t>(i - j + 1)];
    }
  }
  return matrix;
}

/// A matrix times a power of two, so that powers neither overflow nor vanish.
struct Scaled {
  Eigen::MatrixXd matrix;
  int exponent = 0;

  void multiply(const Scaled& other) {
    matrix *= other.matrix;  // Eigen evaluates products before it assigns them
    exponent += other.exponent;
    int shift = 0;
    (void)std::frexp(matrix.maxCoeff(), &shift);
    matrix *= std::ldexp(1.0, -shift);
    exponent += shift;
  }
};

}  // namespace

double normal_cdf(double x) {
  return std::erfc(-x / std::numbers::sqrt2) / 2;
}

double ks_distance(std::span<const float> sorted, const Cdf& cdf) {
  ensure(!sorted.empty(), "ks_distance: no samples");
  ensure(ascends(sorted), "ks_distance: the sample is not sorted or holds NaN");
  const auto count = static_cast<double>(sorted.size());
  const auto rank = [](std::size_t i) { return static_cast<double>(i); };
  double distance = 0;
  const auto reach = [&](std::size_t i, double p) {
    distance = std::max({distance, rank(i + 1) / count - p, p - rank(i) / count});
  };
  // F ascends, so the ends of a block bound what lies between them.
  for (std::size_t begin = 0; begin < sorted.size(); begin += kBlock) {
    const std::size_t last = std::min(begin + kBlock, sorted.size()) - 1;
    const double low = cdf(sorted[begin]);
    const double high = cdf(sorted[last]);
    reach(begin, low);
    reach(last, high);
    const double bound = std::max(rank(last) / count - low, high - rank(begin + 1) / count);
    if (bound + kCdfRounding < distance) continue;
    for (std::size_t i = begin + 1; i < last; ++i) reach(i, cdf(sorted[i]));
  }
  return distance;
}

double ks_cdf_durbin(double distance, std::uint64_t samples) {
  const auto n = static_cast<double>(samples);
  const double k = std::floor(n * distance) + 1;
  Scaled base{durbin_matrix(static_cast<Eigen::Index>(k), k - n * distance)};
  Scaled power{Eigen::MatrixXd::Identity(base.matrix.rows(), base.matrix.cols())};
  for (std::uint64_t left = samples; left > 0; left /= 2) {
    if (left % 2 == 1) power.multiply(base);
    if (left > 1) base.multiply(base);
  }
  const auto centre = static_cast<Eigen::Index>(k) - 1;
  // n!/n^n = sqrt(2 pi n) exp(-n + stirling_error(n)); e^-n may be below the range of double.
  const double log_scale = stirling_error(n) - n + power.exponent * std::numbers::ln2;
  return std::min(1.0, power.matrix(centre, centre) * std::sqrt(2 * kPi * n) * std::exp(log_scale));
}

double ks_cdf_pelz_good(double distance, std::uint64_t samples) {
  const double root = std::sqrt(static_cast<double>(samples));
  const double z = root * distance;
  const double z2 = z * z;
  const double z4 = z2 * z2;
  const double z6 = z4 * z2;
  const double unit = kPi * kPi / (2 * z2);
  std::array<double, 4> terms{};
  for (int k = 0; k < 64; ++k) {  // both signs of k + 1/2 at once
    const double a = kPi * kPi * (k + 0.5) * (k + 0.5);
    const double weight = 2 * std::exp(-unit * (k + 0.5) * (k + 0.5));
    if (weight == 0) break;
    terms[0] += weight;
    terms[1] += weight * (a - z2);
    terms[2] += weight * (6 * z6 + 2 * z4 + a * (2 * z4 - 5 * z2) + a * a * (1 - 2 * z2));
    terms[3] += weight * (a * a * a * (5 - 30 * z2) + a * a * (-60 * z2 + 212 * z4) +
                          a * (135 * z4 - 96 * z6) - (30 * z6 + 90 * z4 * z4));
  }
  const double half_root = std::sqrt(kPi / 2);
  const std::array<double, 4> divisors{z, 6 * z4, 72 * z6 * z, 6480 * z6 * z4};
  for (std::size_t i = 0; i < terms.size(); ++i) terms[i] *= half_root / divisors[i];
  for (int k = 1; k < 64; ++k) {
    const double a = kPi * kPi * k * k;
    const double weight = 2 * half_root * std::exp(-unit * k * k);
    terms[2] -= weight * a / (36 * z2 * z);
    terms[3] += weight * (3 * a * z2 - a * a) / (216 * z6);
  }
  return terms[0] + (terms[1] + (terms[2] + terms[3] / root) / root) / root;
}

double ks_p_value(double distance, std::uint64_t samples) {
  ensure(samples > 0, "ks_p_value: no samples");
  if (std::isnan(distance)) return distance;
  const auto n = static_cast<double>(samples);
  if (2 * n * distance <= 1) return 1;
  if (distance >= 1) return 0;
  if (n * distance * distance >= kOneSidedFrom) {
    return std::min(1.0, 2 * smirnov_upper_tail(distance, samples));
  }
  const double below = samples <= kMostExact ? ks_cdf_durbin(distance, samples)
                                             : ks_cdf_pelz_good(distance, samples);
  return std::clamp(1 - below, 0.0, 1.0);
}

}  // namespace ceo::stats
