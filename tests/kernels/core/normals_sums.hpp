// Sums over very many normals, for the tests of their law.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace ceo::testing {

/// Where panels of normals come from: `fill` writes [row][32 samples][lane] for the strips
/// first .. first + lanes - 1.
struct NormalsSource {
  std::size_t lanes = 0;
  std::size_t rows = 0;
  std::size_t panel_floats = 0;  ///< at least rows * 32 * lanes
  std::function<void(std::uint64_t first_strip, float* panel)> fill;
};

/// The histogram has cells of width 1/64 of |z| for each sign; the last one is open.
inline constexpr std::size_t kCellsPerUnit = 64;
inline constexpr std::size_t kCells = 7 * kCellsPerUnit;

struct NormalsSums {
  std::uint64_t count = 0;
  std::array<double, 4> powers{};  ///< sums of z, z^2, z^3, z^4
  double within = 0;               ///< sum of products of neighbouring rows of a sample
  double across = 0;               ///< sum of products of a row with itself in the next sample
  std::uint64_t pairs_within = 0;
  std::uint64_t pairs_across = 0;
  std::vector<std::uint64_t> histogram = std::vector<std::uint64_t>(2 * kCells);  ///< z >= 0, z < 0

  void join(const NormalsSums& other);
};

/// Sums over the strips first .. first + count - 1 (multiples of `lanes`) on all hardware threads.
[[nodiscard]] NormalsSums sum_normals(const NormalsSource& source, std::uint64_t first,
                                      std::uint64_t count);

}  // namespace ceo::testing
