// Whether a sample is sorted.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace ceo::stats {

/// True if the values ascend (ties allowed) and none is NaN. No early way out, so that the loop
/// becomes vector instructions.
[[nodiscard]] inline bool ascends(std::span<const float> values) {
  bool result = values.empty() || !std::isnan(values[0]);
  for (std::size_t i = 1; i < values.size(); ++i) {
    result &= values[i - 1] <= values[i];
  }
  return result;
}

}  // namespace ceo::stats
