#include "benchmarks/exact_sums.hpp"

namespace ceo::bench {

namespace {

constexpr std::size_t kPartials = 8;  // independent sums, for vector instructions

}  // namespace

PowerSums power_sums(const float* values, std::size_t count) {
  double squares[kPartials] = {};
  double fourths[kPartials] = {};
  for (std::size_t i = 0; i < count; i += kPartials) {
    for (std::size_t j = 0; j < kPartials; ++j) {
      const double value = values[i + j];
      const double square = value * value;
      squares[j] += square;
      fourths[j] += square * square;
    }
  }
  PowerSums sums;
  for (std::size_t j = 0; j < kPartials; ++j) {
    sums.square += squares[j];
    sums.fourth += fourths[j];
  }
  return sums;
}

}  // namespace ceo::bench
