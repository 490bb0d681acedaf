// Counting one sample of a scalar channel: what every path shares.
#pragma once

#include "kernels/launch/shape_count.hpp"
#include "kernels/models/scalar_channel.hpp"

namespace ceo::launch {

/// A sink `s` is one of count_error(), and has s.symbol(symbol) and s.pair(bin of X, column).
template <int kLaw, class Draw, class Sink>
CEO_HD void count_channel(const models::ScalarChannel::Params& p, float z_x, Draw& draw,
                          Sink& sink) {
  const models::ScalarChannel::Sample sample = models::ScalarChannel::sample<kLaw>(p, z_x, draw);
  sink.symbol(sample.symbol);
  sink.pair(shape_bin(z_x), sample.column);
  count_error(sink, 0, source_bin(z_x), mul(sample.error, p.error_scale));
}

}  // namespace ceo::launch
