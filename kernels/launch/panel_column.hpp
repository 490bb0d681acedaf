// Access to one sample of a panel.
#pragma once

#include <cstddef>

#include "kernels/core/draws.hpp"

namespace ceo::launch {

/// Standard normals of one sample of a panel, by row.
template <class Family>
struct PanelColumn {
  const float* column;
  CEO_HD typename Family::template Real<1> operator()(int row) const {
    return Family::load(column + static_cast<std::ptrdiff_t>(row) * kStripSamples * Family::kLanes);
  }
};

}  // namespace ceo::launch
