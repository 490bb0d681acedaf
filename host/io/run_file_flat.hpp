// The group `totals` of a part of a run: the totals of all cells in a few long arrays, which are
// read many times faster than a group for every cell. Since schema 2.0.
#pragma once

#include "host/io/hdf5_read.hpp"
#include "host/io/hdf5_write.hpp"
#include "host/run/record.hpp"

namespace ceo::io {

/// Writes the group; the cells follow each other along every axis.
void write_flat_totals(const h5::GroupWriter& root, const run::Record& record);
/// Reads it into the cells of the record, whose streams are known. Throws Error(file) on a damaged
/// one.
void read_flat_totals(const h5::GroupReader& root, run::Record& record);

}  // namespace ceo::io
