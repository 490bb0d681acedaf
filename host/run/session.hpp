// One process that sampled part of a run.
#pragma once

#include <cstdint>
#include <string>

namespace ceo::run {

/// Words as in docs/run-file.md, group provenance. Provenance, not content.
struct Session {
  std::string version, commit, dirty;  ///< of the program
  std::string backend, device, cpu, pack, threads;
  std::string command;            ///< as typed, without absolute paths
  std::string shard;              ///< "3/10"; empty: not a shard
  std::string started, finished;  ///< UTC by the wall clock, which may have been wrong
  double seconds = 0;             ///< by a clock that never jumps
  std::uint64_t strips = 0;       ///< summed by this process, over all cells
};

}  // namespace ceo::run
