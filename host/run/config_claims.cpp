#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/base/text.hpp"
#include "host/run/config_sections.hpp"
#include "host/run/find_trace.hpp"
#include "host/run/layers.hpp"
#include "host/run/plan.hpp"
#include "host/run/plan_layers.hpp"
#include "host/run/plan_needs.hpp"
#include "host/run/toml_text.hpp"

namespace ceo::run {
namespace {

/// Share of the resolution that planned standard errors may use up: measured ones scatter.
constexpr double kResolutionShare = 0.9;

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// The points that a name stands for: a declared one, or one per generator. None if unknown.
std::vector<std::string> points_called(const std::string& name, const PointTable& points) {
  const auto group = points.groups.find(name);
  if (group != points.groups.end()) return group->second;
  return contains(points.declared, name) ? std::vector{name} : std::vector<std::string>{};
}

/// The least whole quanta at which sd/sqrt(samples) is at most the share of the resolution;
/// kMaxSamples + 1 if the counters do not hold them.
std::uint64_t samples_for_error(double sd, double resolution) {
  ensure(std::isfinite(sd) && sd >= 0, "a claim predicts a standard error that is not a number");
  constexpr std::uint64_t kMaxQuanta = kMaxSamples / kSampleQuantum;
  const double ratio = sd / (kResolutionShare * resolution);
  const double quanta =
      std::max(1.0, std::ceil(ratio * ratio / static_cast<double>(kSampleQuantum)));
  if (quanta > static_cast<double>(kMaxQuanta)) return kMaxSamples + 1;
  return static_cast<std::uint64_t>(quanta) * kSampleQuantum;
}

/// The points of the kind that a claim speaks of: with recorded sources, or with drawn ones.
std::vector<std::string> all_points(Section& section, const Claim& claim,
                                    const PointTable& points) {
  std::vector<std::string> names;
  for (const std::string& name : points.declared) {
    if (contains(points.recorded, name) == claim.recorded) names.push_back(name);
  }
  if (names.empty() && !points.declared.empty()) {
    section.problem(claim.recorded ? "the plan has no point with recorded gradients"
                                   : "all points of the plan have recorded gradients",
                    claim.recorded ? "Add a point with the key trace." : "Name them in points.");
  }
  return names;
}

/// The points of a claim: "all" (the default) or a list of names.
std::vector<std::string> read_point_names(Section& section, const Claim& claim,
                                          const PointTable& points) {
  const toml::node* node = section.node("points");
  if (node == nullptr) return all_points(section, claim, points);
  if (const auto* word = node->as_string(); word != nullptr && word->get() == "all") {
    return all_points(section, claim, points);
  }
  const toml::array* list = node->as_array();
  if (list == nullptr) {
    section.value_problem("points", "expected a list of point names or \"all\"");
    return {};
  }
  if (list->empty())
    section.value_problem("points", "the list is empty", "Name a point, or write \"all\".");
  const std::string key = toml_path(section.name(), "points");
  std::vector<std::string> names;
  for (const toml::node& entry : *list) {
    const std::string where = position(entry.source());
    const auto name = entry.value<std::string>();
    if (!name || !entry.is_string()) {
      section.problems().add(key + ": expected the name of a point", where, "Names need quotes.");
      continue;
    }
    const std::vector<std::string> meant = points_called(*name, points);
    if (meant.empty()) {
      section.problems().add(key + ": unknown point " + toml_string(*name), where,
                             suggestion(*name, points.declared, "points"));
    }
    for (const std::string& point : meant) {
      if (contains(names, point)) {
        section.problems().add(key + ": the point " + toml_string(point) + " is named twice", where,
                               "Name it once.");
      } else {
        names.push_back(point);
      }
    }
  }
  return names;
}

/// The names of the layered points that the claim has whole.
std::vector<std::string> joined_names(const PointTable& table,
                                      const std::vector<std::string>& points) {
  std::vector<std::string> names;
  for (const auto& [name, layers] : table.layered) {
    if (std::all_of(layers.begin(), layers.end(),
                    [&](const auto& row) { return contains(points, row.second); })) {
      names.push_back(name);
    }
  }
  return names;
}

std::map<std::string, std::string> read_control_points(Section& section, const Claim& claim,
                                                       const std::vector<std::string>& points,
                                                       const std::vector<std::string>& layered) {
  std::map<std::string, std::string> places;
  const toml::table* table = section.table("control_points");
  if (table == nullptr) return places;
  Section entries(*table, toml_path(section.name(), "control_points"), section.problems());
  std::vector<std::string> controls, joined;
  for (const Control& control : claim.controls) controls.push_back(control.id);
  for (const JoinedControl& control : claim.joined_controls) {
    controls.push_back(control.id);
    joined.push_back(control.id);
  }
  for (const std::string& id : entries.keys()) {
    const auto point = entries.text(id);
    const bool whole = contains(joined, id);  // stands at a layered point
    const std::vector<std::string>& places_of_it = whole ? layered : points;
    if (!contains(controls, id)) {
      entries.value_problem(id, "unknown control", suggestion(id, controls, "controls"));
    } else if (point && !contains(places_of_it, *point)) {
      const char* kind = whole ? "layered point" : "point";
      entries.value_problem(id, fmt::format("the claim has no {} {}", kind, toml_string(*point)),
                            suggestion(*point, places_of_it, kind + std::string("s")));
    } else if (point) {
      places[id] = *point;
    }
  }
  return places;
}

/// The count at which every quantity of the claim reaches the resolution at all of its points.
std::uint64_t resolved_samples(const Claim& claim, const std::vector<std::string>& points,
                               const PointTable& table, double resolution) {
  std::uint64_t samples = kSampleQuantum;
  for (const std::string& point : points) {
    const auto binding = table.bindings.find(point);
    const auto at = std::find_if(table.points.begin(), table.points.end(),
                                 [&](const PointConfig& row) { return row.name == point; });
    if (binding == table.bindings.end() || at == table.points.end()) continue;
    for (const Quantity& quantity : claim.quantities) {
      if (!available(quantity, *at)) continue;
      const double wanted = quantity.resolution.value_or(resolution);
      samples = std::max(samples, samples_for_resolution(quantity, *at, binding->second, wanted));
    }
  }
  if (claim.joined.empty()) return samples;
  for (const LayeredPoint& point : layered_points(table.points, points)) {
    std::vector<GaussianCeoBinding> layers;
    for (const std::string& layer : point.layers) layers.push_back(table.bindings.at(layer));
    for (const JoinedQuantity& quantity : claim.joined) {
      if (!applies(quantity, point, table.points)) continue;
      const std::uint64_t seen = samples_for_resolution(quantity, layers, resolution);
      if (seen > kMaxSamples) return seen;
      for (const PointConfig& row : table.points) {
        if (!contains(point.layers, row.name)) continue;
        const std::uint64_t needed = samples_for(seen, quantity.needs, row);
        samples = std::max(samples, needed == 0 ? kMaxSamples + 1 : needed);
      }
    }
  }
  return samples;
}

/// The same for a claim of the plan; a problem if the counters do not hold it.
std::uint64_t counted_samples(Section& section, const Claim& claim,
                              const std::vector<std::string>& points, const PointTable& table,
                              double resolution) {
  const std::uint64_t samples = resolved_samples(claim, points, table, resolution);
  if (samples > kMaxSamples) {
    section.problem(fmt::format("a standard error of {} needs more samples than the counters hold",
                                shortest(resolution)),
                    "Ask for a coarser resolution.");
  }
  return samples;
}

/// Most instances of a host check: far more than any run has time for.
constexpr std::uint64_t kMaxInstances = 1'000'000'000'000;

/// The instances of the claim's host checks; 0 if it has none, which may then not be asked for.
std::uint64_t read_instances(Section& section, const Claim& claim) {
  if (claim.checks_on_host()) {
    return section.count("instances", 1, kMaxInstances).value_or(claim.instances);
  }
  if (section.has("instances") && section.node("instances") != nullptr) {
    section.value_problem("instances", "the claim has no host checks, so it has no instances",
                          "Remove the key; the key samples says how many samples a point has.");
  }
  return 0;
}

/// The recorded gradients of a claim that reads some.
void read_trace_keys(Section& section, const Claim& claim, ClaimConfig& result) {
  if (claim.trace.empty()) return;  // the keys stay unknown
  result.trace = section.text("trace").value_or(claim.trace);
  result.trace_sha256 = section.text("trace_sha256").value_or("");
  if (result.trace.empty()) {
    section.value_problem("trace", "the name is empty",
                          "Name a trace file, or leave the key out for " + claim.trace + ".");
  }
  if (!result.trace_sha256.empty() && !is_trace_hash(result.trace_sha256)) {
    section.value_problem("trace_sha256", "that is no SHA-256",
                          "Give 64 hexadecimal digits, or leave the key out.");
  }
}

/// A claim that samples nothing has neither points nor samples.
void refuse_sampling(Section& section) {
  for (const char* key : {"points", "samples", "control_points"}) {
    if (!section.has(key) || section.node(key) == nullptr) continue;
    section.value_problem(key, "the claim is checked on the host and samples nothing",
                          "Remove the key; the key instances says how many instances are checked.");
  }
}

ClaimConfig read_claim(Section& section, const Claim& claim, const PointTable& points,
                       const Config& config, const Overrides& overrides) {
  ClaimConfig result;
  result.id = claim.id;
  result.instances = read_instances(section, claim);
  read_trace_keys(section, claim, result);
  if (!claim.samples_cells()) {
    refuse_sampling(section);
    section.reject_unknown();
    return result;
  }
  result.points = read_point_names(section, claim, points);
  result.control_points =
      read_control_points(section, claim, result.points, joined_names(points, result.points));
  const auto samples = section.count("samples", 1, kMaxSamples);
  section.reject_unknown();
  if (overrides.samples) {
    result.samples = *overrides.samples;
  } else if (samples && !overrides.precision) {
    result.samples = *samples;
  } else if (!section.has("samples") || overrides.precision) {
    result.samples = counted_samples(section, claim, result.points, points, config.resolution);
  }
  return result;
}

}  // namespace

std::uint64_t samples_for_resolution(const Quantity& quantity, const PointConfig& point,
                                     const GaussianCeoBinding& binding, double resolution) {
  const std::uint64_t seen = samples_for_error(quantity.predict(binding).sd_per_sample, resolution);
  if (seen > kMaxSamples) return seen;
  // More sorted samples than that are not kept, so none are asked for.
  if (quantity.needs == Needs::sorted) return std::min(seen, kSortedSamples);
  const std::uint64_t samples = samples_for(seen, quantity.needs, point);
  return samples == 0 ? kMaxSamples + 1 : samples;
}

std::uint64_t samples_for_resolution(const JoinedQuantity& quantity,
                                     std::span<const GaussianCeoBinding> layers,
                                     double resolution) {
  return samples_for_error(quantity.predict(layers).sd_per_sample, resolution);
}

std::vector<ClaimConfig> read_claims(Section& claims, const PointTable& points,
                                     const std::vector<Claim>& ledger, const Config& config,
                                     const Overrides& overrides) {
  std::vector<std::string> ids;
  ids.reserve(ledger.size());
  for (const Claim& claim : ledger) ids.push_back(claim.id);
  std::vector<ClaimConfig> result;
  for (const std::string& id : claims.keys()) {
    const toml::table* table = claims.table(id);
    const auto claim =
        std::find_if(ledger.begin(), ledger.end(), [&](const Claim& row) { return row.id == id; });
    if (claim == ledger.end()) {
      claims.value_problem(id, "unknown claim", suggestion(id, ids, "claims"));
    } else if (table != nullptr) {
      Section section(*table, toml_path(claims.name(), id), claims.problems());
      result.push_back(read_claim(section, *claim, points, config, overrides));
    }
  }
  if (claims.keys().empty()) {
    claims.problem("the plan has no claims", "Add at least one table [claims.\"ID\"].");
  }
  return result;
}

}  // namespace ceo::run
