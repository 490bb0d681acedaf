#include "host/stats/correlation_spread.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>

#include "host/base/argument.hpp"
#include "host/stats/correlations.hpp"

namespace ceo::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void check_coefficients(Problems& problems, std::span<const double> r) {
  if (r.empty()) problems.add("there is no coefficient", "r", "Give at least one.");
  for (const double value : r) check_argument(problems, "r", value, {-1, 1, false, false});
}

double sum_of_squares(std::span<const double> r) {
  return std::inner_product(r.begin(), r.end(), r.begin(), 0.0);
}

/// P(|Z| rounded is j units) for Z ~ N(0, 1), unit and half a unit in standard deviations.
double cell_probability(double j, double unit) {
  const auto tail = [](double z) { return std::erfc(z / std::numbers::sqrt2) / 2; };
  return tail((j - 0.5) * unit) - tail((j + 0.5) * unit);
}

/// P(a value of probability p occurs more than once among m).
double more_than_once(double p, double m) {
  const double none = m * std::log1p(-p);
  const double once = std::log(m * p) + (m - 1) * std::log1p(-p);
  return std::max(0.0, -std::expm1(none) - std::exp(once));
}

}  // namespace

CorrelationSpread correlation_spread(std::span<const double> r, double samples) {
  Problems problems;
  check_coefficients(problems, r);
  check_argument(problems, "samples", samples, ArgumentRange{3, kInfinity});
  problems.raise(ExitCode::usage);
  const double squares = sum_of_squares(r);
  const auto count = static_cast<double>(r.size());
  CorrelationSpread spread;
  spread.count = r.size();
  spread.root_mean_square = std::sqrt(squares / count);
  spread.expected = 1 / std::sqrt(samples - 1);
  spread.chi_square = (samples - 1) * squares;
  spread.tails = {boost::math::gamma_p(count / 2, spread.chi_square / 2),
                  boost::math::gamma_q(count / 2, spread.chi_square / 2)};
  return spread;
}

ConsistentSamples consistent_samples(std::span<const double> r, double confidence) {
  Problems problems;
  check_coefficients(problems, r);
  check_argument(problems, "confidence", confidence, ArgumentRange{0, 1});
  const double squares = sum_of_squares(r);
  if (!r.empty() && squares == 0) {
    problems.add("all coefficients are 0", "r", "Give at least one that is not.");
  }
  problems.raise(ExitCode::usage);
  const auto count = static_cast<double>(r.size());
  const double tail = (1 - confidence) / 2;
  return {1 + count / squares, 1 + 2 * boost::math::gamma_p_inv(count / 2, tail) / squares,
          1 + 2 * boost::math::gamma_q_inv(count / 2, tail) / squares};
}

Repeats repeated_values(std::span<const double> r, int decimals, double sd) {
  Problems problems;
  check_argument(problems, "decimals", decimals, ArgumentRange{1, 15, false, false});
  check_argument(problems, "sd", sd, kPositive);
  problems.raise(ExitCode::usage);
  const double scale = std::pow(10.0, decimals);
  Repeats repeats;
  std::vector<double> seen;
  for (const double value : r) {
    const double whole = std::round(value * scale);
    const auto times = std::count(seen.begin(), seen.end(), whole);
    if (times == 0) repeats.distinct.push_back(value);
    if (times == 1) repeats.repeated.push_back(value);
    seen.push_back(whole);
  }
  const auto count = static_cast<double>(r.size());
  const double unit = 1 / (scale * sd);
  const double last = std::ceil(10 / unit);  // beyond ten standard deviations nothing occurs
  for (double j = -last; j <= last && count > 1; ++j) {
    // The tail beyond the far side of 0 would cancel: use the symmetry.
    const double p = cell_probability(std::abs(j), unit);
    if (p > 0) repeats.expected += more_than_once(p, count);
  }
  return repeats;
}

double all_below_probability(double bound, double samples, std::size_t count) {
  Problems problems;
  check_argument(problems, "bound", bound, ArgumentRange{0, 1, false, false});
  check_argument(problems, "samples", samples, ArgumentRange{2, kInfinity});
  check_argument(problems, "count", static_cast<double>(count), ArgumentRange{1, kInfinity, false});
  problems.raise(ExitCode::usage);
  return std::exp(static_cast<double>(count) * std::log1p(-correlation_p(bound, samples - 2)));
}

double correlation_quantile(double probability, double samples) {
  Problems problems;
  check_argument(problems, "probability", probability, ArgumentRange{0, 1});
  check_argument(problems, "samples", samples, ArgumentRange{2, kInfinity});
  problems.raise(ExitCode::usage);
  const double degrees = samples - 2;
  const double t = boost::math::quantile(boost::math::students_t(degrees), probability);
  return t / std::sqrt(degrees + t * t);
}

}  // namespace ceo::stats
