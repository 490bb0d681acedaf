#include "verify/pipeline.hpp"

#include <algorithm>
#include <optional>

#include "host/base/error.hpp"
#include "host/run/merge.hpp"
#include "verify/conclude.hpp"
#include "verify/find.hpp"
#include "verify/host_checks.hpp"
#include "verify/recorded_plan.hpp"
#include "verify/session.hpp"
#include "verify/traces.hpp"

namespace ceo::verify {
namespace {

/// A sampled cell, ready for estimates.
struct SampledCell {
  stats::Moments moments;
  const run::ShapeRecord* shape;
  run::GaussianCeoBinding binding;  ///< of the cell as sampled, fault included
  run::GaussianCeoBinding sound;    ///< of the cell without its fault: what the theory speaks about
};

/// [cells of the plan]; nothing for a cell that the record does not hold, or if none is to be
/// judged.
std::vector<std::optional<SampledCell>> sampled_cells(const run::Record& record,
                                                      const run::Plan& plan, bool judged) {
  std::vector<std::optional<SampledCell>> cells;
  for (const run::Cell& cell : plan.cells) {
    const auto found = std::find_if(record.cells.begin(), record.cells.end(),
                                    [&](const run::CellRecord& r) { return r.id == cell.id; });
    if (found == record.cells.end() || !judged) {
      cells.emplace_back(std::nullopt);
      continue;
    }
    run::GaussianCeoSpec sound = cell.spec;
    sound.fault = {};
    cells.emplace_back(
        SampledCell{stats::moments_of(found->totals, found->scale_exponent, found->row_exponent),
                    &found->shape, run::bind(cell.spec), run::bind(sound)});
  }
  return cells;
}

stats::Finding judge_quantity(stats::Finding finding, const run::Quantity& quantity,
                              const std::optional<SampledCell>& cell) {
  finding.quantity = quantity.id;
  finding.statement = quantity.statement;
  finding.unit_name = quantity.unit_name;
  finding.printed = quantity.printed;
  if (!cell) {
    finding.verdict = stats::Verdict::not_run;
    finding.reason = "its cell was not sampled";
    return finding;
  }
  finding.estimate = quantity.estimate({cell->moments, cell->binding, *cell->shape});
  finding.prediction = quantity.predict(cell->sound);
  stats::Health health{cell->moments.non_finite, cell->moments.overflow};
  if (quantity.needs == run::Needs::shape) {
    health.non_finite += cell->shape->totals.non_finite;
    health.overflow += cell->shape->totals.overflow;
  }
  return stats::judge(finding, health);
}

/// @param chosen  the cells of all layers, one of them with a fault where the finding is a
/// control's
stats::Finding judge_joined(stats::Finding finding, const run::JoinedQuantity& quantity,
                            const std::vector<std::optional<SampledCell>>& cells,
                            const std::vector<std::size_t>& chosen) {
  finding.quantity = quantity.id;
  finding.statement = quantity.statement;
  finding.unit_name = quantity.unit_name;
  std::vector<run::CellView> views;
  std::vector<run::GaussianCeoBinding> sound;
  stats::Health health;
  for (const std::size_t index : chosen) {
    const std::optional<SampledCell>& cell = cells.at(index);
    if (!cell) {
      finding.verdict = stats::Verdict::not_run;
      finding.reason = "the cell of a layer was not sampled";
      return finding;
    }
    views.push_back({cell->moments, cell->binding, *cell->shape});
    sound.push_back(cell->sound);
    health.non_finite += cell->moments.non_finite;
    health.overflow += cell->moments.overflow;
  }
  finding.estimate = quantity.estimate(views);
  finding.prediction = quantity.predict(sound);
  return stats::judge(finding, health);
}

/// Judges a planned finding or control by the cell, or the cells of all layers, that it names.
template <class Planned>
stats::Finding judge_planned(const Planned& planned, const run::Claim& claim, double resolution,
                             const std::vector<std::optional<SampledCell>>& cells) {
  stats::Finding finding;
  finding.claim = planned.claim;
  finding.point = planned.point;
  finding.level = planned.level;
  finding.resolution = resolution;
  if (!planned.layers.empty()) {
    return judge_joined(finding, find_named(claim.joined, planned.quantity), cells, planned.layers);
  }
  return judge_quantity(finding, find_named(claim.quantities, planned.quantity),
                        cells.at(planned.cell));
}

/// The finding reads sorted samples, which belong to one run.
bool needs_sorted(const run::PlannedFinding& planned, const run::Claim& claim) {
  return planned.layers.empty() &&
         find_named(claim.quantities, planned.quantity).needs == run::Needs::sorted;
}

/// The finding reads recorded sources, which are the same in every run.
bool has_recorded_source(const run::PlannedFinding& planned, const run::Plan& plan) {
  return planned.layers.empty() && !plan.cells.at(planned.cell).spec.trace.empty();
}

std::string description_of(const run::PlannedControl& planned, const run::Claim& claim) {
  if (planned.layers.empty()) return find_named(claim.controls, planned.control).description;
  return find_named(claim.joined_controls, planned.control).description;
}

run::ControlResult judge_control(const run::PlannedControl& planned, const run::Claim& claim,
                                 double resolution,
                                 const std::vector<std::optional<SampledCell>>& cells) {
  run::ControlResult result;
  result.claim = planned.claim;
  result.control = planned.control;
  result.description = description_of(planned, claim);
  result.point = planned.point;
  result.quantity = planned.quantity;
  result.needed = planned.needed;
  result.effect = planned.effect;
  result.finding = judge_planned(planned, claim, resolution, cells);
  result.rejected = result.finding.verdict == stats::Verdict::disagree;
  return result;
}

template <class Item>
std::vector<Item> of_claim(const std::vector<Item>& items, const std::string& id) {
  std::vector<Item> chosen;
  std::copy_if(items.begin(), items.end(), std::back_inserter(chosen),
               [&](const Item& item) { return item.claim == id; });
  return chosen;
}

/// The sound cells of a claim that the record holds, in the order of its points.
std::vector<run::PlacedCell> placed_cells(const run::ClaimConfig& claim, const run::Plan& plan,
                                          const std::vector<std::optional<SampledCell>>& cells) {
  std::vector<run::PlacedCell> placed;
  for (const std::string& point : claim.points) {
    for (std::size_t i = 0; i < plan.cells.size(); ++i) {
      const std::optional<SampledCell>& cell = cells[i];
      if (plan.cells[i].id != point || !cell) continue;  // the id of a sound cell is its point
      placed.push_back({point, {cell->moments, cell->binding, *cell->shape}});
    }
  }
  return placed;
}

/// The figures of a claim, from host code and from its cells.
ClaimSeries draw(const run::ClaimConfig& config, const run::Claim& claim, const run::Plan& plan,
                 const std::vector<std::optional<SampledCell>>& cells, const LoadedTrace& trace,
                 const run::HostMachine& machine) {
  ClaimSeries result;
  if (claim.host_series && trace.missing.empty()) {
    run::HostContext context(plan.config.seed, claim.id, "series", config.instances, machine);
    context.set_trace(trace.trace);
    add_series(result, claim.id, [&] { return claim.host_series(context); });
  }
  const std::vector<run::PlacedCell> placed = placed_cells(config, plan, cells);
  if (claim.cell_series && !placed.empty()) {
    add_series(result, claim.id, [&] { return claim.cell_series(placed); });
  }
  return result;
}

/// The figures of all claims, in the order of the plan.
void draw_all(run::Record& record, const run::Plan& plan, const std::vector<run::Claim>& claims,
              const std::vector<std::optional<SampledCell>>& cells, Traces& traces,
              const HostRun& how) {
  const std::vector<run::ClaimConfig>& rows = plan.config.claims;
  std::vector<LoadedTrace> loaded;
  for (const run::ClaimConfig& row : rows) loaded.push_back(traces.of(row.id));
  std::vector<ClaimSeries> drawn(rows.size());
  at_once(rows.size(), how, true, [&](std::size_t i) {
    drawn[i] = draw(rows[i], find_claim(claims, rows[i].id), plan, cells, loaded[i], how.machine);
  });
  for (ClaimSeries& of_claim : drawn) {
    std::move(of_claim.series.begin(), of_claim.series.end(), std::back_inserter(record.series));
    std::move(of_claim.failures.begin(), of_claim.failures.end(),
              std::back_inserter(record.findings));
  }
}

/// @param judged  false: all findings are `not run`
void fill(run::Record& record, const run::Plan& plan, const std::vector<run::Claim>& claims,
          bool judged, const HostRun& how) {
  const auto cells = sampled_cells(record, plan, judged);
  record.findings.clear();
  record.controls.clear();
  record.claims.clear();
  record.series.clear();
  for (const run::PlannedFinding& planned : plan.findings) {
    record.findings.push_back(
        judge_planned(planned, find_claim(claims, planned.claim), planned.resolution, cells));
  }
  for (const run::PlannedControl& planned : plan.controls) {
    record.controls.push_back(
        judge_control(planned, find_claim(claims, planned.claim), plan.config.resolution, cells));
  }
  Traces traces(plan.config);
  judge_on_host(record, plan, claims, traces, judged, how);
  // A figure of half a run would be taken for the whole.
  if (judged) draw_all(record, plan, claims, cells, traces, how);
  for (const run::ClaimConfig& claim : plan.config.claims) {
    record.claims.push_back(conclude(find_claim(claims, claim.id),
                                     of_claim(record.findings, claim.id),
                                     of_claim(record.controls, claim.id)));
  }
}

}  // namespace

std::vector<stats::Finding> judge_pooled(const run::Record& record, const run::Plan& plan,
                                         const std::vector<run::Claim>& claims) {
  const auto cells = sampled_cells(record, plan, run::is_whole(record));
  std::vector<stats::Finding> findings;
  for (const run::PlannedFinding& planned : plan.findings) {
    const run::Claim& claim = find_claim(claims, planned.claim);
    if (needs_sorted(planned, claim) || has_recorded_source(planned, plan)) continue;
    findings.push_back(judge_planned(planned, claim, planned.resolution, cells));
  }
  return findings;
}

void judge_record(run::Record& record, const run::Plan& plan, const std::vector<run::Claim>& claims,
                  const HostRun& how) {
  fill(record, plan, claims, run::is_whole(record), how);  // nothing before the last sample
}

void leave_unjudged(run::Record& record, const run::Plan& plan,
                    const std::vector<run::Claim>& claims) {
  fill(record, plan, claims, false, {});
}

run::Record run_plan(const run::Plan& plan, const std::vector<run::Claim>& claims,
                     const RunOptions& options, run::ExecuteProgress& progress) {
  SessionOptions session;
  session.run = options;
  session.interval = 0;
  session.write = [](const run::Record&) {};
  run::Record record = begin_record(plan);
  if (!run_session(record, plan, claims, run::shares_of(plan, {}), session, progress)) {
    throw Error(stop_code(), "stopped by " + stop_name() + "; nothing was written");
  }
  return record;
}

}  // namespace ceo::verify
