#include "reports/page.hpp"

#include <fmt/format.h>

#include <utility>

#include "reports/page_parts.hpp"
#include "reports/run_facts.hpp"

namespace ceo::reports {

Document page(const run::Record& record, const std::string& file) {
  Document document;
  document.title = fmt::format("Plan {}, seed {}", record.plan_name, record.seed);
  if (!record.title.empty() && record.title != record.plan_name)
    document.title += ": " + record.title;
  document.lead = lead_of(record);
  const std::string version = provenance_of(record, "version");
  document.generator = "ceo-verify" + (version.empty() ? "" : " " + version);

  document.sections.push_back(summary_section(record, file));
  document.sections.push_back(ledger_section(record));
  for (const run::ClaimResult& claim : record.claims) {
    document.sections.push_back(claim_section(record, claim));
  }
  for (Section section : {together_section(record), samples_section(record), points_section(record),
                          replay_section(record), provenance_section(record, file)}) {
    if (!section.blocks.empty()) document.sections.push_back(std::move(section));
  }
  return document;
}

}  // namespace ceo::reports
