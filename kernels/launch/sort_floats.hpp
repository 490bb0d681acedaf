// Ascending order of float32 samples for order statistics, on either machine with the same bits. No
// CUDA header is needed here, and C++17 suffices.
#pragma once

#include <cstddef>

#include "kernels/core/portable.hpp"

namespace ceo::launch {

/// What a value becomes before it is sorted: -0 becomes +0, every other value stays. Values that
/// compare equal then have equal bits, so the sorted array is unique: a radix sort and a comparison
/// sort, stable or not, give the same bits.
struct PositiveZero {
  CEO_HD float operator()(float x) const { return x + 0.0F; }
};

/// Throws std::invalid_argument if one of `count` values is not a number: NaN has no place in an
/// order. Infinities do.
void check_sortable(const float* values, std::size_t count);

/// Sorts `count` values in place, ascending, after PositiveZero; check_sortable() comes first. A
/// radix sort: takes twice the memory of the values besides (docs/performance.md, Shape
/// statistics).
void sort_floats(float* values, std::size_t count);

/// The same on CUDA device `device`: copies the values there and back. Takes twice the memory of
/// the values on the device. Throws std::runtime_error on a failing device or CUDA call.
void sort_floats_cuda(int device, float* values, std::size_t count);

}  // namespace ceo::launch
