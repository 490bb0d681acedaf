// Options that choose and change a plan, shared by `run` and `plan`.
#pragma once

#include <string>
#include <vector>

#include "host/run/config.hpp"

namespace ceo::verify {

struct PlanOptions {
  std::string plan;                      ///< a path, or the name of a plan in plan_folders()
  std::string seed, samples, precision;  ///< as typed; empty if not given
  std::string rng;                       ///< generators as typed, separated by commas
  std::vector<std::string> set;
  bool no_controls = false;
};

/// Where plans are looked up by name: ./datasets/plans, the folder of the source tree this program
/// was built from, and the folder named by the environment variable CEO_PLANS.
[[nodiscard]] std::vector<std::string> plan_folders();

/// Throws Error(usage) on a value that is not a number of its kind.
[[nodiscard]] run::Overrides overrides_of(const PlanOptions& options);
/// Reads the plan with the options applied.
[[nodiscard]] run::Config config_of(const PlanOptions& options);

/// What to type to run the same plan again, without --seed, -o and --force.
[[nodiscard]] std::string repeat_command(const PlanOptions& options, const std::string& time);

}  // namespace ceo::verify
