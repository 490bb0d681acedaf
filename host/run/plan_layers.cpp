#include "host/run/plan_layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "host/run/layers.hpp"
#include "host/run/plan_needs.hpp"
#include "host/run/toml_text.hpp"
#include "host/stats/judge.hpp"

namespace ceo::run {
namespace {

/// A layered point at which a joined control could be placed.
struct JoinedSite {
  LayeredPoint point;
  PlantedLayers planted;
  std::uint64_t needed = 0;  ///< samples of each layer
  double cost = 0;           ///< normals of all layers, up to a factor
};

std::vector<std::size_t> cells_of(const LayeredPoint& point, const Plan& plan) {
  std::vector<std::size_t> cells;
  for (const std::string& layer : point.layers) cells.push_back(sound_cell(plan, layer));
  return cells;
}

const JoinedQuantity& quantity_of(const Claim& claim, const JoinedControl& control) {
  const auto found =
      std::find_if(claim.joined.begin(), claim.joined.end(),
                   [&](const JoinedQuantity& quantity) { return quantity.id == control.quantity; });
  ensure(found != claim.joined.end(), "a joined control names an absent quantity");
  return *found;
}

/// Samples that the quantity must see. Throws Error(usage) where they cannot be counted.
std::uint64_t samples_seen(const JoinedControl& control, double effect, std::size_t layers,
                           double level) {
  if (!control.degrees) return stats::samples_for_power(effect, level, kControlPower);
  return stats::samples_for_chi_square_power(effect, control.degrees(layers), level, kControlPower);
}

/// What the control takes at the point; nothing where it has no effect, or one too small to count,
/// or where a layer has no binding (its problem is known).
std::optional<JoinedSite> site_at(const JoinedControl& control, const JoinedQuantity& quantity,
                                  const LayeredPoint& point, const BindingMap& bindings,
                                  double level, const Config& config) {
  std::vector<theory::Channel> channels;
  double workers = 0;
  for (const std::string& layer : point.layers) {
    const auto binding = bindings.find(layer);
    if (binding == bindings.end()) return std::nullopt;
    channels.push_back(binding->second.channel);
    workers += static_cast<double>(channels.back().var_n.size());
  }
  if (quantity.applies && !quantity.applies(channels)) return std::nullopt;
  const std::optional<PlantedLayers> planted = control.plant(channels);
  if (!planted) return std::nullopt;
  ensure(std::isfinite(planted->effect), "a control predicts an effect that is not a number");
  ensure(!planted->layers.empty(), "a control plants no fault");
  for (const PlantedLayer& row : planted->layers) {
    ensure(row.layer < channels.size(), "a control plants its fault in an absent layer");
  }
  try {
    const std::uint64_t seen =
        samples_seen(control, std::abs(planted->effect), channels.size(), level);
    std::uint64_t needed = 0;
    for (const std::string& layer : point.layers) {
      const std::uint64_t layers_own = samples_for(seen, quantity.needs, point_of(config, layer));
      if (layers_own == 0 || layers_own > kMaxSamples) return std::nullopt;
      needed = std::max(needed, layers_own);
    }
    const std::uint64_t samples = whole_quanta(needed);
    return JoinedSite{point, *planted, samples, static_cast<double>(samples) * workers};
  } catch (const Error&) {  // an effect of 0, or one that needs more samples than can be counted
    return std::nullopt;
  }
}

void place(const Claim& claim, const JoinedControl& control, const JoinedSite& site, double level,
           Plan& plan, Problems& problems) {
  std::vector<std::size_t> cells = cells_of(site.point, plan);
  for (const std::size_t cell : cells) {
    plan.cells[cell].samples = std::max(plan.cells[cell].samples, site.needed);
  }
  for (const PlantedLayer& planted : site.planted.layers) {
    Fault fault = planted.fault;
    fault.name = control.id;
    std::size_t& cell = cells[planted.layer];
    cell = plant(claim.id, cell, fault, site.needed, plan, problems);
    keep(quantity_of(claim, control).needs, point_of(plan.config, site.point.layers[planted.layer]),
         plan.cells[cell], problems);
  }
  const std::size_t faulty = cells[site.planted.layers.front().layer];
  plan.controls.push_back({claim.id, control.id, site.point.name, control.quantity, faulty,
                           site.needed, site.planted.effect, level, cells});
}

void report_homeless(const std::string& path, const JoinedControl& control,
                     const ClaimConfig& config, const Plan& plan, Problems& problems) {
  const auto named = config.control_points.find(control.id);
  if (named != config.control_points.end()) {
    problems.add(
        fmt::format("{}.{}: the control has no effect that can be measured at the layered point {}",
                    toml_path(path, "control_points"), toml_key(control.id),
                    toml_string(named->second)),
        plan.config.path,
        "Name another layered point of the claim, or leave the choice to the plan.");
    return;
  }
  problems.add(fmt::format("{}: no layered point of the claim fits its control {} ({})", path,
                           toml_string(control.id), control.description),
               plan.config.path,
               "Add a layered point where this fault matters, or set controls = false in [plan].");
}

}  // namespace

std::size_t count_joined(const Claim& claim, const ClaimConfig& config,
                         const std::vector<PointConfig>& points) {
  if (claim.joined.empty()) return 0;
  std::size_t count = 0;
  for (const LayeredPoint& point : layered_points(points, config.points)) {
    count += static_cast<std::size_t>(
        std::count_if(claim.joined.begin(), claim.joined.end(),
                      [&](const JoinedQuantity& row) { return applies(row, point, points); }));
  }
  return count;
}

bool applies(const JoinedQuantity& quantity, const LayeredPoint& point,
             const std::vector<PointConfig>& points) {
  if (!quantity.applies) return true;
  std::vector<theory::Channel> channels;
  for (const std::string& layer : point.layers) {
    channels.push_back(channel_of(*std::find_if(
        points.begin(), points.end(), [&](const PointConfig& row) { return row.name == layer; })));
  }
  return quantity.applies(channels);
}

void plan_joined(const Claim& claim, const ClaimConfig& config, double level, Plan& plan,
                 Problems& problems) {
  if (claim.joined.empty()) return;
  for (const LayeredPoint& point : layered_points(plan.config.points, config.points)) {
    const std::vector<std::size_t> cells = cells_of(point, plan);
    for (const JoinedQuantity& quantity : claim.joined) {
      if (!applies(quantity, point, plan.config.points)) continue;
      for (const std::size_t cell : cells) {
        keep(quantity.needs, point_of(plan.config, plan.cells[cell].point), plan.cells[cell],
             problems);
      }
      plan.findings.push_back({claim.id, point.name, quantity.id, cells.front(), level,
                               plan.config.resolution, 0, cells});
    }
  }
}

double expected_resolution(const JoinedQuantity& quantity, const PlannedFinding& finding,
                           const BindingMap& bindings, const Plan& plan) {
  std::vector<GaussianCeoBinding> layers;
  std::uint64_t fewest = kMaxSamples;
  for (const std::size_t cell : finding.layers) {
    layers.push_back(bindings.at(plan.cells[cell].point));
    fewest = std::min(fewest, effective_samples(plan.cells[cell], quantity.needs));
  }
  return quantity.predict(layers).sd_per_sample / std::sqrt(static_cast<double>(fewest));
}

void place_joined_controls(const Claim& claim, const ClaimConfig& config,
                           const BindingMap& bindings, double level, Plan& plan,
                           Problems& problems) {
  if (claim.joined_controls.empty()) return;
  const std::vector<LayeredPoint> points = layered_points(plan.config.points, config.points);
  if (points.empty()) return;  // nor is a joined quantity judged anywhere
  for (const JoinedControl& control : claim.joined_controls) {
    const JoinedQuantity& quantity = quantity_of(claim, control);
    if (std::none_of(points.begin(), points.end(), [&](const LayeredPoint& point) {
          return applies(quantity, point, plan.config.points);
        })) {
      continue;  // nor is it judged anywhere
    }
    const auto named = config.control_points.find(control.id);
    std::optional<JoinedSite> best;
    for (const LayeredPoint& point : points) {
      if (named != config.control_points.end() && named->second != point.name) continue;
      const auto site = site_at(control, quantity, point, bindings, level, plan.config);
      if (site && (!best || site->cost < best->cost)) best = site;
    }
    if (best) {
      place(claim, control, *best, level, plan, problems);
    } else {
      report_homeless(toml_path("claims", claim.id), control, config, plan, problems);
    }
  }
}

}  // namespace ceo::run
