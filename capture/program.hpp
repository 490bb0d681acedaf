// The program ceo-capture.
#pragma once

#include <string>
#include <vector>

namespace ceo::capture {

/// Runs the program; returns its exit code. Errors go to stderr.
[[nodiscard]] int run_program(const std::vector<std::string>& arguments);

}  // namespace ceo::capture
