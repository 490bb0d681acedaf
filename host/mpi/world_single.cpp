// Built without MPI.
#include "host/base/error.hpp"
#include "host/mpi/launched.hpp"
#include "host/mpi/lone_world.hpp"

namespace ceo::mpi {

std::string library_text() {
  return "none";
}

World& world() {
  if (launched_with_others()) {
    throw Error(ExitCode::usage,
                "several ranks were started, but this program was built without MPI", "mpirun",
                "Install libopenmpi-dev and build it again, or use --shard and merge.");
  }
  static LoneWorld lone;
  return lone;
}

}  // namespace ceo::mpi
