// The other ranks at work on a run, as rank 0 sees them.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <vector>

#include "host/mpi/communicator.hpp"
#include "host/run/plan.hpp"
#include "host/run/record.hpp"
#include "host/run/sampler.hpp"
#include "verify/ranks/letters.hpp"

namespace ceo::verify {

/// Gives every rank its part of the missing strips, and adds what the others send to the record.
/// Rank 0 samples own() meanwhile.
class Crew {
 public:
  /// Sends the jobs.
  /// @param missing [cells] strips that all ranks together have to sample
  /// @param job     what is the same for all: machine, shard, cadence
  Crew(mpi::Communicator& ranks, const run::Plan& plan, const std::vector<run::Ranges>& missing,
       RankJob job);

  /// The strips of rank 0.
  [[nodiscard]] const std::vector<run::Ranges>& own() const { return own_; }

  /// Adds what has arrived. Rows of the sessions of other ranks follow those that the record has
  /// when the first of them reports. True if another rank was stopped by a signal of its own, or
  /// died while it sent something.
  bool collect(run::Record& record);

  /// Waits until the others have sent all of their parts; calls `between` now and then.
  /// @param stop  asks to stop: the others are told to, and have half a second to send what they
  ///              have. mpirun kills a rank one second after it passed a signal on.
  /// True if no strip of another rank is missing.
  bool finish(run::Record& record, const std::function<bool()>& stop,
              const std::function<void()>& between);

 private:
  void take(run::Record& record, const mpi::Letter& letter);

  mpi::Communicator& ranks_;
  const run::Plan& plan_;
  std::vector<run::Ranges> own_;
  std::map<int, std::size_t> rows_;  ///< of the sessions, by rank
  int closed_ = 0;                   ///< ranks that sent all they will
  bool stopped_ = false;             ///< one of these was stopped, or has died
};

}  // namespace ceo::verify
