// The program in one process or in many ranks.
#pragma once

#include "verify/commands/commands.hpp"

namespace ceo::verify {

/// Rank 0 runs the command line; the other ranks sample what it asks for. Returns the exit code of
/// this process: of other ranks 0. A rank that fails tells why and ends all.
[[nodiscard]] int run_ranked(const Arguments& arguments);

}  // namespace ceo::verify
