// The fold of a launch's partial sums, as a functor for Thrust on any of its systems.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>

#include "kernels/core/portable.hpp"

namespace ceo::launch {

/// Entry i of the folded sums: the sum over the slots. Integer addition: the order does not matter.
struct FoldSlots {
  const std::int64_t* partial;  ///< [slots][stride]
  std::size_t stride;
  std::uint32_t slots;

  CEO_HD std::int64_t operator()(std::size_t i) const {
    assert(i < stride);
    std::int64_t total = 0;
    for (std::uint32_t slot = 0; slot < slots; ++slot) total += partial[slot * stride + i];
    return total;
  }
};

}  // namespace ceo::launch
