// Counting one sample into the shape statistics: what every path shares.
#pragma once

#include <cstdint>

#include "kernels/core/shape.hpp"

namespace ceo::launch {

/// A sink `s` has s.count(variable, bin), s.bin(sum, source bin, value) and s.broken(kind).
enum class Broken : int { non_finite, overflow };

/// The error of a sample: `bin` is the source bin of X, `error` is e/sd(e).
template <class Sink>
CEO_HD void count_error(Sink& sink, int variable, int bin, float error) {
  if ((bits_of(error) & kMagnitudeMask) >= kInfinityBits) {
    sink.broken(Broken::non_finite);
    return;
  }
  sink.count(variable, shape_bin(error));
  std::uint32_t overflow = 0;
  const auto first = static_cast<std::int32_t>(to_fixed(error, kBinErrorScale, overflow));
  const auto second =
      static_cast<std::int32_t>(to_fixed(mul(error, error), kBinError2Scale, overflow));
  if (overflow != 0) {
    sink.broken(Broken::overflow);
    return;
  }
  sink.bin(kBinSamples, bin, 1);
  sink.bin(kBinError, bin, first);
  sink.bin(kBinError2, bin, second);
}

}  // namespace ceo::launch
