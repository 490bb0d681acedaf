// A synthetic run record that reaches the edges of the run file. No sampling.
#pragma once

#include <string>

#include "host/run/record.hpp"

namespace ceo::test {

/// Three cells (both matrices, none, one), totals over the whole range of the file, NaN and
/// infinite findings, texts with line ends and letters of many alphabets, empty texts.
[[nodiscard]] run::Record sample_record();
/// The same run with strips missing: none of the first cell's is there, two ranges of the second.
[[nodiscard]] run::Record partial_record();
/// The record of a run that has nothing yet: no cells, findings, controls, claims, provenance.
[[nodiscard]] run::Record empty_record();
/// Every field as text, doubles by their bits: equal texts mean equal records.
[[nodiscard]] std::string dump(const run::Record& record);

}  // namespace ceo::test
