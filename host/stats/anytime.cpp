#include "host/stats/anytime.hpp"

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

#include "host/base/error.hpp"

namespace ceo::stats {

double look_level(double level, std::uint64_t look) {
  ensure(look >= 1, "looks count from 1");
  const auto t = static_cast<double>(look);
  return level / (t * (t + 1));
}

double fisher_p(std::span<const double> p_values) {
  double half_statistic = 0;
  for (const double p : p_values) {
    if (!(p >= 0 && p <= 1)) return std::numeric_limits<double>::quiet_NaN();
    if (p == 0) return 0;
    half_statistic -= std::log(p);
  }
  if (half_statistic == 0) return 1;
  return boost::math::gamma_q(static_cast<double>(p_values.size()), half_statistic);
}

}  // namespace ceo::stats
