#include "host/stats/ceo_estimates.hpp"

#include <cmath>
#include <cstddef>

#include "host/base/error.hpp"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::stats {
namespace {

using Output = models::GaussianCeo::Output;

double mean(const Moments& moments, Output output) {
  ensure(moments.mean.size() == models::GaussianCeo::kOutputs,
         "an estimate of gaussian_ceo was asked of another model's moments");
  return moments.mean[static_cast<std::size_t>(output)];
}

Estimate normal_estimate(const Moments& moments, double value, double variance_per_sample) {
  const auto samples = static_cast<double>(moments.samples);
  return {value, std::sqrt(variance_per_sample / samples), moments.samples, Law::normal};
}

/// Regression of e (not of Xhat) on X: its slope is near 0, so nothing cancels.
struct Regression {
  double mean_x, var_x, mean_e, slope, var_residual;
};

Regression regress(const Moments& moments) {
  Regression fit{};
  fit.mean_x = mean(moments, Output::kX);
  fit.mean_e = mean(moments, Output::kError);
  fit.var_x = mean(moments, Output::kX2) - fit.mean_x * fit.mean_x;
  const double covariance = mean(moments, Output::kErrorX) - fit.mean_e * fit.mean_x;
  fit.slope = covariance / fit.var_x;
  const double var_e = mean(moments, Output::kError2) - fit.mean_e * fit.mean_e;
  fit.var_residual = var_e - fit.slope * covariance;
  return fit;
}

}  // namespace

Estimate distortion(const Moments& moments) {
  const double second = mean(moments, Output::kError2);
  return normal_estimate(moments, second, mean(moments, Output::kError4) - second * second);
}

Estimate scaled_distortion(const Moments& moments, double c) {
  const double second = c * c * mean(moments, Output::kError2) -
                        2 * c * (1 - c) * mean(moments, Output::kErrorX) +
                        (1 - c) * (1 - c) * mean(moments, Output::kX2);
  return normal_estimate(moments, second, 2 * second * second);
}

Estimate mean_error(const Moments& moments) {
  const double first = mean(moments, Output::kError);
  return normal_estimate(moments, first, mean(moments, Output::kError2) - first * first);
}

Estimate slope(const Moments& moments) {
  const Regression fit = regress(moments);
  return normal_estimate(moments, 1 + fit.slope, fit.var_residual / fit.var_x);
}

Estimate intercept(const Moments& moments) {
  const Regression fit = regress(moments);
  return normal_estimate(moments, fit.mean_e - fit.slope * fit.mean_x,
                         fit.var_residual * (1 + fit.mean_x * fit.mean_x / fit.var_x));
}

}  // namespace ceo::stats
