// The ranks but 0: they sample what rank 0 asks for, and neither print nor write.
#pragma once

#include "host/mpi/communicator.hpp"
#include "verify/commands/commands.hpp"

namespace ceo::verify {

/// Does the jobs that rank 0 sends until it releases this rank. Throws what planning or sampling
/// throws, and Error(usage) if this program plans otherwise than that of rank 0.
void serve(mpi::Communicator& ranks, const Arguments& arguments);

/// Of rank 0: lets the others go. False if they have not all answered after some seconds.
[[nodiscard]] bool release(mpi::Communicator& ranks);

}  // namespace ceo::verify
