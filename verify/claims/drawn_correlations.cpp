#include "verify/claims/drawn_correlations.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <numeric>

#include "host/stats/correlation_spread.hpp"

namespace ceo::verify {

std::vector<double> drawn_table(run::HostDraws& draws, std::size_t count, double samples,
                                int decimals) {
  const double scale = std::pow(10.0, decimals);
  std::vector<double> table(count);
  for (double& r : table) {
    r = std::round(stats::correlation_quantile(draws.uniform(), samples) * scale) / scale;
  }
  return table;
}

std::vector<double> drawn_matrix(run::HostDraws& draws, std::size_t variables, double samples) {
  // Rows of the lower triangular factor: chi-distributed on the diagonal, normal below it.
  std::vector<std::vector<double>> rows;
  for (std::size_t i = 0; i < variables; ++i) {
    std::vector<double> row(variables, 0.0);
    for (std::size_t j = 0; j < i; ++j) row[j] = draws.normal();
    const boost::math::chi_squared_distribution<double> law(samples - 1 - static_cast<double>(i));
    row[i] = std::sqrt(boost::math::quantile(law, draws.uniform()));
    rows.push_back(row);
  }
  const auto product = [&](std::size_t i, std::size_t j) {
    return std::inner_product(rows[i].begin(), rows[i].end(), rows[j].begin(), 0.0);
  };
  std::vector<double> coefficients;
  for (std::size_t i = 0; i < variables; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      coefficients.push_back(product(i, j) / std::sqrt(product(i, i) * product(j, j)));
    }
  }
  return coefficients;
}

}  // namespace ceo::verify
