// One claim in full: statement, points, controls, how to repeat it.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "reports/figures.hpp"
#include "reports/numbers.hpp"
#include "reports/page_parts.hpp"
#include "reports/run_facts.hpp"

namespace ceo::reports {
namespace {

using Findings = std::vector<const stats::Finding*>;

Facts facts_of(const run::ClaimResult& claim, const Findings& findings) {
  Facts facts;
  facts.facts.push_back({"Statement", formula(claim.statement)});
  facts.facts.push_back({"Source", plain(claim.source)});
  if (!claim.assumptions.empty()) {
    facts.facts.push_back({"Assumptions", formula(claim.assumptions)});
  }
  facts.facts.push_back({"Kind", plain(claim.kind)});
  Inline verdict = claim_verdict(claim) + plain("; expected: " + claim.expected);
  if (!claim.reason.empty()) verdict = verdict + "; " + plain(claim.reason);
  facts.facts.push_back({"Verdict", verdict});
  for (Facts::Fact& fact : printed_facts(findings)) facts.facts.push_back(std::move(fact));
  facts.facts.push_back(
      {"Findings", plain(fmt::format("{} of {} agree", claim.agree, findings.size()))});
  return facts;
}

Table points_table(const run::ClaimResult& claim, const Findings& findings) {
  Table table;
  table.caption = "Findings of " + claim.id + ", z in standard errors";
  table.columns = {{"Point"},
                   {"Quantity"},
                   {"Verdict"},
                   {"Prediction", true},
                   {"Estimate \u00b1 standard error", true},
                   {"Unit"},
                   {"z", true},
                   {"p", true},
                   {"Standard error / unit of resolution", true},
                   {"Samples", true}};
  for (const stats::Finding* finding : findings) {
    const stats::Estimate& estimate = finding->estimate;
    table.rows.push_back(
        {plain(finding->point), plain(finding->quantity), finding_verdict(*finding),
         plain(to_error(finding->prediction.value, estimate.standard_error)),
         plain(with_error(estimate.value, estimate.standard_error)), formula(finding->unit_name),
         plain(digits(finding->z, 3)), plain(digits(finding->p, 2)),
         plain(digits(estimate.standard_error / finding->prediction.unit, 2)),
         plain(grouped(estimate.samples))});
  }
  return table;
}

std::vector<const run::ControlResult*> controls_of(const run::Record& record,
                                                   const std::string& claim) {
  std::vector<const run::ControlResult*> controls;
  for (const run::ControlResult& control : record.controls) {
    if (control.claim == claim && !is_host(control.finding)) controls.push_back(&control);
  }
  return controls;
}

Table controls_table(const run::ClaimResult& claim,
                     const std::vector<const run::ControlResult*>& controls) {
  Table table;
  table.caption = "Planted faults that " + claim.id + " must reject";
  table.columns = {{"Control"},
                   {"Result"},
                   {"Fault", false, true},
                   {"Point"},
                   {"Quantity"},
                   {"Effect, sd per sample", true},
                   {"|z|", true},
                   {"Rejected beyond", true},
                   {"Samples", true}};
  for (const run::ControlResult* control : controls) {
    const stats::Finding& finding = control->finding;
    table.rows.push_back({plain(control->control), control_verdict(*control),
                          plain(control->description), plain(control->point),
                          plain(control->quantity), plain(digits(control->effect, 3)),
                          plain(digits(std::abs(finding.z), 3)),
                          plain(digits(critical(finding.level, finding.estimate.law), 3)),
                          plain(grouped(finding.estimate.samples))});
  }
  return table;
}

void add_repeat(const run::Record& record, const Findings& findings, const std::string& id,
                std::vector<Block>& blocks) {
  blocks.emplace_back(Heading{id + "-repeat", "Repeat it"});
  blocks.emplace_back(Code{repeat_command(record)});
  const stats::Finding* worst = worst_of(findings);
  const run::CellRecord* cell = worst == nullptr ? nullptr : sound_cell(record, worst->point);
  if (cell == nullptr) return;
  blocks.emplace_back(Paragraph{
      plain(fmt::format("Any sample of it can be drawn alone: at the point {} the Philox key is "
                        "(0x{:08x}, 0x{:08x}); the counters stand under ",
                        worst->point, cell->key[0], cell->key[1])) +
      link("Replay one sample", "replay") + "."});
}

}  // namespace

Section claim_section(const run::Record& record, const run::ClaimResult& claim) {
  const std::string id = claim_anchor(record, claim.id);
  const Findings findings = findings_of(record, claim.id);
  Section section{id, claim.id, {}};
  section.blocks.emplace_back(facts_of(claim, findings));
  for (Figure& figure : claim_figures(record, claim.id, id)) {
    section.blocks.emplace_back(std::move(figure));
  }
  for (Block& block : series_blocks(record, claim.id, id)) {
    section.blocks.emplace_back(std::move(block));
  }
  Findings sampled = findings;
  std::erase_if(sampled, [](const auto* finding) { return is_host(*finding); });
  if (!sampled.empty()) {
    section.blocks.emplace_back(Heading{id + "-points", "Points"});
    section.blocks.emplace_back(points_table(claim, sampled));
  }
  for (Block& block : host_blocks(record, claim.id, id)) {
    section.blocks.emplace_back(std::move(block));
  }
  const auto controls = controls_of(record, claim.id);
  if (claim.controls == 0 || !controls.empty()) {
    section.blocks.emplace_back(Heading{id + "-controls", "Controls"});
  }
  if (claim.controls == 0) {
    section.blocks.emplace_back(
        Paragraph{plain("No fault was planted: nothing shows that this check can fail.")});
  } else if (!controls.empty()) {
    section.blocks.emplace_back(controls_table(claim, controls));
  }
  add_repeat(record, findings, id, section.blocks);
  return section;
}

}  // namespace ceo::reports
