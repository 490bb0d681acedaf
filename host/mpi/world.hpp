// The ranks that a launcher (mpirun, srun) started; without MPI, this process alone.
#pragma once

#include <string>

#include "host/mpi/communicator.hpp"

namespace ceo::mpi {

/// All ranks that were started together.
class World : public Communicator {
 public:
  /// Sends what is still to be sent and leaves the group; every rank has to. Nothing may be used
  /// after it.
  virtual void leave() = 0;
  /// Ends all ranks at once, this one with the exit code.
  [[noreturn]] virtual void abort(int code) = 0;
};

/// "Open MPI v4.1.4", or "none" in a program that was built without.
[[nodiscard]] std::string library_text();

/// The world of this process; the first call joins the ranks that were started with it. A process
/// that no launcher started, or that it started alone, is a world of one rank and does not start
/// MPI. Throws Error(usage) in one of several ranks of a program that was built without MPI.
[[nodiscard]] World& world();

}  // namespace ceo::mpi
