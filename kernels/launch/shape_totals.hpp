// Exact integer totals of the shape statistics of a cell.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/core/shape.hpp"

namespace ceo::launch {

/// Variables of a cell with K workers, each in units of its standard deviation:
/// 0 is X, 1 .. K are N_1 .. N_K, K + 1 is the error e = Xhat - X.
[[nodiscard]] constexpr int shape_variables(int workers) {
  return workers + 2;
}
[[nodiscard]] constexpr int error_variable(int workers) {
  return workers + 1;
}

/// Counts and sums over the strips of every `every`-th sheaf.
struct ShapeTotals {
  int variables = 0;
  std::vector<std::int64_t> histogram;    ///< [variables][194]: samples per bin (core/shape.hpp)
  std::vector<std::int64_t> source_bins;  ///< [3][32]: SourceBinSum by source bin
  std::uint64_t strips = 0;
  std::uint64_t non_finite = 0;  ///< samples whose error was infinite or not a number
  std::uint64_t overflow = 0;    ///< errors too large for the sums of a source bin (left out)

  ShapeTotals() = default;
  explicit ShapeTotals(int workers);
  /// Adds the totals of other strips of the same cell; throws std::invalid_argument on another
  /// number of variables, std::overflow_error, with the totals spoilt, where a sum leaves 64 bits.
  void add(const ShapeTotals& other);
  bool operator==(const ShapeTotals&) const = default;
};

}  // namespace ceo::launch
