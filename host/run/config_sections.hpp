// The sections of a plan file, read one by one; problems are collected, not thrown.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "host/run/config.hpp"
#include "host/run/toml_section.hpp"

namespace ceo::run {

/// The points of a plan. A point with a problem is declared but has no config, so that claims may
/// name it without a second message.
struct PointTable {
  std::vector<std::string> declared;                   ///< sorted
  std::vector<PointConfig> points;                     ///< those without problems, sorted by name
  std::map<std::string, GaussianCeoBinding> bindings;  ///< of `points`, by name
};

/// Section [plan]: name, title, seed, budget, resolution, controls.
void read_plan_section(Section& plan, Config& config);

/// Section [points]: one table per point.
[[nodiscard]] PointTable read_points(Section& points);

/// Section [claims]: one table per claim. Sample counts come from `overrides.samples`, from the
/// file, or from the resolution (samples_for_resolution), in this order; `overrides.precision`
/// drops those of the file.
[[nodiscard]] std::vector<ClaimConfig> read_claims(Section& claims, const PointTable& points,
                                                   const std::vector<Claim>& ledger,
                                                   const Config& config,
                                                   const Overrides& overrides);

/// The smallest sample count, in whole quanta, at which the predicted standard error of `quantity`
/// is at most 0.9 of the resolution; kMaxSamples + 1 if the counters do not hold it.
[[nodiscard]] std::uint64_t samples_for_resolution(const Quantity& quantity,
                                                   const GaussianCeoBinding& binding,
                                                   double resolution);

}  // namespace ceo::run
