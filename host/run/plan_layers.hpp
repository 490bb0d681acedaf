// Joined findings of a plan: what claims say of all layers of a layered point together.
#pragma once

#include "host/base/error.hpp"
#include "host/run/layers.hpp"
#include "host/run/plan.hpp"
#include "host/run/plan_controls.hpp"

namespace ceo::run {

/// How many joined findings the claim has.
[[nodiscard]] std::size_t count_joined(const Claim& claim, const ClaimConfig& config,
                                       const std::vector<PointConfig>& points);

/// Whether the quantity says anything about the layers of a layered point of `points`.
[[nodiscard]] bool applies(const JoinedQuantity& quantity, const LayeredPoint& point,
                           const std::vector<PointConfig>& points);

/// Adds the joined findings of the claim, and what they read to the cells of its points, which must
/// be there.
void plan_joined(const Claim& claim, const ClaimConfig& config, double level, Plan& plan,
                 Problems& problems);

/// Predicted standard error / unit of a joined finding at the planned samples: that of the layer
/// with fewest, for all. So it is an upper bound where a control has made some layers longer.
[[nodiscard]] double expected_resolution(const JoinedQuantity& quantity,
                                         const PlannedFinding& finding, const BindingMap& bindings,
                                         const Plan& plan);

/// Places every joined control of the claim as place_controls places the others: at the layered
/// point that the config names, else at the cheapest. Its faults stand in some layers; the sound
/// cells of all layers grow to the samples that its rejection takes. None without layered points.
void place_joined_controls(const Claim& claim, const ClaimConfig& config,
                           const BindingMap& bindings, double level, Plan& plan,
                           Problems& problems);

}  // namespace ceo::run
