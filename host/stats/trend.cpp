#include "host/stats/trend.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>

#include "host/base/error.hpp"

namespace ceo::stats {

Trend trend_of(std::span<const double> values) {
  ensure(values.size() >= 2, "a trend takes two values");
  const auto n = static_cast<double>(values.size());
  double rising = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      rising += values[i] > values[j] ? 1 : (values[i] < values[j] ? -1 : 0);
    }
  }
  return {rising / (n * (n - 1) / 2), std::sqrt(2 * (2 * n + 5) / (9 * n * (n - 1)))};
}

MeanInterval mean_interval(std::span<const double> values, double confidence) {
  ensure(values.size() >= 2 && confidence > 0 && confidence < 1,
         "an interval takes two values and a confidence in (0, 1)");
  const auto n = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / n;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const boost::math::students_t_distribution<double> law(n - 1);
  const double quantile = boost::math::quantile(boost::math::complement(law, (1 - confidence) / 2));
  const double half = quantile * std::sqrt(squares / ((n - 1) * n));
  return {mean, mean - half, mean + half};
}

}  // namespace ceo::stats
