// Floats that try a sort: both zeros, infinities, subnormals, ties, and words of a generator.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <vector>

#include "tests/support/splitmix.hpp"

namespace ceo::testing {

/// `count` floats, none of them NaN; the same for the same count.
[[nodiscard]] inline std::vector<float> hard_to_sort(std::size_t count) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kEdges[] = {-0.0F, 0.0F,  -kInfinity, kInfinity, 0x1p-149F,
                              1.0F,  -1.0F, -0x1p-149F, 0x1p-126F, -3.4028235e38F};
  SplitMix random(count);
  std::vector<float> values;
  values.reserve(count);
  while (values.size() < count) {
    const std::uint64_t word = random.next();
    if (word % 4 == 0) {
      values.push_back(kEdges[(word >> 32) % std::size(kEdges)]);
      continue;
    }
    const auto bits = static_cast<std::uint32_t>(word >> 32);
    float value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (value == value) values.push_back(value);
  }
  return values;
}

}  // namespace ceo::testing
