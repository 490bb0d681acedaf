// The group moments/NNNN/shape of a run file.
#pragma once

#include <string>
#include <vector>

#include "host/io/hdf5_read.hpp"
#include "host/io/hdf5_write.hpp"
#include "host/run/record.hpp"

namespace ceo::io {

inline constexpr std::size_t kRawMoments = 4;
inline constexpr const char* kSourceSums = "what is summed; in units of 1, 2^-16, 2^-12";
inline constexpr const char* kSourceBinNames = "32 bins of X of equal probability";
/// Models have 2K + 1 rows; a million bounds the size of a triangle far above any plan.
inline constexpr std::size_t kMostRows = 1000000;

/// X, N_1 .. N_K, e.
[[nodiscard]] std::vector<std::string> variable_names(std::size_t variables);
/// samples, e/sd, (e/sd)^2.
[[nodiscard]] std::vector<std::string> source_sum_names();
/// Variables of the shape statistics of a cell, from its rows: K + 2 of 2K + 1.
[[nodiscard]] std::size_t variables_of(const run::CellRecord& cell);
/// Shape statistics that do not fit their cell are a defect of whoever made them.
void require_consistent_shape(const run::CellRecord& cell);

/// Writes the group into `cell_group` where the cell has shape statistics.
void write_shape(const h5::GroupWriter& cell_group, const run::CellRecord& cell);
/// Reads it where it is there. Throws Error(file) on a damaged one.
void read_shape(const h5::GroupReader& cell_group, run::CellRecord& cell);

}  // namespace ceo::io
