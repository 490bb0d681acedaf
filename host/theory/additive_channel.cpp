#include "host/theory/additive_channel.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/tools/fraction.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "host/base/argument.hpp"
#include "host/theory/normal_nodes.hpp"

namespace ceo::theory {
namespace {

constexpr double kTail = 10;  // standard deviations of a normal beyond which nothing is left

/// -integral of f ln f over [low, high].
template <class Density>
double entropy_of(const Density& density, double low, double high) {
  constexpr unsigned kDepth = 12;
  constexpr double kTolerance = 1e-14;
  const auto integrand = [&](double y) {
    const double f = density(y);
    return f > 0 ? -f * std::log(f) : 0.0;
  };
  return boost::math::quadrature::gauss_kronrod<double, 31>::integrate(integrand, low, high, kDepth,
                                                                       kTolerance);
}

/// Differential entropy of a normal variable of variance 1 plus N(0, s^2).
double gaussian_entropy(double s) {
  const double sd = std::sqrt(1 + s * s);
  const auto density = [=](double y) {
    return std::exp(-y * y / (2 * sd * sd)) / (sd * std::sqrt(2 * std::numbers::pi));
  };
  return 2 * entropy_of(density, 0, kTail * sd);
}

/// Differential entropy of a uniform variable of variance 1 plus N(0, s^2).
double uniform_entropy(double s) {
  const double half = std::sqrt(3.0);
  if (s == 0) return std::log(2 * half);
  const auto density = [=](double y) {
    return normal_interval((y - half) / s, (y + half) / s) / (2 * half);
  };
  const double edge = half - kTail * s;
  if (edge <= 0) return 2 * entropy_of(density, 0, half + kTail * s);
  const double flat = edge / half * std::log(2 * half);  // the density is constant there
  return flat + 2 * (entropy_of(density, edge, half) + entropy_of(density, half, half + kTail * s));
}

/// Denominators u + 1/(u + 2/(u + 3/...)) of Mills' ratio.
struct MillsTerms {
  // The name that Boost's continued fraction asks for.
  using result_type = std::pair<double, double>;  // NOLINT(readability-identifier-naming)
  double u;
  int n = 0;
  result_type operator()() {
    ++n;
    return {n == 1 ? 1.0 : n - 1.0, u};
  }
};

/// exp(u^2/2) P(Z > u) for u >= 0: directly where the exponential costs less than u^2 = 36
/// roundings, beyond by the continued fraction of Mills' ratio (Laplace 1805).
double scaled_tail(double u) {
  constexpr double kFraction = 6;
  if (u < kFraction) return std::exp(u * u / 2) * std::erfc(u / std::numbers::sqrt2) / 2;
  MillsTerms terms{u};
  const double ratio =
      boost::math::tools::continued_fraction_a(terms, std::numeric_limits<double>::epsilon());
  return ratio / std::sqrt(2 * std::numbers::pi);
}

/// exp((u^2 - v^2)/2) P(Z > u), u^2 - v^2 bounded above for u < 0.
double tilted_tail(double u, double v) {
  if (u >= 0) return std::exp(-v * v / 2) * scaled_tail(u);
  return std::exp((u - v) * (u + v) / 2) * std::erfc(u / std::numbers::sqrt2) / 2;
}

/// Differential entropy of a Laplace variable of variance 1 plus N(0, s^2).
double laplace_entropy(double s) {
  const double b = std::numbers::sqrt2 / 2;
  if (s == 0) return 1 + std::log(2 * b);
  const double a = s / b;
  const auto density = [=](double y) {
    const double v = y / s;
    return (tilted_tail(a - v, v) + tilted_tail(a + v, v)) / (2 * b);
  };
  constexpr double kExponential = 45;  // exp(-45) is below a rounding
  const double near = kTail * s;
  return 2 * (entropy_of(density, 0, near) + entropy_of(density, near, near + kExponential * b));
}

double entropy(NoiseShape shape, double s) {
  switch (shape) {
    case NoiseShape::gaussian:
      return gaussian_entropy(s);
    case NoiseShape::uniform:
      return uniform_entropy(s);
    case NoiseShape::laplace:
      return laplace_entropy(s);
  }
  ensure(false, "unknown shape of noise");
  return 0;
}

}  // namespace

double additive_information(NoiseShape shape, double var_x, double var_noise, double var_gauss) {
  Problems problems;
  check_argument(problems, "var_x", var_x, kPositive);
  check_argument(problems, "var_noise", var_noise, kPositive);
  check_argument(problems, "var_gauss", var_gauss, kNonNegative);
  problems.raise(ExitCode::usage);

  const ArgumentRange ratios{1 / kMostVarianceRatio, kMostVarianceRatio, false, false};
  check_argument(problems, "var_x/var_noise", var_x / var_noise, ratios);
  if (var_gauss > 0) check_argument(problems, "var_gauss/var_noise", var_gauss / var_noise, ratios);
  problems.raise(ExitCode::usage);
  const double without = std::sqrt(var_gauss / var_noise);
  const double with = std::sqrt((var_x + var_gauss) / var_noise);
  return entropy(shape, with) - entropy(shape, without);
}

}  // namespace ceo::theory
