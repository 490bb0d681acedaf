// The ledger as a table.
#include <fmt/format.h>

#include <algorithm>

#include "reports/numbers.hpp"
#include "reports/page_parts.hpp"
#include "reports/run_facts.hpp"

namespace ceo::reports {
namespace {

using Findings = std::vector<const stats::Finding*>;

/// The findings of a claim by quantity, in the order of the file.
std::vector<Findings> by_quantity(const Findings& findings) {
  std::vector<Findings> groups;
  for (const stats::Finding* finding : findings) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const Findings& candidate) {
      return candidate.front()->quantity == finding->quantity;
    });
    if (group == groups.end()) {
      groups.push_back({finding});
    } else {
      group->push_back(finding);
    }
  }
  return groups;
}

Inline statement_of(const run::ClaimResult& claim, const Findings& findings) {
  if (findings.empty()) return formula(claim.title);
  const stats::Finding& first = *findings.front();
  return formula(first.statement) + (first.printed ? " (as printed)" : "");
}

std::vector<Inline> row_of(const run::Record& record, const run::ClaimResult& claim,
                           const Findings& findings) {
  const auto agree = std::count_if(findings.begin(), findings.end(), [](const auto* finding) {
    return finding->verdict == stats::Verdict::agree;
  });
  std::vector<Inline> row = {link(claim.id, claim_anchor(record, claim.id)), claim_verdict(claim),
                             statement_of(claim, findings)};
  const stats::Finding* worst = worst_of(findings);
  if (worst == nullptr) {
    row.resize(row.size() + 6, plain("\u2013"));
  } else {
    const stats::Estimate& estimate = worst->estimate;
    row.push_back(plain(worst->point));
    row.push_back(plain(to_error(worst->prediction.value, estimate.standard_error)));
    row.push_back(plain(with_error(estimate.value, estimate.standard_error) + unit_suffix(*worst)));
    row.push_back(plain(is_random(*worst) ? digits(worst->p, 2) : "exact"));
    row.push_back(plain(is_random(*worst) ? digits(worst->level, 2) : "\u2013"));
    row.push_back(plain(digits(precision_of(*worst), 2)));
  }
  row.push_back(plain(fmt::format("{} of {}", agree, findings.size())));
  row.push_back(plain(controls_text(claim)));
  return row;
}

}  // namespace

Section ledger_section(const run::Record& record) {
  Section section{"ledger", "Ledger", {}};
  Table table;
  table.caption =
      "One row per claim and quantity, with the numbers of the point that agrees least (smallest "
      "p-value)";
  table.columns = {{"Claim"},
                   {"Verdict"},
                   {"Statement", false, true},
                   {"Point that agrees least"},
                   {"Prediction", true},
                   {"Estimate \u00b1 standard error", true},
                   {"p", true},
                   {"Level", true},
                   {"Resolution reached", true},
                   {"Findings that agree", true},
                   {"Controls rejected", true}};
  for (const run::ClaimResult& claim : record.claims) {
    auto groups = by_quantity(findings_of(record, claim.id));
    if (groups.empty()) groups.emplace_back();
    for (const Findings& findings : groups) table.rows.push_back(row_of(record, claim, findings));
  }
  section.blocks.emplace_back(table);
  const bool exact = std::any_of(record.findings.begin(), record.findings.end(),
                                 [](const auto& finding) { return !is_random(finding); });
  section.blocks.emplace_back(Paragraph{plain(
      std::string("A finding agrees if its p-value is above its level and its standard error, in "
                  "the unit of the quantity (resolution reached), is within the declared "
                  "resolution. ") +
      (exact ? "An exact one, which chance cannot move, agrees within the bound on its rounding. "
             : "") +
      "A claim holds if all its findings agree. It is as expected only if, besides, every planted "
      "fault was rejected.")});
  return section;
}

}  // namespace ceo::reports
