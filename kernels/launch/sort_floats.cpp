#include "kernels/launch/sort_floats.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ceo::launch {

void check_sortable(const float* values, std::size_t count) {
  if (std::any_of(values, values + count, [](float x) { return std::isnan(x); })) {
    throw std::invalid_argument("a value that is not a number cannot be sorted");
  }
}

void sort_floats(float* values, std::size_t count) {
  check_sortable(values, count);
  std::transform(values, values + count, values, PositiveZero{});
  std::sort(values, values + count);
}

}  // namespace ceo::launch
