// The group moments/NNNN/shape of a run file.
#pragma once

#include "host/io/hdf5_read.hpp"
#include "host/io/hdf5_write.hpp"
#include "host/run/record.hpp"

namespace ceo::io {

/// Writes the group into `cell_group` where the cell has shape statistics.
void write_shape(const h5::GroupWriter& cell_group, const run::CellRecord& cell);
/// Reads it where it is there. Throws Error(file) on a damaged one.
void read_shape(const h5::GroupReader& cell_group, run::CellRecord& cell);

}  // namespace ceo::io
