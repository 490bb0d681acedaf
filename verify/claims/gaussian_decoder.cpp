#include "verify/claims/gaussian_decoder.hpp"

#include <cmath>
#include <numbers>

namespace ceo::verify {

double error_sd(const theory::Channel& channel) {
  return std::sqrt(channel.distortion);
}

double error_sd(const run::GaussianCeoBinding& binding) {
  return error_sd(binding.channel);
}

double source_sd(const run::GaussianCeoBinding& binding) {
  return std::sqrt(binding.channel.var_x);
}

double sampler_mean_bound(const run::GaussianCeoBinding& binding) {
  double sum = 0;
  for (std::size_t k = 0; k < binding.weight.size(); ++k) {
    const double noise =
        static_cast<double>(binding.sd_n[k]) + static_cast<double>(binding.sd_v[k]);
    sum += static_cast<double>(binding.weight[k]) * noise;
  }
  return kSamplerAllowance * sum;
}

double test_channel_share(const theory::Channel& channel) {
  double share = 0;
  for (std::size_t k = 0; k < channel.weight.size(); ++k) {
    if (channel.weight[k] > 0) share += channel.weight[k] * channel.weight[k] * channel.var_v[k];
  }
  return share;
}

double distortion_effect(double ratio) {
  return (ratio - 1) / (std::numbers::sqrt2 * ratio);
}

}  // namespace ceo::verify
