#include "host/theory/ellipsoid.hpp"

#include <cmath>
#include <numeric>

namespace ceo::theory {
namespace {

double norm(const std::vector<double>& v) {
  return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
}

}  // namespace

SimplexEllipsoid::SimplexEllipsoid(std::size_t size)
    : centre_(size, 1.0 / static_cast<double>(size)), factor_(size * (size - 1)) {
  const double radius = std::sqrt(1 - 1 / static_cast<double>(size));
  // Helmert's orthonormal basis of the plane: column j is (1, .., 1, -j, 0, .., 0)/sqrt(j (j + 1)).
  for (std::size_t j = 1; j < size; ++j) {
    const auto ones = static_cast<double>(j);
    const double unit = radius / std::sqrt(ones * (ones + 1));
    for (std::size_t i = 0; i < j; ++i) factor_[i * (size - 1) + j - 1] = unit;
    factor_[j * (size - 1) + j - 1] = -ones * unit;
  }
}

std::vector<double> SimplexEllipsoid::pulled_back(std::span<const double> g) const {
  const std::size_t n = centre_.size() - 1;
  // Columns of J sum to 0, so a constant in g plays no part: taking it out saves roundings.
  const double mean = std::accumulate(g.begin(), g.end(), 0.0) / static_cast<double>(g.size());
  std::vector<double> found(n, 0.0);
  for (std::size_t i = 0; i < centre_.size(); ++i) {
    for (std::size_t j = 0; j < n; ++j) found[j] += factor_[i * n + j] * (g[i] - mean);
  }
  return found;
}

double SimplexEllipsoid::reach(std::span<const double> g) const {
  return norm(pulled_back(g));
}

bool SimplexEllipsoid::cut(std::span<const double> g, double depth) {
  std::vector<double> direction = pulled_back(g);
  const double reach = norm(direction);
  if (!(depth < reach)) return false;
  const double share = depth / reach;
  for (double& value : direction) value /= reach;
  const std::size_t columns = direction.size();
  const auto n = static_cast<double>(columns);
  const double move = (1 + n * share) / (n + 1);
  const double along = n * (1 - share) / (n + 1);
  const double across = columns > 1 ? n * std::sqrt((1 - share * share) / (n * n - 1)) : along;
  double sum = 0;
  for (std::size_t i = 0; i < centre_.size(); ++i) {
    double step = 0;
    for (std::size_t j = 0; j < columns; ++j) step += factor_[i * columns + j] * direction[j];
    centre_[i] += move * step;
    sum += centre_[i];
    for (std::size_t j = 0; j < columns; ++j) {
      double& entry = factor_[i * columns + j];
      entry = across * entry + (along - across) * step * direction[j];
    }
  }
  for (double& value : centre_) value -= (sum - 1) / static_cast<double>(centre_.size());
  return true;
}

}  // namespace ceo::theory
