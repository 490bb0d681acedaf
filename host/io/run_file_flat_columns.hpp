// The columns of the group `totals`, along `cell`; see run_file_columns.hpp.
#pragma once

#include <cstdint>

#include "host/io/hdf5_write.hpp"

namespace ceo::io {

/// How many entries of each axis belong to a cell.
struct CellSizes {
  std::uint64_t outputs = 0, rows = 0, ranges = 0, sorted = 0;
  bool partial = false;  ///< strips are missing, though there may be no range
};

template <class Table>
void size_columns(Table& table) {
  table.column(
      {"outputs", "1", "entries of the cell along output"},
      [](auto& row) -> auto& { return row.outputs; });
  table.column(
      {"rows", "1", "entries of the cell along row"}, [](auto& row) -> auto& { return row.rows; });
  table.column(
      {"ranges", "1", "entries of the cell along range"},
      [](auto& row) -> auto& { return row.ranges; });
  table.column(
      {"sorted", "1", "entries of the cell along sorted_variable"},
      [](auto& row) -> auto& { return row.sorted; });
  table.column(
      {"partial", "1", "1 if planned strips are missing"},
      [](auto& row) -> auto& { return row.partial; });
}

template <class Table>
void total_columns(Table& table) {
  table.column(
      {"strips", "strip", "strips summed into sums"},
      [](auto& row) -> auto& { return row.totals.strips; });
  table.column(
      {"matrix_strips", "strip", "strips summed into the matrices"},
      [](auto& row) -> auto& { return row.totals.matrix_strips; });
  table.column(
      {"non_finite", "sample", "samples whose error was infinite or not a number"},
      [](auto& row) -> auto& { return row.totals.non_finite; });
  table.column(
      {"overflow", "strip", "strip sums too large for their scale"},
      [](auto& row) -> auto& { return row.totals.overflow; });
  table.column(
      {"matrix_every", "1", "the matrices use every g-th sheaf"},
      [](auto& row) -> auto& { return row.matrices.every; });
  table.column(
      {"normals_kept", "1", "1 if the cell has entries in normals"},
      [](auto& row) -> auto& { return row.matrices.normals; });
  table.column(
      {"physical_kept", "1", "1 if the cell has entries in physical"},
      [](auto& row) -> auto& { return row.matrices.physical; });
  table.column(
      {"shape_every", "1", "the strips of every g-th sheaf are counted; 0: no shape statistics"},
      [](auto& row) -> auto& { return row.shape.every; });
  table.column(
      {"shape_error_scale", "1", "1/sd(e)"},
      [](auto& row) -> auto& { return row.shape.error_scale; });
  table.column(
      {"shape_strips", "strip", "strips counted"},
      [](auto& row) -> auto& { return row.shape.totals.strips; });
  table.column(
      {"shape_non_finite", "sample", "samples whose error was infinite or not a number"},
      [](auto& row) -> auto& { return row.shape.totals.non_finite; });
  table.column(
      {"shape_overflow", "sample", "samples whose error left the range of source_bins"},
      [](auto& row) -> auto& { return row.shape.totals.overflow; });
}

/// Along `sorted_variable`; the moments are an array of their own.
template <class Table>
void sorted_columns(Table& table) {
  table.column(
      {"sorted_samples", "sample", "sorted samples, the first of the cell"},
      [](auto& row) -> auto& { return row.samples; });
  table.column(
      {"sorted_checksum", "1", "sum of the bits of the float32 values, modulo 2^64"},
      [](auto& row) -> auto& { return row.checksum; });
  table.column(
      {"kolmogorov_smirnov", "1", "largest distance from the standard normal law"},
      [](auto& row) -> auto& { return row.kolmogorov_smirnov; });
  table.column(
      {"anderson_darling", "1", "A^2 against the standard normal law"},
      [](auto& row) -> auto& { return row.anderson_darling; });
}

/// Along `range`.
template <class Table>
void range_columns(Table& table) {
  table.column(
      {"first_strip", "strip", "first strip that was summed"},
      [](auto& row) -> auto& { return row.first; });
  table.column(
      {"range_strips", "strip", "strips that were summed from there"},
      [](auto& row) -> auto& { return row.count; });
}

}  // namespace ceo::io
