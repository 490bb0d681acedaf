#include "host/stats/smirnov.hpp"

#include <cmath>
#include <cstdint>
#include <numbers>

#include "host/base/error.hpp"

namespace ceo::stats {
namespace {

/// k ln(k/m) + m - k >= 0 where excess = m - k is known exactly; 0 <= k, 0 < m.
double deviance(double k, double m, double excess) {
  if (k == 0) return m;
  const double ratio = excess / k;
  if (std::abs(ratio) > 0.1) return excess - k * std::log1p(ratio);
  // k (ratio - log1p(ratio)) = k (ratio^2/2 - ratio^3/3 + ...) without the cancellation.
  double power = ratio * ratio;
  double sum = 0;
  for (int i = 2; i < 40 && std::abs(power) > 1e-19 * ratio * ratio; ++i) {
    sum += (i % 2 == 0 ? power : -power) / i;
    power *= ratio;
  }
  return k * sum;
}

/// The j-th term of the sum, j < n (1 - d).
double term(double n, double j, double distance) {
  const double shift = n * distance;
  const double success = j + shift;      // n p
  const double failure = n - j - shift;  // n (1 - p)
  if (!(failure > 0)) return 0;
  const double exponent = deviance(j, success, shift) + deviance(n - j, failure, -shift);
  double root = 1;  // 1/sqrt(2 pi n (j/n) (1 - j/n)), where Stirling's formula applies
  double correction = 0;
  if (j > 0) {
    root = std::sqrt(n / (2 * std::numbers::pi * j * (n - j)));
    correction = stirling_error(n) - stirling_error(j) - stirling_error(n - j);
  }
  return std::exp(correction - exponent) * root * shift / success;
}

}  // namespace

double stirling_error(double n) {
  if (n < 16) {
    return std::lgamma(n + 1) - (n + 0.5) * std::log(n) + n - std::log(2 * std::numbers::pi) / 2;
  }
  const double square = n * n;
  return (1.0 / 12 -
          (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) /
              square) /
         n;
}

double smirnov_upper_tail(double distance, std::uint64_t samples) {
  ensure(samples > 0, "smirnov_upper_tail: no samples");
  if (std::isnan(distance)) return distance;
  if (distance <= 0) return 1;
  if (distance >= 1) return 0;
  const auto n = static_cast<double>(samples);
  // A stride of a power of two. The terms vanish with all derivatives at both ends, so equally
  // spaced terms give the sum (Euler and Maclaurin) as soon as the step resolves them.
  const double stride = n < 32768 ? 1 : std::exp2(std::floor(std::log2(n / 8192)));
  const double last = std::floor(n * (1 - distance));
  double sum = 0;
  double compensation = 0;
  for (double j = 0; j <= last; j += stride) {
    const double addend = term(n, j, distance) - compensation;
    const double next = sum + addend;
    compensation = (next - sum) - addend;
    sum = next;
  }
  return std::fmin(1, sum * stride);
}

}  // namespace ceo::stats
