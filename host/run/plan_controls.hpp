// Where the planted faults of a plan are placed, and how many samples their rejection takes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/run/plan.hpp"

namespace ceo::run {

/// Bindings of the sound cells, by point name.
using BindingMap = std::map<std::string, GaussianCeoBinding>;

/// Adds a cell and an entry for every control of the claim. A control stands at the point that the
/// config names, else at the applicable point of the claim with the smallest needed * K (the first
/// of equals). The sound cell of that point grows to `needed`, so that the very check that is run
/// has the power that the control proves. What cannot be placed is added to `problems`.
/// @param level  level of every finding of the plan
void place_controls(const Claim& claim, const ClaimConfig& config, const BindingMap& bindings,
                    double level, Plan& plan, Problems& problems);

/// The least multiple of kSampleQuantum that is not below `samples` <= kMaxSamples.
[[nodiscard]] std::uint64_t whole_quanta(std::uint64_t samples);

}  // namespace ceo::run
