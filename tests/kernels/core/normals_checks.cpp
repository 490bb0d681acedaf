#include "tests/kernels/core/normals_checks.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>

namespace ceo::testing {
namespace {

/// P(Z > x) of a standard normal Z.
double upper_tail(double x) {
  return 0.5 * std::erfc(x / std::sqrt(2.0));
}

/// A statistic that is standard normal under the law.
Check standard(const std::string& name, double z) {
  return {name, z, 2 * upper_tail(std::fabs(z))};
}

/// Sample mean, variance, skewness and kurtosis of n normals: standard errors 1/sqrt(n), and
/// sqrt(2/n), sqrt(6/n), sqrt(24/n), of which the law differs by O(1/n) only.
void check_moments(const NormalsSums& sums, std::vector<Check>& checks) {
  const auto n = static_cast<double>(sums.count);
  const double m1 = sums.powers[0] / n;
  const double m2 = sums.powers[1] / n;
  const double m3 = sums.powers[2] / n;
  const double m4 = sums.powers[3] / n;
  const double variance = m2 - m1 * m1;
  const double third = m3 - 3 * m1 * m2 + 2 * m1 * m1 * m1;
  const double fourth = m4 - 4 * m1 * m3 + 6 * m1 * m1 * m2 - 3 * m1 * m1 * m1 * m1;
  checks.push_back(standard("mean", m1 * std::sqrt(n)));
  checks.push_back(standard("variance", (variance - 1) * std::sqrt(n / 2)));
  checks.push_back(standard("skewness", third / std::pow(variance, 1.5) * std::sqrt(n / 6)));
  checks.push_back(standard("kurtosis", (fourth / (variance * variance) - 3) * std::sqrt(n / 24)));
}

/// Products of two independent standard normals have mean 0 and variance 1, and products that
/// share a factor are uncorrelated.
void check_neighbours(const NormalsSums& sums, std::vector<Check>& checks) {
  checks.push_back(standard("correlation within a sample",
                            sums.within / std::sqrt(static_cast<double>(sums.pairs_within))));
  checks.push_back(standard("correlation with the next sample",
                            sums.across / std::sqrt(static_cast<double>(sums.pairs_across))));
}

/// Pearson's chi-square over the cells; the outer ones of each sign are merged from where fewer
/// than 50 normals are expected.
void check_histogram(const NormalsSums& sums, std::vector<Check>& checks) {
  constexpr double kLeastExpected = 50;
  const auto n = static_cast<double>(sums.count);
  double chi_square = 0;
  int bins = 0;
  const auto add = [&](double found, double expected) {
    chi_square += (found - expected) * (found - expected) / expected;
    ++bins;
  };
  for (std::size_t sign = 0; sign < 2; ++sign) {
    double beyond = 0;
    double edge = static_cast<double>(kCells) / kCellsPerUnit;
    for (std::size_t i = kCells; i-- > 0;) {
      const double inner = static_cast<double>(i) / kCellsPerUnit;
      beyond += static_cast<double>(sums.histogram[sign * kCells + i]);
      const double outer_tail = edge > 6.99 ? 0 : upper_tail(edge);
      const double expected = n * (upper_tail(inner) - outer_tail);
      if (expected < kLeastExpected) continue;
      add(beyond, expected);
      beyond = 0;
      edge = inner;
    }
  }
  const boost::math::chi_squared_distribution<double> law(bins - 1);
  checks.push_back({"histogram", chi_square / (bins - 1),
                    boost::math::cdf(boost::math::complement(law, chi_square))});
}

/// Counts beyond 4.5, 5, 5.5, 6: binomial, and with so small a probability Poisson.
void check_tails(const NormalsSums& sums, std::vector<Check>& checks) {
  for (const double bound : {4.5, 5.0, 5.5, 6.0}) {
    std::uint64_t count = 0;
    for (auto i = static_cast<std::size_t>(bound * kCellsPerUnit); i < kCells; ++i) {
      count += sums.histogram[i] + sums.histogram[kCells + i];
    }
    const boost::math::poisson_distribution<double> law(2 * upper_tail(bound) *
                                                        static_cast<double>(sums.count));
    const auto found = static_cast<double>(count);
    const double low = boost::math::cdf(law, found);
    const double high = count == 0 ? 1 : boost::math::cdf(boost::math::complement(law, found - 1));
    checks.push_back({"tail beyond " + std::to_string(bound).substr(0, 3), found,
                      std::min(1.0, 2 * std::min(low, high))});
  }
}

}  // namespace

std::vector<Check> check_normals(const NormalsSums& sums) {
  std::vector<Check> checks;
  check_moments(sums, checks);
  check_neighbours(sums, checks);
  check_histogram(sums, checks);
  check_tails(sums, checks);
  return checks;
}

std::vector<std::string> rejected(const std::vector<Check>& checks, double budget) {
  std::vector<std::string> names;
  for (const Check& check : checks) {
    // Written so that NaN is rejected.
    if (!(check.p >= budget / kChecks)) names.push_back(check.name);
  }
  return names;
}

}  // namespace ceo::testing
