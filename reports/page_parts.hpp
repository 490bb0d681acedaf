// The sections of a page, see page.hpp.
#pragma once

#include <string>
#include <vector>

#include "host/run/record.hpp"
#include "reports/document.hpp"

namespace ceo::reports {

[[nodiscard]] Inline lead_of(const run::Record& record);
/// What holds, what does not, how sure, where.
[[nodiscard]] Section summary_section(const run::Record& record, const std::string& file);
/// A row per claim and quantity.
[[nodiscard]] Section ledger_section(const run::Record& record);
/// One claim in full.
[[nodiscard]] Section claim_section(const run::Record& record, const run::ClaimResult& claim);
/// All findings and all controls, each set in one figure.
[[nodiscard]] Section together_section(const run::Record& record);
/// The random numbers and the samples themselves; without blocks where nothing of them was kept.
[[nodiscard]] Section samples_section(const run::Record& record);
/// The points with their parameters and keys.
[[nodiscard]] Section points_section(const run::Record& record);
[[nodiscard]] Section replay_section(const run::Record& record);
[[nodiscard]] Section provenance_section(const run::Record& record, const std::string& file);

/// Host findings of a claim, with their controls; empty without any.
[[nodiscard]] std::vector<Block> host_blocks(const run::Record& record, const std::string& claim,
                                             const std::string& id);
/// Figures of the claim's series, and their numbers.
[[nodiscard]] std::vector<Block> series_blocks(const run::Record& record, const std::string& claim,
                                               const std::string& id);
/// Where a printed form was refuted: what is printed, what was found, what holds instead.
[[nodiscard]] std::vector<Facts::Fact> printed_facts(
    const std::vector<const stats::Finding*>& findings);

/// How a verdict looks.
[[nodiscard]] Inline claim_verdict(const run::ClaimResult& claim);
[[nodiscard]] Inline finding_verdict(const stats::Finding& finding);
/// "rejected" or "accepted", with "not" where it did not come to that.
[[nodiscard]] Inline control_verdict(const run::ControlResult& control);
/// Id of the section of a claim, unique within the page whatever the claims are called.
[[nodiscard]] std::string claim_anchor(const run::Record& record, const std::string& claim);
/// " gradient²"; empty for pure numbers.
[[nodiscard]] std::string unit_suffix(const stats::Finding& finding);
/// "5/6", or "none".
[[nodiscard]] std::string controls_text(const run::ClaimResult& claim);

}  // namespace ceo::reports
