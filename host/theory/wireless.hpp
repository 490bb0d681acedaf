// Prices of rate over fading channels (spec/theory.md section 5): what a nat of worker k costs in
// bandwidth.
#pragma once

#include <span>
#include <vector>

namespace ceo::theory {

/// One worker's channel to the server, as its fading leaves it.
struct FadingChannel {
  double gain = 0;   ///< |h|^2 > 0, power gain, without unit
  double power = 0;  ///< transmit power > 0, watt
  double noise = 0;  ///< noise power > 0 in the same band, watt
};

/// alpha_k = 1/ln(1 + gain power/noise): complex channel uses (seconds times hertz of bandwidth)
/// per nat. A complex Gaussian channel carries ln(1 + SNR) nats per use, so R_k nats per symbol
/// need alpha_k R_k uses, and sum_k alpha_k R_k is the bandwidth-time that a symbol of all workers
/// needs when the workers use bands of their own. The SNR in a band is taken as fixed: power is
/// spent in proportion to bandwidth. Throws Error(usage) unless there is a channel, all values are
/// positive and finite and each price is a finite number.
[[nodiscard]] std::vector<double> wireless_prices(std::span<const FadingChannel> channels);

}  // namespace ceo::theory
