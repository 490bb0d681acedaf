#include "host/stats/chi_square_sum.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>

#include "host/base/error.hpp"

namespace ceo::stats {

Tails chi_square_sum(std::span<const double> weights, double x) {
  ensure(!weights.empty(), "chi_square_sum: no weights");
  for (const double weight : weights) {
    ensure(weight > 0 && std::isfinite(weight), "chi_square_sum: a weight is not positive");
  }
  CumulantFunction cumulants;
  cumulants.mean = std::accumulate(weights.begin(), weights.end(), 0.0);
  cumulants.singularity = 0.5 / *std::max_element(weights.begin(), weights.end());
  // Above the real axis 1 - 2 w s lies below it, so the principal logarithm does not jump.
  cumulants.value = [weights](std::complex<double> s) {
    std::complex<double> sum = 0;
    for (const double weight : weights) sum -= std::log(1.0 - 2 * weight * s) / 2.0;
    return sum;
  };
  cumulants.slopes = [weights](double s) {
    CumulantSlopes slopes{};
    for (const double weight : weights) {
      const double ratio = weight / (1 - 2 * weight * s);
      slopes.first += ratio;
      slopes.second += 2 * ratio * ratio;
      slopes.third += 8 * ratio * ratio * ratio;
    }
    return slopes;
  };
  return tails_of(cumulants, x);
}

}  // namespace ceo::stats
