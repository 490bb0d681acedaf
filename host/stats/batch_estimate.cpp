#include "host/stats/batch_estimate.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace ceo::stats {

Estimate batch_estimate(const Moments& moments, const FunctionOfMeans& function) {
  constexpr double kBatchCount = kBatches;
  std::array<double, kBatches> without{};
  std::vector<double> means(moments.mean.size());
  double average = 0;
  for (std::size_t b = 0; b < without.size(); ++b) {
    for (std::size_t i = 0; i < means.size(); ++i) {
      // (B m - m_b)/(B - 1), written so that equal batches leave the mean untouched.
      means[i] = moments.mean[i] + (moments.mean[i] - moments.batch_mean[i][b]) / (kBatchCount - 1);
    }
    without[b] = function(means);
    average += without[b] / kBatchCount;
  }
  double squares = 0;
  for (const double value : without) squares += (value - average) * (value - average);
  return {function(moments.mean), std::sqrt(squares * (kBatchCount - 1) / kBatchCount),
          moments.samples, Law::t255};
}

}  // namespace ceo::stats
