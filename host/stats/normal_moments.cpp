#include "host/stats/normal_moments.hpp"

#include <cmath>
#include <limits>

namespace ceo::stats {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Estimate estimate(double value, double variance, std::uint64_t samples) {
  if (samples < 4) return {kNan, kNan, samples, Law::normal};
  return {value, std::sqrt(variance), samples, Law::normal};
}

double central_second(const RawMoments& m) {
  return m.second - m.first * m.first;
}

}  // namespace

Estimate skewness(const RawMoments& m) {
  const auto n = static_cast<double>(m.samples);
  const double second = central_second(m);
  const double third = m.third - 3 * m.first * m.second + 2 * m.first * m.first * m.first;
  return estimate(third / (second * std::sqrt(second)), 6 * (n - 2) / ((n + 1) * (n + 3)),
                  m.samples);
}

Estimate excess_kurtosis(const RawMoments& m) {
  const auto n = static_cast<double>(m.samples);
  const double second = central_second(m);
  const double square = m.first * m.first;
  const double fourth =
      m.fourth - 4 * m.first * m.third + 6 * square * m.second - 3 * square * square;
  return estimate(fourth / (second * second) - 3 + 6 / (n + 1),
                  24 * n * (n - 2) * (n - 3) / ((n + 1) * (n + 1) * (n + 3) * (n + 5)), m.samples);
}

}  // namespace ceo::stats
