// What a `run` is about: which plan, which share of it, into which file.
#pragma once

#include <string>

#include "host/run/config.hpp"
#include "host/run/record.hpp"
#include "host/run/shard.hpp"
#include "verify/commands/commands.hpp"

namespace ceo::verify {

struct RunTarget {
  run::Config config;
  std::string path;      ///< of the run file
  run::Shard shard;      ///< 0/1: the whole run
  bool of_file = false;  ///< the plan comes from the run file that --resume names
  std::string repeat;    ///< the command that repeats the whole run
};

/// Reads the plan, or with --resume the run file in its place. Throws Error(usage) on options that
/// do not go together, shards and resumption of foreign generators among them; Error(file).
[[nodiscard]] RunTarget run_target(const RunRequest& request);

/// The run at target.path that goes on. Its sample counts replace those of the target where
/// --time fitted them. Throws Error(usage) if it is another run than the one asked for, Error(file)
/// if it cannot be read.
[[nodiscard]] run::Record record_to_resume(const RunRequest& request, RunTarget& target);

/// "results/PLAN-SEED.h5", "results/PLAN-SEED.shard-3-of-10.h5".
[[nodiscard]] std::string default_path(const std::string& plan, std::uint64_t seed,
                                       const run::Shard& shard);

}  // namespace ceo::verify
