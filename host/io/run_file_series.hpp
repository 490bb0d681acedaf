// The group `series` of a run file: the curves of its figures. Since schema 1.2.
#pragma once

#include "host/io/hdf5_read.hpp"
#include "host/io/hdf5_write.hpp"
#include "host/run/record.hpp"

namespace ceo::io {

/// Writes the group where the record has series.
void write_series(const h5::GroupWriter& root, const run::Record& record);
/// Reads it where it is there. Throws Error(file) on a damaged one.
void read_series(const h5::GroupReader& root, run::Record& record);

}  // namespace ceo::io
