#include "reports/run_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "host/base/text.hpp"
#include "host/run/layers.hpp"

namespace ceo::reports {

std::vector<std::string> generators_of(const run::Record& record) {
  std::set<std::string> names;
  for (const run::CellRecord& cell : record.cells) names.insert(cell.rng);
  return {names.begin(), names.end()};
}

std::string generator_at(const run::Record& record, const std::string& point) {
  for (const run::CellRecord& cell : record.cells) {
    if (cell.point == point) return cell.rng;
  }
  // A layered point: its layers share a generator, or have several.
  std::set<std::string> names;
  for (const run::CellRecord& cell : record.cells) {
    if (run::is_layer_of(cell.point, point)) names.insert(cell.rng);
  }
  return join(std::vector<std::string>(names.begin(), names.end()), ", ");
}

std::uint64_t samples_of(const run::Record& record) {
  std::uint64_t samples = 0;
  for (const run::CellRecord& cell : record.cells) samples += cell.samples;
  return samples;
}

std::string provenance_of(const run::Record& record, const std::string& key) {
  const auto found = record.provenance.find(key);
  return found == record.provenance.end() ? "" : found->second;
}

namespace {

std::string command_with_seed(const run::Record& record, std::uint64_t seed) {
  const std::string repeat = provenance_of(record, "repeat");
  return fmt::format("{} --seed {}", repeat.empty() ? "ceo-verify run " + record.plan_name : repeat,
                     seed);
}

}  // namespace

std::string repeat_command(const run::Record& record) {
  return command_with_seed(record, record.seed);
}

std::string confirmation_command(const run::Record& record) {
  return command_with_seed(record, record.seed + 1);
}

std::string known(const run::Record& record, const std::string& key) {
  const std::string value = provenance_of(record, key);
  return value.empty() ? "unknown" : value;
}

bool was_judged(const stats::Finding& finding) {
  return finding.verdict != stats::Verdict::error && finding.verdict != stats::Verdict::not_run;
}

bool is_random(const stats::Finding& finding) {
  return finding.estimate.law != stats::Law::exact;
}

bool is_host(const stats::Finding& finding) {
  return finding.point == run::kHostPoint;
}

namespace {

bool reports_alone(const run::Record& record, const std::string& id) {
  return std::any_of(record.claims.begin(), record.claims.end(),
                     [&](const run::ClaimResult& claim) {
                       return claim.id == id && claim.expected == "reported";
                     });
}

}  // namespace

bool only_reported(const run::Record& record, const stats::Finding& finding) {
  return finding.verdict == stats::Verdict::disagree && reports_alone(record, finding.claim);
}

bool is_silent(const run::Record& record, const run::ControlResult& control) {
  return control.finding.verdict == stats::Verdict::not_run && reports_alone(record, control.claim);
}

bool expected_to_fail(const run::Record& record, const stats::Finding& finding) {
  if (only_reported(record, finding)) return true;
  if (!finding.printed || finding.verdict != stats::Verdict::disagree) return false;
  return std::any_of(record.claims.begin(), record.claims.end(),
                     [&](const run::ClaimResult& claim) {
                       return claim.id == finding.claim && claim.expected == "refuted as printed";
                     });
}

double precision_of(const stats::Finding& finding) {
  return (is_random(finding) ? finding.estimate.standard_error : finding.prediction.systematic) /
         finding.prediction.unit;
}

std::vector<const stats::Finding*> findings_of(const run::Record& record,
                                               const std::string& claim) {
  std::vector<const stats::Finding*> findings;
  for (const stats::Finding& finding : record.findings) {
    if (finding.claim == claim) findings.push_back(&finding);
  }
  return findings;
}

const stats::Finding* worst_of(const std::vector<const stats::Finding*>& findings) {
  const stats::Finding* worst = nullptr;
  for (const stats::Finding* finding : findings) {
    if (was_judged(*finding) && (worst == nullptr || finding->p < worst->p)) worst = finding;
  }
  return worst;
}

double critical(double level, stats::Law law) {
  if (!(level > 0 && level < 1)) return 0;
  if (law == stats::Law::normal) return stats::critical_z(level);
  // The p-value falls with z: halve the interval until its ends are neighbours.
  double below = 0, above = 1;
  while (stats::two_sided_p(above, law) > level) above *= 2;
  for (double middle = above / 2; middle > below && middle < above;
       middle = below + (above - below) / 2) {
    (stats::two_sided_p(middle, law) > level ? below : above) = middle;
  }
  return above;
}

const run::CellRecord* sound_cell(const run::Record& record, const std::string& point) {
  const auto found = std::find_if(
      record.cells.begin(), record.cells.end(),
      [&](const run::CellRecord& cell) { return cell.point == point && cell.fault.empty(); });
  return found == record.cells.end() ? nullptr : &*found;
}

}  // namespace ceo::reports
