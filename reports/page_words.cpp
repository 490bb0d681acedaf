// Words that several sections share.
#include <fmt/format.h>

#include "reports/page_parts.hpp"

namespace ceo::reports {

using Tone = Span::Tone;

Inline claim_verdict(const run::ClaimResult& claim) {
  Tone tone = Tone::bad;
  if (claim.as_expected) tone = claim.verdict == "reported" ? Tone::neutral : Tone::good;
  const bool open = claim.verdict == "unresolved" || claim.verdict == "not run";
  if (!claim.as_expected && open) tone = Tone::open;
  return verdict(claim.verdict, tone);
}

Inline finding_verdict(const stats::Finding& finding) {
  Tone tone = Tone::bad;
  if (finding.verdict == stats::Verdict::agree) tone = Tone::good;
  if (finding.verdict == stats::Verdict::unresolved || finding.verdict == stats::Verdict::not_run)
    tone = Tone::open;
  return verdict(stats::to_string(finding.verdict), tone);
}

Inline control_verdict(const run::ControlResult& control) {
  const std::string word = run::to_string(control.required);
  return control.passed() ? verdict(word, Tone::good) : verdict("not " + word, Tone::bad);
}

std::string claim_anchor(const run::Record& record, const std::string& claim) {
  // Numbered, since two ids may differ only by characters that an anchor does not keep.
  std::size_t number = 0;
  while (number < record.claims.size() && record.claims[number].id != claim) ++number;
  return anchor(fmt::format("claim-{}", number + 1), claim);
}

std::string unit_suffix(const stats::Finding& finding) {
  if (finding.unit_name == "1" || finding.unit_name.empty()) return "";
  return finding.unit_name == "gradient^2" ? " gradient\u00b2" : " " + finding.unit_name;
}

std::string controls_text(const run::ClaimResult& claim) {
  if (claim.controls == 0) return "none";
  return fmt::format("{} of {}", claim.controls_rejected, claim.controls);
}

}  // namespace ceo::reports
