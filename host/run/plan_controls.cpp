#include "host/run/plan_controls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "host/base/text.hpp"
#include "host/run/plan_needs.hpp"
#include "host/run/toml_text.hpp"
#include "host/stats/judge.hpp"

namespace ceo::run {
namespace {

/// A point at which a control could be placed.
struct Site {
  std::string point;
  double effect = 0;
  std::uint64_t needed = 0;
};

/// Samples that the quantity must see. Throws Error(usage) where they cannot be counted.
std::uint64_t samples_seen(const Control& control, const theory::Channel& channel, double effect,
                           double level) {
  if (control.trials) level /= control.trials(channel);
  const std::uint64_t samples = control.degrees
                                    ? stats::samples_for_chi_square_power(
                                          effect, control.degrees(channel), level, kControlPower)
                                    : stats::samples_for_power(effect, level, kControlPower);
  return std::max(samples, control.at_least);
}

/// What the control takes at the point; nothing where it has no effect, or one too small to count,
/// or where the point cannot serve its quantity.
std::optional<Site> site_at(const Control& control, const Quantity& quantity,
                            const PointConfig& point, const theory::Channel& channel,
                            double level) {
  if (!available(quantity, point)) return std::nullopt;
  const std::optional<double> effect = control.effect(channel);
  if (!effect) return std::nullopt;
  ensure(std::isfinite(*effect), "a control predicts an effect that is not a number");
  try {
    const std::uint64_t seen = samples_seen(control, channel, std::abs(*effect), level);
    const std::uint64_t needed = samples_for(seen, quantity.needs, point);
    if (needed == 0 || needed > kMaxSamples) return std::nullopt;
    if (point.trace_samples > 0 && needed > point.trace_samples) return std::nullopt;
    return Site{point.name, *effect, whole_quanta(needed)};
  } catch (const Error&) {  // an effect of 0, or one that needs more samples than can be counted
    return std::nullopt;
  }
}

/// Sampling cost of a site: normals grow with the number of workers.
double cost(const Site& site, const BindingMap& bindings) {
  return static_cast<double>(site.needed) *
         static_cast<double>(bindings.at(site.point).channel.var_n.size());
}

const Quantity& quantity_of(const Claim& claim, const Control& control) {
  const auto found =
      std::find_if(claim.quantities.begin(), claim.quantities.end(),
                   [&](const Quantity& quantity) { return quantity.id == control.quantity; });
  ensure(found != claim.quantities.end(), "a control names an absent quantity");
  return *found;
}

std::optional<Site> choose_site(const Control& control, const Quantity& quantity,
                                const ClaimConfig& config, const BindingMap& bindings, double level,
                                const Plan& plan) {
  const auto named = config.control_points.find(control.id);
  const std::vector<std::string> points =
      named == config.control_points.end() ? config.points : std::vector{named->second};
  std::optional<Site> best;
  for (const std::string& point : points) {
    const auto binding = bindings.find(point);
    if (binding == bindings.end()) continue;
    const auto site =
        site_at(control, quantity, point_of(plan.config, point), binding->second.channel, level);
    if (site && (!best || cost(*site, bindings) < cost(*best, bindings))) best = site;
  }
  return best;
}

bool same_fault(Fault a, const Fault& b) {
  a.name = b.name;
  return a == b;
}

/// "point!control", or with the claim's id where another claim's control took that name.
std::string cell_id(const Plan& plan, const std::string& claim, const Fault& fault,
                    const std::string& point) {
  const std::string id = point + '!' + fault.name;
  const bool taken = std::any_of(plan.cells.begin(), plan.cells.end(),
                                 [&](const Cell& cell) { return cell.id == id; });
  return taken ? point + '!' + claim + '!' + fault.name : id;
}

/// Index of the cell with this fault at the sound cell's point; made if it is not there yet. It has
/// the key of the sound cell: both see the same randomness.
std::size_t faulty_cell(Plan& plan, const std::string& claim, std::size_t sound,
                        const Fault& fault) {
  const std::string& point = plan.cells[sound].point;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const Cell& cell = plan.cells[i];
    if (cell.point == point && same_fault(cell.spec.fault, fault)) return i;
  }
  Cell cell = plan.cells[sound];
  cell.id = cell_id(plan, claim, fault, point);
  cell.spec.fault = fault;
  cell.samples = 0;
  cell.matrices = {};
  cell.shape_every = 0;
  cell.sorted = false;
  plan.cells.push_back(std::move(cell));
  return plan.cells.size() - 1;
}

void place(const Claim& claim, const Control& control, const Site& site, const BindingMap& bindings,
           double level, Plan& plan, Problems& problems) {
  Fault fault = control.fault(bindings.at(site.point).channel);
  fault.name = control.id;
  const std::size_t index =
      plant(claim.id, sound_cell(plan, site.point), fault, site.needed, plan, problems);
  keep(quantity_of(claim, control).needs, point_of(plan.config, site.point), plan.cells[index],
       problems);
  plan.controls.push_back({claim.id,
                           control.id,
                           site.point,
                           control.quantity,
                           index,
                           site.needed,
                           site.effect,
                           level,
                           {}});
}

}  // namespace

std::size_t sound_cell(const Plan& plan, const std::string& point) {
  const auto found = std::find_if(plan.cells.begin(), plan.cells.end(),
                                  [&](const Cell& cell) { return cell.id == point; });
  ensure(found != plan.cells.end(), "a control is placed at a point without a cell");
  return static_cast<std::size_t>(found - plan.cells.begin());
}

std::size_t plant(const std::string& claim, std::size_t sound, const Fault& fault,
                  std::uint64_t needed, Plan& plan, Problems& problems) {
  ensure(!same_fault(fault, Fault{}), "a control with an effect plants no fault");
  // Recorded sources are taken whole: their parts are not alike.
  if (!plan.cells[sound].spec.trace.empty()) needed = plan.cells[sound].samples;
  plan.cells[sound].samples = std::max(plan.cells[sound].samples, needed);
  const std::size_t index = faulty_cell(plan, claim, sound, fault);
  plan.cells[index].samples = std::max(plan.cells[index].samples, needed);
  try {
    static_cast<void>(bind(plan.cells[index].spec));
  } catch (const Error& error) {
    problems.add(fmt::format("the cell {}: {}", plan.cells[index].id, error.what()),
                 plan.config.path);
  }
  return index;
}

std::uint64_t whole_quanta(std::uint64_t samples) {
  return (samples + kSampleQuantum - 1) / kSampleQuantum * kSampleQuantum;
}

void place_controls(const Claim& claim, const ClaimConfig& config, const BindingMap& bindings,
                    double level, Plan& plan, Problems& problems) {
  const std::string path = toml_path("claims", claim.id);
  const auto served = [&](const Quantity& quantity) {
    return std::any_of(config.points.begin(), config.points.end(), [&](const std::string& point) {
      return bindings.contains(point) && available(quantity, point_of(plan.config, point));
    });
  };
  for (const Control& control : claim.controls) {
    const Quantity& quantity = quantity_of(claim, control);
    if (!served(quantity)) continue;  // nor is its quantity judged anywhere
    if (const auto site = choose_site(control, quantity, config, bindings, level, plan)) {
      place(claim, control, *site, bindings, level, plan, problems);
      continue;
    }
    const auto named = config.control_points.find(control.id);
    if (named != config.control_points.end()) {
      if (lacks_trace(point_of(plan.config, named->second))) continue;
      problems.add(
          fmt::format("{}.{}: the control has no effect that can be measured at the point {}",
                      toml_path(path, "control_points"), toml_key(control.id),
                      toml_string(named->second)),
          plan.config.path, "Name another point of the claim, or leave the choice to the plan.");
    } else {
      problems.add(fmt::format("{}: no point of the claim fits its control {} ({})", path,
                               toml_string(control.id), control.description),
                   plan.config.path,
                   "Add a point where this fault matters, or set controls = false in [plan].");
    }
  }
}

}  // namespace ceo::run
