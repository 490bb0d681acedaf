// Exact integer totals of a cell: what every launcher returns, on either machine.
#pragma once

#include <cstdint>
#include <vector>

namespace ceo::launch {

// Only a typedef takes __extension__, which -Wpedantic asks for.
__extension__ typedef __int128 Int128;  // NOLINT(modernize-use-using)

/// A run of consecutive strips (32 samples each).
struct StripRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// Which second-moment matrices a cell keeps, and how often. A sheaf is 32 consecutive strips; the
/// matrices are summed on the strips of every `every`-th sheaf (sheaf index divisible by `every`).
struct MatrixRequest {
  bool normals = false;     ///< of the standard normals behind X, N_k, V_k
  bool physical = false;    ///< of the kernel's own X, Y_k, U_k
  std::uint32_t every = 1;  ///< g >= 1
  bool operator==(const MatrixRequest&) const = default;
};

/// Sums of fixed-point strip sums. Integer addition is associative, so any cut of a range of strips
/// over threads, shards, devices or nights has the same totals. Order of rows in both matrices:
/// row 0 belongs to X, row 1 + 2k to N_k (Y_k), row 2 + 2k to V_k (U_k), k = 0..K-1.
struct Totals {
  int outputs = 0;               ///< number of scalar outputs of the model
  int rows = 0;                  ///< 2K + 1
  std::vector<Int128> sums;      ///< [outputs][256], by batch (strip index modulo 256)
  std::vector<Int128> normals;   ///< lower triangle, row major [rows (rows + 1) / 2]; may be empty
  std::vector<Int128> physical;  ///< likewise
  std::uint64_t strips = 0;      ///< strips summed into `sums`
  std::uint64_t matrix_strips = 0;  ///< strips summed into the matrices
  std::uint64_t non_finite = 0;     ///< samples whose error was infinite or not a number
  std::uint64_t overflow = 0;       ///< strip sums too large for their scale (left out of `sums`)

  Totals() = default;
  Totals(int output_count, int row_count, const MatrixRequest& request);
  /// Adds the totals of other strips of the same cell; throws std::invalid_argument on another
  /// shape.
  void add(const Totals& other);
  bool operator==(const Totals&) const = default;
};

}  // namespace ceo::launch
