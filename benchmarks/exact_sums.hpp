// Reference sums of squares and fourth powers of float32 values.
#pragma once

#include <cstddef>

namespace ceo::bench {

struct PowerSums {
  double square = 0;
  double fourth = 0;
};

/// Sums over `count` values (a multiple of 32). A float32 square is exact in double and every term
/// is positive, so the square's relative error is below 2^-53 times the number of additions into
/// one partial sum (count/8 + 8), and the fourth power's below that plus 2^-53.
[[nodiscard]] PowerSums power_sums(const float* values, std::size_t count);

}  // namespace ceo::bench
