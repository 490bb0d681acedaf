#include "host/theory/normal_nodes.hpp"

#include <cmath>
#include <numbers>

#include "host/base/error.hpp"

namespace ceo::theory {
namespace {

constexpr double kRange = 9.5;

double upper_tail(double z) {
  return std::erfc(z / std::numbers::sqrt2) / 2;
}

}  // namespace

double normal_interval(double low, double high) {
  if (low >= 0) return upper_tail(low) - upper_tail(high);
  if (high <= 0) return upper_tail(-high) - upper_tail(-low);
  // Across 0 erf keeps the digits of a narrow interval.
  return (std::erf(high / std::numbers::sqrt2) - std::erf(low / std::numbers::sqrt2)) / 2;
}

NormalNodes normal_nodes(double step) {
  ensure(step > 0 && step <= 0.5, "normal_nodes: the step is outside (0, 0.5]");
  const int half = static_cast<int>(kRange / step);
  const double factor = step / std::sqrt(2 * std::numbers::pi);
  NormalNodes nodes;
  for (int j = -half; j <= half; ++j) {
    const double z = j * step;
    nodes.z.push_back(z);
    nodes.weight.push_back(factor * std::exp(-z * z / 2));
  }
  return nodes;
}

}  // namespace ceo::theory
