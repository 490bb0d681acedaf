// Whether a launcher started this process as one of several ranks.
#pragma once

#include <cstdlib>
#include <cstring>

namespace ceo::mpi {

/// mpirun tells the number of ranks, other launchers with PMIx (srun --mpi=pmix) only the own one.
[[nodiscard]] inline bool launched_with_others() {
  const char* size = std::getenv("OMPI_COMM_WORLD_SIZE");
  if (size != nullptr) return std::strcmp(size, "1") != 0;
  return std::getenv("PMIX_RANK") != nullptr;
}

}  // namespace ceo::mpi
