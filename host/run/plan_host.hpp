// Host checks of a plan: quantities that are judged without samples, and their controls.
#pragma once

#include "host/run/plan.hpp"

namespace ceo::run {

/// How many host checks of the claim take a share of the false-alarm budget: those that are neither
/// exact nor have a level of their own.
[[nodiscard]] std::size_t count_host_shares(const Claim& claim);

/// Adds the host checks of the claim, and its host controls if the plan has controls.
/// @param share  level of every finding that takes a share of the budget
void plan_host(const Claim& claim, const ClaimConfig& config, double share, Plan& plan);

}  // namespace ceo::run
