#include "verify/conclude.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/text.hpp"

namespace ceo::verify {
namespace {

using stats::Verdict;

void count(run::ClaimResult& result, const std::vector<stats::Finding>& findings) {
  for (const stats::Finding& finding : findings) {
    ++result.findings;
    if (finding.verdict == Verdict::agree) ++result.agree;
    if (finding.verdict == Verdict::disagree) ++result.disagree;
    if (finding.verdict == Verdict::unresolved) ++result.unresolved;
    if (finding.verdict == Verdict::error) ++result.errors;
  }
}

/// Of a claim that only reports, a quantity whose data were not recorded says nothing, nor do its
/// controls.
bool speaks(const run::Claim& claim, const run::ControlResult& control) {
  return claim.expected != "reported" || control.finding.verdict != Verdict::not_run;
}

/// Only findings of the printed form disagree; every other one agrees.
bool only_printed_form_fails(const std::vector<stats::Finding>& findings) {
  return std::all_of(findings.begin(), findings.end(), [&](const stats::Finding& finding) {
    return finding.verdict == Verdict::agree ||
           (finding.verdict == Verdict::disagree && finding.printed);
  });
}

std::string verdict_of(const run::Claim& claim, const run::ClaimResult& result,
                       const std::vector<stats::Finding>& findings) {
  const auto judged = result.agree + result.disagree + result.unresolved + result.errors;
  if (result.errors > 0) return "error";
  if (claim.expected == "reported") return judged > 0 ? "reported" : "not run";
  if (findings.empty() || judged < result.findings) return "not run";
  if (result.disagree > 0) {
    return only_printed_form_fails(findings) ? "refuted as printed" : "refuted";
  }
  return result.unresolved > 0 ? "unresolved" : "holds";
}

/// Names the findings with this verdict: "distortion at k1, k8 and 3 more".
std::string places(const std::vector<stats::Finding>& findings, Verdict verdict) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> names;
  std::size_t more = 0;
  for (const stats::Finding& finding : findings) {
    if (finding.verdict != verdict) continue;
    if (names.size() < kNamed) {
      names.push_back(finding.quantity + " at " + finding.point);
    } else {
      ++more;
    }
  }
  return join(names, ", ") + (more > 0 ? fmt::format(" and {} more", more) : "");
}

/// What the findings that were not run say about it, each reason once.
std::string why_not_run(const std::vector<stats::Finding>& findings) {
  std::vector<std::string> reasons;
  for (const stats::Finding& finding : findings) {
    if (finding.verdict != Verdict::not_run || finding.reason.empty()) continue;
    if (std::find(reasons.begin(), reasons.end(), finding.reason) != reasons.end()) continue;
    reasons.push_back(finding.reason);
  }
  return join(reasons, "; ");
}

std::string reason_of(const run::Claim& claim, const run::ClaimResult& result,
                      const std::vector<stats::Finding>& findings,
                      const std::vector<run::ControlResult>& controls) {
  std::vector<std::string> reasons;
  if (findings.empty()) {
    reasons.emplace_back(claim.recorded ? "the traces of its points could not be read"
                                        : "no finding was planned");
  }
  const auto say = [&](Verdict verdict, const char* words) {
    const std::string where = places(findings, verdict);
    if (!where.empty()) reasons.push_back(fmt::format("{}: {}", words, where));
  };
  say(Verdict::error, "an error");
  say(Verdict::disagree, "disagrees");
  say(Verdict::unresolved, "too coarse to tell");
  say(Verdict::not_run, "not run");
  if (!claim.trace.empty() && !why_not_run(findings).empty()) {
    reasons.back() += " (" + why_not_run(findings) + ")";
  }
  for (const run::ControlResult& control : controls) {
    if (control.passed() || !speaks(claim, control) || result.verdict == "not run") continue;
    const bool accept = control.required == run::Required::accepted;
    reasons.push_back(fmt::format("the control {} was not {} at {}", control.control,
                                  accept ? "accepted" : "rejected", control.point));
  }
  if (reasons.empty() && !result.as_expected) reasons.push_back("expected: " + result.expected);
  return join(reasons, "; ");
}

}  // namespace

run::ClaimResult conclude(const run::Claim& claim, const std::vector<stats::Finding>& findings,
                          const std::vector<run::ControlResult>& controls) {
  run::ClaimResult result;
  result.id = claim.id;
  result.title = claim.title;
  result.statement = claim.statement;
  result.source = claim.source;
  result.assumptions = claim.assumptions;
  result.kind = claim.kind;
  result.expected = claim.expected;
  count(result, findings);
  for (const run::ControlResult& control : controls) {
    if (!speaks(claim, control)) continue;
    ++result.controls;
    if (control.passed()) ++result.controls_rejected;
  }
  result.verdict = verdict_of(claim, result, findings);
  result.as_expected =
      result.verdict == claim.expected && result.controls_rejected == result.controls;
  result.reason = reason_of(claim, result, findings, controls);
  return result;
}

ExitCode exit_code(const run::Record& record) {
  if (!record.complete) return ExitCode::unresolved;
  bool open = false;
  for (const run::ClaimResult& claim : record.claims) {
    if (claim.controls_rejected < claim.controls) return ExitCode::unexpected;
    if (claim.as_expected) continue;
    if (claim.verdict != "unresolved" && claim.verdict != "not run") return ExitCode::unexpected;
    open = true;
  }
  return open ? ExitCode::unresolved : ExitCode::as_expected;
}

}  // namespace ceo::verify
