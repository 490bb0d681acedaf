// What the claims about the unbiased decoder share: its predicted errors, the known errors of the
// machinery, and the sizes of planted faults.
#pragma once

#include <cstddef>
#include <span>

#include "host/run/gaussian_ceo_spec.hpp"

namespace ceo::verify {

/// The sampler's second moments are those of a standard normal within this, relative (exhaustive
/// enumeration of its inputs, docs/engine.md); its mean is 0 within this, in standard deviations.
inline constexpr double kSamplerAllowance = 5e-9;
/// A float32 sum over a strip of 32 samples differs from the exact sum by at most this on average,
/// relative to the sum of the magnitudes (measured against exact sums, docs/engine.md).
inline constexpr double kAccumulationAllowance = 1e-9;

/// Standard deviation of the decoder's error in theory, sqrt(D), in units of the gradient.
[[nodiscard]] double error_sd(const theory::Channel& channel);
[[nodiscard]] double error_sd(const run::GaussianCeoBinding& binding);

/// Standard deviation of X at the float32 parameters, in units of the gradient.
[[nodiscard]] double source_sd(const run::GaussianCeoBinding& binding);

/// Largest mean of the error that the sampler's own mean can cause, in units of the gradient:
/// kSamplerAllowance * sum_k w_k (sd(N_k) + sd(V_k)).
[[nodiscard]] double sampler_mean_bound(const run::GaussianCeoBinding& binding);

/// sum over speaking workers of w_k^2 sV2_k: the part of D that the test channels add.
[[nodiscard]] double test_channel_share(const theory::Channel& channel);

/// A mean of e^2 of a Gaussian error has sd(e^2) = sqrt(2) E e^2 per sample. So a fault that moves
/// E e^2 from D to `ratio` D shifts the mean by (ratio - 1)/(sqrt(2) ratio) of these.
[[nodiscard]] double distortion_effect(double ratio);

/// Index of the layer where `size` is largest, the first of equals.
template <class Size>
[[nodiscard]] std::size_t largest_layer(std::span<const theory::Channel> layers, const Size& size) {
  std::size_t largest = 0;
  for (std::size_t i = 1; i < layers.size(); ++i) {
    if (size(layers[i]) > size(layers[largest])) largest = i;
  }
  return largest;
}

}  // namespace ceo::verify
