// The Gaussian test channel and the unbiased decoder (spec/theory.md section 2; ZTW eqs 29-32).
#pragma once

#include <span>
#include <vector>

namespace ceo::theory {

/// A point of the Gaussian CEO problem with its test channels. All variances in the squared unit of
/// the gradient, rates in nats per symbol. Worker k sees Y_k = X + N_k and sends U_k = Y_k + V_k.
struct Channel {
  double var_x = 0;               ///< sX2 > 0
  std::vector<double> var_n;      ///< [K] sN2_k > 0
  std::vector<double> var_v;      ///< [K] sV2_k > 0; +infinity for a silent worker
  std::vector<double> precision;  ///< [K] a_k = 1/(sN2_k + sV2_k); 0 for a silent worker
  std::vector<double> rate;       ///< [K] r_k = I(Y_k; U_k | X) in nats; 0 for a silent worker
  std::vector<double> weight;     ///< [K] w_k = a_k / sum_j a_j, sums to 1
  double distortion = 0;          ///< D = 1 / sum_k a_k (ZTW eq 32)
};

/// Smallest distortion that no finite rate reaches: Dmin = 1 / sum_k (1/sN2_k).
[[nodiscard]] double minimal_distortion(std::span<const double> var_n);

/// From test-channel noises. Throws Error(usage) unless K >= 1, var_x and var_n are positive and
/// finite, var_v is positive (infinite allowed) and at least one worker speaks.
[[nodiscard]] Channel channel_from_noise(double var_x, std::span<const double> var_n,
                                         std::span<const double> var_v);
/// From rates r_k >= 0 in nats (finite, not all 0): sV2_k = sN2_k/(exp(2 r_k) - 1).
/// A rate so small that sV2_k overflows a double counts as silent (rate 0); one so large that sV2_k
/// underflows is an Error(usage).
[[nodiscard]] Channel channel_from_rates(double var_x, std::span<const double> var_n,
                                         std::span<const double> rates);
/// The channel of least sum rate that reaches D: reverse water-filling exp(-2 r_k) = min(1, nu
/// sN2_k) with sum_k max(0, 1/sN2_k - nu) = 1/D (spec/theory.md section 6). Workers noisier than
/// 1/nu are silent. Throws Error(usage) with the feasible range if D <= Dmin or D is not finite.
[[nodiscard]] Channel channel_from_distortion(double var_x, std::span<const double> var_n,
                                              double distortion);

}  // namespace ceo::theory
