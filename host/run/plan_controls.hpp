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

/// Plants a fault at the point of the sound cell with the index `sound`. Sound and faulty cell grow
/// to `needed` samples; the faulty one is made if it is not there yet, with the key of the sound
/// one, so that both see the same randomness. A fault that the kernel cannot carry is added to
/// `problems`.
/// @param claim  its id, for the name of the cell
/// @return index of the faulty cell
[[nodiscard]] std::size_t plant(const std::string& claim, std::size_t sound, const Fault& fault,
                                std::uint64_t needed, Plan& plan, Problems& problems);

/// Index of the sound cell of a point of the plan.
[[nodiscard]] std::size_t sound_cell(const Plan& plan, const std::string& point);

/// The least multiple of kSampleQuantum that is not below `samples` <= kMaxSamples.
[[nodiscard]] std::uint64_t whole_quanta(std::uint64_t samples);

}  // namespace ceo::run
