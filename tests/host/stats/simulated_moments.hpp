// Moments of gaussian_ceo in plain double precision, from any generator of (e, x): no kernel
// involved.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/stats/moments.hpp"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::stats::testing {

struct ErrorAndSource {
  double error, x;
};

/// 256 batches of `batch_samples` samples each. `draw()` gives one ErrorAndSource.
template <class Draw>
Moments simulated_moments(std::uint64_t batch_samples, Draw&& draw) {
  using Model = models::GaussianCeo;
  Moments moments;
  moments.samples = kBatches * batch_samples;
  moments.mean.assign(Model::kOutputs, 0.0);
  moments.batch_mean.assign(Model::kOutputs, {});
  for (std::size_t b = 0; b < kBatches; ++b) {
    std::array<double, Model::kOutputs> sums{};
    for (std::uint64_t n = 0; n < batch_samples; ++n) {
      const ErrorAndSource s = draw();
      const double e2 = s.error * s.error;
      const std::array<double, Model::kOutputs> outputs{s.error,       e2,  e2 * e2,
                                                        s.error * s.x, s.x, s.x * s.x};
      for (std::size_t i = 0; i < outputs.size(); ++i) sums[i] += outputs[i];
    }
    for (std::size_t i = 0; i < sums.size(); ++i) {
      moments.batch_mean[i][b] = sums[i] / static_cast<double>(batch_samples);
      moments.mean[i] += moments.batch_mean[i][b] / kBatches;
    }
  }
  return moments;
}

}  // namespace ceo::stats::testing
