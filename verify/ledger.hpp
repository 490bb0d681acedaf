// The ledger of a run as text that a newcomer can read.
#pragma once

#include <string>

#include "host/run/record.hpp"

namespace ceo::verify {

/// @param path of the run file, named in the last line
/// @param colour verdicts in colour (ANSI), for terminals
/// Of a run that is not complete, what is told of its part. Else at most 100 columns wide: a table
/// with a row per claim, then everything that does not agree, then one line of summary, then what
/// to do about findings that ask for confirmation.
[[nodiscard]] std::string ledger_text(const run::Record& record, const std::string& path,
                                      bool colour);

}  // namespace ceo::verify
