#include "host/stats/mgf_inversion.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "host/base/error.hpp"

namespace ceo::stats {
namespace {

using Complex = std::complex<double>;

constexpr double kNegligible = 1e-18;  // of the integrand at the saddle point
constexpr double kConverged = 1e-10;   // change under halving; the error left is about its square
constexpr int kMostPoints = 1 << 20;

/// Root of K'(s) - x - 1/s, which rises from one end of the bracket to the other.
double bisect(const CumulantFunction& cumulants, double x, double low, double high) {
  for (int step = 0; step < 60; ++step) {
    const double middle = low + (high - low) / 2;
    const bool below = cumulants.slopes(middle).first - x - 1 / middle < 0;
    (below ? low : high) = middle;
  }
  return low + (high - low) / 2;
}

/// Saddle point of exp(K(s) - s x)/s between 0 and the singularity, or below 0.
double saddle(const CumulantFunction& cumulants, double x, bool upper) {
  if (upper) return bisect(cumulants, x, 0, cumulants.singularity);
  double low = -1 / cumulants.mean;
  while (cumulants.slopes(low).first - x - 1 / low > 0) low *= 2;
  return bisect(cumulants, x, low, low == -1 / cumulants.mean ? 0 : low / 2);
}

/// Integrand on the parabola s = s0 + i y + bend y^2, relative to exp(peak).
struct Contour {
  const CumulantFunction& cumulants;
  double x, s0, bend, peak;

  [[nodiscard]] Complex operator()(double y) const {
    const Complex s(s0 + bend * y * y, y);
    return std::exp(cumulants.value(s) - s * x - peak) / s * Complex(2 * bend * y, 1);
  }
};

/// Trapezoidal sum over y = first, first + step, ... of the imaginary part.
double sum_along(const Contour& contour, double first, double step, double negligible) {
  double sum = 0;
  int below = 0;
  for (int i = 0; below < 4; ++i) {
    ensure(i < kMostPoints, "tails_of: the integrand does not decay");
    const Complex term = contour(first + i * step);
    sum += term.imag();
    below = std::abs(term) <= negligible ? below + 1 : 0;
  }
  return sum;
}

/// The tail beyond x on the side of the saddle point.
double tail(const CumulantFunction& cumulants, double x, bool upper) {
  const double s0 = saddle(cumulants, x, upper);
  const CumulantSlopes slopes = cumulants.slopes(s0);
  const double second = slopes.second + 1 / (s0 * s0);
  const double third = slopes.third - 2 / (s0 * s0 * s0);
  // Steepest descent leaves the saddle along s0 + i y + y^2 third/(6 second). The lower bound
  // bends the contour to the right, where exp(-s x) decays, even if the pole at 0 says otherwise.
  const double bend = std::max(third / (6 * second), 0.1 * std::sqrt(second));
  const double peak = cumulants.value(Complex(s0, 0)).real() - s0 * x;
  const Contour contour{cumulants, x, s0, bend, peak};
  const double negligible = kNegligible / std::abs(s0);
  double step = 0.5 / std::sqrt(second);
  double sum = sum_along(contour, step, step, negligible) + contour(0).imag() / 2;
  for (int halving = 0; halving < 12; ++halving) {
    const double before = sum * step;
    sum += sum_along(contour, step / 2, step, negligible);
    step /= 2;
    if (std::abs(sum * step - before) <= kConverged * std::abs(sum * step)) {
      const double value = std::exp(peak) * sum * step / std::numbers::pi;
      return upper ? value : -value;
    }
  }
  ensure(false, "tails_of: the integral did not converge");
  return 0;
}

}  // namespace

Tails tails_of(const CumulantFunction& cumulants, double x) {
  if (std::isnan(x)) return {x, x};
  if (x <= 0) return {0, 1};
  if (std::isinf(x)) return {1, 0};
  if (x > cumulants.mean) {
    const double upper = tail(cumulants, x, true);
    return {1 - upper, upper};
  }
  const double lower = tail(cumulants, x, false);
  return {lower, 1 - lower};
}

}  // namespace ceo::stats
