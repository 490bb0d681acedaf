// What a rank sampled of one cell, as bytes for the rank that writes the file.
#pragma once

#include <cstddef>
#include <string>

#include "host/run/plan.hpp"
#include "host/run/record.hpp"

namespace ceo::run {

/// The strips, totals and shape statistics of cell `index` of a plan; exact. For the same program
/// on the same kind of machine: no format for files.
[[nodiscard]] std::string packed_cell(std::size_t index, const CellRecord& cell);

/// Adds a packed cell to the record of the plan. Throws Error(internal), with the record as it was,
/// if the bytes are not those of a cell of the plan.
void add_packed_cell(Record& record, const Plan& plan, const std::string& bytes);

}  // namespace ceo::run
