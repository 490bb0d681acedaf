// The ledger of a run as text that a newcomer can read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/run/record.hpp"

namespace ceo::verify {

/// @param path of the run file, named in the last line
/// @param colour verdicts in colour (ANSI), for terminals
/// At most 100 columns wide: a table with a row per claim, then everything that does not agree,
/// then one line of summary, then what to do about findings that ask for confirmation.
[[nodiscard]] std::string ledger_text(const run::Record& record, const std::string& path,
                                      bool colour);

/// Names of the generators behind the cells, sorted.
[[nodiscard]] std::vector<std::string> generators_of(const run::Record& record);
/// The generator behind a point, or those behind the layers of a layered point ("philox, xorwow").
[[nodiscard]] std::string generator_at(const run::Record& record, const std::string& point);

/// All samples of all cells, those of controls included.
[[nodiscard]] std::uint64_t samples_of(const run::Record& record);

/// The command that repeats the run with fresh counters (the next seed) and all its other options.
[[nodiscard]] std::string confirmation_command(const run::Record& record);

}  // namespace ceo::verify
