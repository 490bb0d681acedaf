// The machine that samples, from the options of a command.
#pragma once

#include <string>
#include <vector>

#include "verify/commands/commands.hpp"
#include "verify/pipeline.hpp"

namespace ceo::verify {

/// Chooses the machine for a plan and fills in the provenance, except `repeat`. Throws Error(usage)
/// or Error(device) where the options cannot be met.
[[nodiscard]] RunOptions machine_options(const MachineRequest& request, const run::Config& config,
                                         const Arguments& arguments);

/// "2 threads, pack avx2", or the devices.
[[nodiscard]] std::string machine_text(const RunOptions& options);

}  // namespace ceo::verify
