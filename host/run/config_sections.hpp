// The sections of a plan file, read one by one; problems are collected, not thrown.
#pragma once

#include <map>
#include <optional>
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
  std::vector<std::string> recorded;  ///< those of `declared` with a trace as their source
  /// Points that one name stands for: of a table, one for each of its layers and generators; of a
  /// layered point, its layers.
  std::map<std::string, std::vector<std::string>> groups;
  /// Layered points: name -> layer -> its point.
  std::map<std::string, std::map<int, std::string>> layered;
};

/// The generators of a plan.
struct GeneratorChoice {
  std::vector<launch::Generator> generators{launch::Generator::philox};  ///< at least one
  bool forced = false;  ///< by the command line: points have no say
};

/// Section [plan]: name, title, seed, budget, resolution, controls; `rng` goes to `choice`.
void read_plan_section(Section& plan, Config& config, GeneratorChoice& choice);

/// The key `rng` of [plan]: a name or a list of names.
void read_plan_generators(Section& plan, GeneratorChoice& choice);
/// The names of --rng, where there are any.
void force_generators(const std::vector<std::string>& names, Problems& problems,
                      GeneratorChoice& choice);
/// The key `rng` of a point; nothing if absent or wrong.
[[nodiscard]] std::optional<launch::Generator> read_point_generator(Section& point);

/// Section [points]: one table per point. With several generators a table gives a point
/// "NAME.GENERATOR" for each, unless it names its own; with `layers` a point for each layer.
[[nodiscard]] PointTable read_points(Section& points, const GeneratorChoice& choice);

/// Section [claims]: one table per claim. Sample counts come from `overrides.samples`, from the
/// file, or from the resolution (samples_for_resolution), in this order; `overrides.precision`
/// drops those of the file.
[[nodiscard]] std::vector<ClaimConfig> read_claims(Section& claims, const PointTable& points,
                                                   const std::vector<Claim>& ledger,
                                                   const Config& config,
                                                   const Overrides& overrides);

/// The smallest sample count, in whole quanta, at which the predicted standard error of `quantity`
/// at `point` is at most 0.9 of the resolution (kSortedSamples at most where sorted samples are
/// read); kMaxSamples + 1 if the counters do not hold it.
[[nodiscard]] std::uint64_t samples_for_resolution(const Quantity& quantity,
                                                   const PointConfig& point,
                                                   const GaussianCeoBinding& binding,
                                                   double resolution);
/// The same of each layer for a joined quantity, from the bindings of all layers.
[[nodiscard]] std::uint64_t samples_for_resolution(const JoinedQuantity& quantity,
                                                   std::span<const GaussianCeoBinding> layers,
                                                   double resolution);

}  // namespace ceo::run
