#include "host/stats/joined_estimates.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <limits>

#include "host/base/error.hpp"

namespace ceo::stats {

Estimate sum_of(std::span<const Estimate> parts) {
  ensure(!parts.empty(), "a sum of no estimates");
  Estimate sum;
  sum.samples = parts.front().samples;
  double variance = 0;
  bool varied = true;
  for (const Estimate& part : parts) {
    ensure(part.law == Law::normal, "only estimates of a normal law are added");
    sum.value += part.value;
    variance += part.standard_error * part.standard_error;
    varied = varied && part.standard_error != 0;
    sum.samples = std::min(sum.samples, part.samples);
  }
  sum.standard_error = varied ? std::sqrt(variance) : 0;
  return sum;
}

Estimate sum_of_squares(std::span<const double> deviates, std::uint64_t samples) {
  ensure(!deviates.empty(), "a sum of no squares");
  const auto degrees = static_cast<double>(deviates.size());
  const auto n = static_cast<double>(samples);
  double sum = 0;
  for (const double z : deviates) sum += z * z;
  Estimate estimate;
  estimate.law = Law::own;
  estimate.samples = samples;
  estimate.standard_error = std::sqrt(2 * degrees) / n;
  estimate.value = std::numeric_limits<double>::quiet_NaN();
  if (!std::isfinite(sum)) return estimate;
  estimate.value = (sum - degrees) / n;
  const boost::math::chi_squared_distribution<double> law(degrees);
  estimate.p = std::min(1.0, boost::math::cdf(boost::math::complement(law, sum)));
  return estimate;
}

}  // namespace ceo::stats
