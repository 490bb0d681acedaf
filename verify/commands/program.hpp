// The command line as a whole.
#pragma once

#include <functional>
#include <string>

#include "verify/commands/commands.hpp"

namespace ceo::verify {

/// Parses, runs one command, reports errors on stderr; returns the exit code of the program.
[[nodiscard]] int run_program(const Arguments& arguments);

/// Does the action and returns its exit code, or that of the error that it threw, which is told on
/// stderr in the name of `who`.
[[nodiscard]] int told(const std::string& who, const std::function<ExitCode()>& action);

}  // namespace ceo::verify
