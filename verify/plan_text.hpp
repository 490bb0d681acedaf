// What a plan would run, as text and as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/run/plan.hpp"

namespace ceo::verify {

/// Cells, findings with level and predicted precision, controls with the samples they need.
[[nodiscard]] std::string plan_text(const run::Plan& plan);
/// One object: plan, title, seed, budget, resolution, samples, canonical, cells, findings,
/// controls, host_findings, host_controls.
[[nodiscard]] nlohmann::ordered_json plan_json(const run::Plan& plan);

/// Which findings cannot reach their resolution with the planned samples, and what would; empty if
/// all can.
[[nodiscard]] std::string resolution_warning(const run::Plan& plan);

}  // namespace ceo::verify
