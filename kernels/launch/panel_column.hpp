// Access to one sample of a panel.
#pragma once

#include <cstddef>

#include "kernels/core/draws.hpp"

namespace ceo::launch {

/// Standard normals of N neighbouring samples of a panel, by row.
template <class Family, int N = 1>
struct PanelColumn {
  using Real = typename Family::template Real<N>;
  const float* column;
  CEO_HD Real operator()(int row) const {
    const float* at = column + static_cast<std::ptrdiff_t>(row) * kStripSamples * Family::kLanes;
    Real z;
    CEO_UNROLL for (int i = 0; i < N; ++i) Family::set(z, i, Family::load(at + i * Family::kLanes));
    return z;
  }
};

}  // namespace ceo::launch
