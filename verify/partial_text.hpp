// What is told of a run that is not complete.
#pragma once

#include <string>

#include "host/run/record.hpp"

namespace ceo::verify {

/// "386 M of 3.86 G samples (10 %)".
[[nodiscard]] std::string share_text(const run::Record& record);
/// The command that completes the run of this file.
[[nodiscard]] std::string resume_command(const std::string& path);
/// In place of the ledger: how much was sampled, and what to do next.
[[nodiscard]] std::string partial_text(const run::Record& record, const std::string& path);
/// A run file that can be read and is not complete stands there.
[[nodiscard]] bool is_unfinished(const std::string& path);

}  // namespace ceo::verify
