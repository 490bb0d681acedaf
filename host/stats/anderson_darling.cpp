#include "host/stats/anderson_darling.hpp"

#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <numbers>

#include "host/base/error.hpp"
#include "host/stats/ascending.hpp"

namespace ceo::stats {
namespace {

using Complex = std::complex<double>;
constexpr double kPi = std::numbers::pi;

struct LogTails {
  double lower, upper;  ///< ln P(Z <= x), ln P(Z > x)
};

LogTails log_normal_tails(double x) {
  const double small = std::erfc(std::abs(x) / std::numbers::sqrt2) / 2;
  const double log_small = std::log(small);
  const double log_large = std::log1p(-small);
  return x < 0 ? LogTails{log_small, log_large} : LogTails{log_large, log_small};
}

/// log sqrt(-2 pi s / cos(pi r/2)), r = sqrt(1 + 8 s). With q = exp(i pi r) the cosine is
/// (1 + q)/(2 sqrt(q)); |q| <= 1 for Im s >= 0, so log(1 + q) does not jump there. 1 + q is
/// -expm1(i pi (r - 1)), whose zero at s = 0 cancels against s.
Complex log_mgf(Complex s) {
  if (s == 0.0) return 0;
  const Complex r = std::sqrt(1.0 + 8.0 * s);
  const Complex turn = Complex(0, kPi) * (8.0 * s / (r + 1.0));  // i pi (r - 1)
  // expm1(a + i b) = (expm1(a) cos b - 2 sin^2(b/2)) + i e^a sin b
  const double half = std::sin(turn.imag() / 2);
  const Complex expm1(std::expm1(turn.real()) * std::cos(turn.imag()) - 2 * half * half,
                      std::exp(turn.real()) * std::sin(turn.imag()));
  const Complex i(0, 1);
  return 0.5 * (std::log(4 * kPi) + std::log(s) - i * kPi + i * kPi * r / 2.0 - std::log(-expm1));
}

/// From the first weights 1/(j (j + 1)) and the sum 1/(J + 1) of the rest: enough for the contour.
CumulantSlopes slopes_at(double s) {
  constexpr int kTerms = 256;
  CumulantSlopes slopes{1.0 / (kTerms + 1), 0, 0};
  for (int j = 1; j <= kTerms; ++j) {
    const double ratio = 1 / (static_cast<double>(j) * (j + 1) - 2 * s);
    slopes.first += ratio;
    slopes.second += 2 * ratio * ratio;
    slopes.third += 8 * ratio * ratio * ratio;
  }
  return slopes;
}

}  // namespace

double anderson_darling(std::span<const float> sorted) {
  const std::size_t count = sorted.size();
  ensure(count > 0, "anderson_darling: no samples");
  ensure(ascends(sorted), "anderson_darling: the sample is not sorted or holds NaN");
  // The sum is close to n^2 and A^2 to 1: the accumulator has 64 bits so that the terms' own
  // rounding decides.
  long double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const LogTails tails = log_normal_tails(sorted[i]);
    const auto below = static_cast<std::int64_t>(2 * i + 1);
    const auto above = static_cast<std::int64_t>(2 * (count - 1 - i) + 1);
    sum += static_cast<long double>(below) * tails.lower +
           static_cast<long double>(above) * tails.upper;
  }
  const auto n = static_cast<long double>(count);
  return static_cast<double>(-n - sum / n);
}

Tails anderson_darling_tails(double a_squared) {
  static const CumulantFunction kCumulants{log_mgf, slopes_at, 1, 1};
  return tails_of(kCumulants, a_squared);
}

}  // namespace ceo::stats
