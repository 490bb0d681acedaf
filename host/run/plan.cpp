#include "host/run/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "host/run/plan_controls.hpp"
#include "host/run/plan_host.hpp"
#include "host/run/plan_layers.hpp"
#include "host/run/plan_needs.hpp"
#include "host/run/toml_text.hpp"

namespace ceo::run {
namespace {

/// A row of the ledger and what the config says of it.
struct PlannedClaim {
  const Claim* claim;
  const ClaimConfig* config;
};

/// The claims of the config, in the order of the ledger.
std::vector<PlannedClaim> planned_claims(const Config& config, const std::vector<Claim>& claims,
                                         Problems& problems) {
  std::vector<PlannedClaim> planned;
  for (const Claim& claim : claims) {
    for (const ClaimConfig& row : config.claims) {
      if (row.id == claim.id) planned.push_back({&claim, &row});
    }
  }
  for (const ClaimConfig& row : config.claims) {
    const bool known = std::any_of(claims.begin(), claims.end(),
                                   [&](const Claim& claim) { return claim.id == row.id; });
    if (!known) problems.add("unknown claim " + toml_string(row.id), config.path);
  }
  return planned;
}

/// Findings that share the false-alarm budget.
std::size_t count_findings(const std::vector<PlannedClaim>& planned, const Config& config) {
  std::size_t count = 0;
  for (const auto& [claim, row] : planned) {
    for (const std::string& point : row->points) {
      const PointConfig& at = point_of(config, point);
      count += static_cast<std::size_t>(
          std::count_if(claim->quantities.begin(), claim->quantities.end(),
                        [&](const Quantity& quantity) { return available(quantity, at); }));
    }
    count += count_joined(*claim, *row, config.points) + count_host_shares(*claim);
  }
  return count;
}

Cell sound_cell(const PointConfig& point, std::uint64_t seed) {
  ensure(point.trace.empty() || point.trace_samples > 0, "a trace was not looked for");
  Cell cell;
  cell.id = cell.point = point.name;
  cell.spec = spec_of(point);
  cell.matrices.normals = point.matrix_every > 0;
  cell.matrices.every = std::max<std::uint32_t>(1, point.matrix_every);
  cell.key = stream_key(seed, cell.spec.canonical());
  cell.rng = point.rng;
  return cell;
}

/// The sound cells while they are being collected.
class SoundCells {
 public:
  SoundCells(Plan& plan, Problems& problems) : plan_(plan), problems_(problems) {}

  /// Index of the point's cell, which is made at its first use and grows to `samples`, or has all
  /// that its trace offers.
  std::size_t use(const std::string& name, std::uint64_t samples) {
    const auto [found, added] = index_.emplace(name, plan_.cells.size());
    if (added) add(point_of(plan_.config, name));
    Cell& cell = plan_.cells[found->second];
    const std::uint64_t recorded = point_of(plan_.config, name).trace_samples;
    if (recorded > 0) samples = recorded;
    if (samples <= kMaxSamples) cell.samples = std::max(cell.samples, whole_quanta(samples));
    return found->second;
  }

  [[nodiscard]] const BindingMap& bindings() const { return bindings_; }

 private:
  void add(const PointConfig& point) {
    Cell cell = sound_cell(point, plan_.config.seed);
    const auto [twin, fresh] =
        names_.emplace(std::pair(cell.spec.canonical(), cell.rng), point.name);
    if (!fresh) {
      problems_.add(
          fmt::format("the points {} and {} have the same parameters and generator, so they "
                      "would be one cell with one stream of samples",
                      toml_string(twin->second), toml_string(point.name)),
          plan_.config.path, "Remove one of them.");
    }
    try {
      bindings_.emplace(point.name, bind(cell.spec));
    } catch (const Error& error) {
      problems_.add(toml_path("points", point.name) + ": " + error.what(), plan_.config.path);
    }
    plan_.cells.push_back(std::move(cell));
  }

  Plan& plan_;
  Problems& problems_;
  std::map<std::string, std::size_t> index_;  ///< point -> cell
  /// Canonical text and generator -> point.
  std::map<std::pair<std::string, launch::Generator>, std::string> names_;
  BindingMap bindings_;
};

void plan_findings(const PlannedClaim& planned, double level, SoundCells& cells, Plan& plan,
                   Problems& problems) {
  const auto& [claim, config] = planned;
  if (!claim->samples_cells()) return;
  if (config->samples == 0 || config->samples > kMaxSamples) {
    problems.add(fmt::format("{}: {} samples per point are out of range",
                             toml_path("claims", claim->id), config->samples),
                 plan.config.path, fmt::format("Give 1 to {}.", kMaxSamples));
  }
  for (const std::string& point : config->points) {
    const PointConfig& at = point_of(plan.config, point);
    if (lacks_trace(at)) continue;
    const std::size_t cell = cells.use(point, config->samples);
    for (const Quantity& quantity : claim->quantities) {
      if (!available(quantity, at)) continue;
      keep(quantity.needs, at, plan.cells[cell], problems);
      plan.findings.push_back({claim->id,
                               point,
                               quantity.id,
                               cell,
                               level,
                               quantity.resolution.value_or(plan.config.resolution),
                               0,
                               {}});
    }
  }
  plan_joined(*claim, *config, level, plan, problems);
}

template <class Named>
const Named& named(const std::vector<Named>& items, const std::string& id) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const Named& item) { return item.id == id; });
  ensure(found != items.end(), "a finding of a plan names an absent quantity");
  return *found;
}

/// A law that needs many samples is refused where it would get fewer.
void check_laws(const std::vector<PlannedClaim>& planned, const BindingMap& bindings,
                const Plan& plan, Problems& problems) {
  for (const PlannedFinding& finding : plan.findings) {
    const auto row = std::find_if(planned.begin(), planned.end(), [&](const PlannedClaim& entry) {
      return entry.claim->id == finding.claim;
    });
    const auto binding = bindings.find(finding.point);
    if (!finding.layers.empty() || binding == bindings.end()) continue;
    const Quantity& quantity = named(row->claim->quantities, finding.quantity);
    if (!quantity.least_samples) continue;
    const double least = std::ceil(quantity.least_samples(binding->second));
    const std::uint64_t seen = effective_samples(plan.cells[finding.cell], quantity.needs);
    if (static_cast<double>(seen) >= least) continue;
    problems.add(fmt::format("{}: the law of {} at the point {} takes {} samples or more, and {} "
                             "reach it",
                             toml_path("claims", finding.claim), toml_string(finding.quantity),
                             toml_string(finding.point), least, seen),
                 plan.config.path,
                 "Give the claim more samples, lower matrix_every of the point, or leave the point "
                 "out of the claim.");
  }
}

/// Fills the expected resolutions, now that sample counts are final.
void predict_resolutions(const std::vector<PlannedClaim>& planned, const BindingMap& bindings,
                         Plan& plan) {
  for (PlannedFinding& finding : plan.findings) {
    const auto row = std::find_if(planned.begin(), planned.end(), [&](const PlannedClaim& entry) {
      return entry.claim->id == finding.claim;
    });
    if (!finding.layers.empty()) {
      finding.expected_resolution =
          expected_resolution(named(row->claim->joined, finding.quantity), finding, bindings, plan);
      continue;
    }
    const Quantity& quantity = named(row->claim->quantities, finding.quantity);
    const double sd = quantity.predict(bindings.at(finding.point)).sd_per_sample;
    const std::uint64_t samples = effective_samples(plan.cells[finding.cell], quantity.needs);
    finding.expected_resolution = sd / std::sqrt(static_cast<double>(samples));
  }
}

void check_total(const Plan& plan, Problems& problems) {
  std::uint64_t left = kMaxSamples;
  for (const Cell& cell : plan.cells) {
    if (cell.samples > left) {
      problems.add("the plan needs more samples than the counters hold", plan.config.path,
                   fmt::format("Keep the sum over all cells at or below {}.", kMaxSamples));
      return;
    }
    left -= cell.samples;
  }
}

}  // namespace

Plan make_plan(const Config& config, const std::vector<Claim>& claims) {
  Problems problems;
  Plan plan;
  plan.config = config;
  const std::vector<PlannedClaim> planned = planned_claims(config, claims, problems);
  // Bonferroni: an equal share of the budget for each finding, whatever their dependence. Controls
  // use the same level but no budget: their rejection is wanted.
  const double level = config.budget / static_cast<double>(std::max<std::size_t>(
                                           1, count_findings(planned, config)));
  SoundCells cells(plan, problems);
  for (const PlannedClaim& row : planned) plan_findings(row, level, cells, plan, problems);
  if (config.controls) {
    for (const auto& [claim, row] : planned) {
      place_controls(*claim, *row, cells.bindings(), level, plan, problems);
      place_joined_controls(*claim, *row, cells.bindings(), level, plan, problems);
    }
  }
  for (const auto& [claim, row] : planned) plan_host(*claim, *row, level, plan);
  check_total(plan, problems);
  check_laws(planned, cells.bindings(), plan, problems);
  problems.raise(ExitCode::usage);
  predict_resolutions(planned, cells.bindings(), plan);
  return plan;
}

}  // namespace ceo::run
