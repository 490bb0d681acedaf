// What a device launch works on and adds to. The same structs serve the virtual block on the CPU.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/draws.hpp"

namespace ceo::launch {

/// Which second-moment matrix a launch sums. A cell that keeps both takes two launches.
enum class MatrixKind : int { none, normals, physical };

/// Strips of one launch.
struct StripJob {
  std::uint64_t first = 0;    ///< first strip
  std::uint64_t end = 0;      ///< one past the last strip
  std::uint32_t every = 1;    ///< matrix on every `every`-th sheaf
  std::uint32_t scalars = 1;  ///< 0 in the second launch of a cell with both matrices
};

/// int64 sums in the memory of the machine that works on them, zero before the launch. Blocks
/// spread their atomic additions over `slots` copies, `stride` int64 apart; fold_slots.hpp adds
/// them up.
struct DeviceSums {
  std::int64_t* sums = nullptr;    ///< [outputs][256]
  std::int64_t* matrix = nullptr;  ///< lower triangle of the launch's matrix
  std::int64_t* counts = nullptr;  ///< [kCounts]
  std::uint32_t slots = 1;
  std::size_t stride = 0;

  /// The copy that a block adds to.
  CEO_HD DeviceSums of_block(std::uint32_t block) const {
    const std::size_t offset = (block % slots) * stride;
    return {sums + offset, matrix + offset, counts + offset, 1, 0};
  }
};
/// Indices of DeviceSums::counts.
inline constexpr int kNonFinite = 0;     ///< samples
inline constexpr int kOverflow = 1;      ///< strip sums
inline constexpr int kMatrixStrips = 2;  ///< strips in the matrix
inline constexpr int kCounts = 3;

/// Strips of one launch at most: keeps every int64 sum (of strip integers below 2^31) below 2^62.
inline constexpr std::uint64_t kMaxLaunchStrips = std::uint64_t{1} << 31;
/// K up to which a strip's sums fit the registers of one thread.
inline constexpr int kSmallWorkers = 8;
/// Lanes of a warp; a warp works on one sheaf at a time.
inline constexpr int kWarpLanes = 32;
static_assert(kWarpLanes == kSheafStrips, "one lane, one strip of a sheaf");

/// Sheaves that a job touches: [first_sheaf, end_sheaf).
CEO_HD std::uint64_t first_sheaf(const StripJob& job) {
  return job.first / kSheafStrips;
}
CEO_HD std::uint64_t end_sheaf(const StripJob& job) {
  return (job.end + kSheafStrips - 1) / kSheafStrips;
}

}  // namespace ceo::launch
