#include "host/stats/gaussian_fit.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <vector>

#include "host/base/error.hpp"

namespace ceo::stats {
namespace {

/// P(from < Z <= to) of the standard normal law, from the tail on whose side the cell is.
double probability_between(double from, double to) {
  const auto tail = [](double x) { return std::erfc(x / std::numbers::sqrt2) / 2; };
  return from > 0 ? tail(from) - tail(to) : tail(-to) - tail(-from);
}

struct Products {
  double xx = 0, yy = 0, xy = 0;
};

/// Sums of squares and products about the means.
Products products(std::span<const double> x, std::span<const double> y) {
  const auto count = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / count;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / count;
  Products sums;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sums.xx += (x[i] - mean_x) * (x[i] - mean_x);
    sums.yy += (y[i] - mean_y) * (y[i] - mean_y);
    sums.xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  return sums;
}

double squared_correlation(const Products& sums) {
  return sums.xy * sums.xy / (sums.xx * sums.yy);
}

}  // namespace

GaussianFit gaussian_fit(std::span<const std::uint64_t> counts, std::span<const double> edges,
                         double mean, double sd) {
  ensure(counts.size() >= 3 && edges.size() == counts.size() + 1,
         "gaussian_fit: fewer than 3 cells, or not one edge more than cells");
  ensure(sd > 0, "gaussian_fit: the standard deviation is not positive");
  const std::size_t cells = counts.size();
  const auto samples =
      static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  std::vector<double> measured(cells);  // densities, in units of 1/sd
  std::vector<double> curve(cells);     // at the middle
  std::vector<double> expected(cells);  // on average over the cell
  double inside = 0;
  for (std::size_t j = 0; j < cells; ++j) {
    const double from = (edges[j] - mean) / sd;
    const double to = (edges[j + 1] - mean) / sd;
    ensure(from < to && std::isfinite(to - from), "gaussian_fit: the edges do not ascend");
    const double middle = (from + to) / 2;
    measured[j] = static_cast<double>(counts[j]) / samples / (to - from);
    curve[j] = std::exp(-middle * middle / 2) / std::sqrt(2 * std::numbers::pi);
    expected[j] = probability_between(from, to) / (to - from);
    inside += expected[j] * (to - from);
  }
  // Counting noise that the regression on the curve does not absorb: variance of a density is
  // p/(n width^2), of which a cell keeps the share 1 - leverage.
  const Products ideal = products(curve, expected);
  const double mean_curve =
      std::accumulate(curve.begin(), curve.end(), 0.0) / static_cast<double>(cells);
  double noise = 0;
  for (std::size_t j = 0; j < cells; ++j) {
    const double width = (edges[j + 1] - edges[j]) / sd;
    const double away = curve[j] - mean_curve;
    const double leverage = 1 / static_cast<double>(cells) + away * away / ideal.xx;
    noise += expected[j] * inside / (samples * width) * (1 - leverage);
  }
  return {squared_correlation(products(curve, measured)),
          1 - squared_correlation(ideal) + noise / ideal.yy};
}

}  // namespace ceo::stats
