// The machine that samples, from the options of a command.
#pragma once

#include <string>
#include <vector>

#include "host/mpi/communicator.hpp"
#include "verify/backend.hpp"
#include "verify/commands/commands.hpp"
#include "verify/pipeline.hpp"

namespace ceo::verify {

/// The place of a rank on its machine.
[[nodiscard]] Place place_of(const mpi::Communicator& ranks);

/// Chooses the machine for a plan and fills in the provenance, except `repeat`. Throws Error(usage)
/// or Error(device) where the options cannot be met.
/// @param place  among the ranks of this machine, which share out devices and threads
[[nodiscard]] RunOptions machine_options(const MachineRequest& request, const run::Config& config,
                                         const Arguments& arguments, const Place& place = {});

/// "2 threads, pack avx2", or the devices.
[[nodiscard]] std::string machine_text(const RunOptions& options);

}  // namespace ceo::verify
