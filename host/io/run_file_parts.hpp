// What schema 1.2 adds for parts of runs: strips of a cell that were summed, sessions.
#pragma once

#include "host/io/hdf5_read.hpp"
#include "host/io/hdf5_write.hpp"
#include "host/run/coverage.hpp"
#include "host/run/record.hpp"

namespace ceo::io {

/// Datasets `range` of the cell's group; nothing where no strip is missing.
void write_ranges(const h5::GroupWriter& cell_group, const run::CellRecord& cell);
/// The ranges are tidy, lie in the cell and hold as many strips as were summed.
[[nodiscard]] bool ranges_fit(const run::Ranges& ranges, const run::CellRecord& cell);
/// Reads them. Throws Error(file) if the ranges are not tidy, leave the cell or do not add up to
/// its strips.
void read_ranges(const h5::GroupReader& cell_group, run::CellRecord& cell);

/// Group `sessions` of the provenance; nothing where there are none.
void write_sessions(const h5::GroupWriter& provenance, const std::vector<run::Session>& sessions);
[[nodiscard]] std::vector<run::Session> read_sessions(const h5::GroupReader& provenance);

}  // namespace ceo::io
