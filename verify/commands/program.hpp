// The command line as a whole.
#pragma once

#include "verify/commands/commands.hpp"

namespace ceo::verify {

/// Parses, runs one command, reports errors on stderr; returns the exit code of the program.
[[nodiscard]] int run_program(const Arguments& arguments);

}  // namespace ceo::verify
