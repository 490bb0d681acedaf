// The launches that a request takes, shared by the CUDA launcher and the virtual device.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/launch/device_job.hpp"
#include "kernels/launch/totals.hpp"

namespace ceo::launch {

/// One pass over a range of strips.
struct Pass {
  MatrixKind matrix;
  bool scalars;
};

/// A cell that keeps both matrices takes two passes; the second replays the draws.
[[nodiscard]] inline std::vector<Pass> passes_of(const MatrixRequest& request) {
  if (request.normals && request.physical) {
    return {{MatrixKind::normals, true}, {MatrixKind::physical, false}};
  }
  if (request.normals) return {{MatrixKind::normals, true}};
  if (request.physical) return {{MatrixKind::physical, true}};
  return {{MatrixKind::none, true}};
}

/// Adds the integers of one launch to the totals. The matrix strips are counted in the pass that
/// carries the scalars.
inline void add_launch(Totals& totals, const Pass& pass, const std::vector<std::int64_t>& sums,
                       const std::vector<std::int64_t>& matrix,
                       const std::array<std::int64_t, kCounts>& counts) {
  if (pass.scalars) {
    for (std::size_t i = 0; i < sums.size(); ++i) totals.sums[i] += sums[i];
    totals.non_finite += static_cast<std::uint64_t>(counts[kNonFinite]);
    totals.overflow += static_cast<std::uint64_t>(counts[kOverflow]);
    totals.matrix_strips += static_cast<std::uint64_t>(counts[kMatrixStrips]);
  }
  if (pass.matrix == MatrixKind::none) return;
  std::vector<Int128>& target =
      pass.matrix == MatrixKind::normals ? totals.normals : totals.physical;
  for (std::size_t i = 0; i < target.size(); ++i) target[i] += matrix[i];
}

}  // namespace ceo::launch
