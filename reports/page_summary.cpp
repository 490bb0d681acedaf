// The first screen of a page.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "host/base/text.hpp"
#include "reports/numbers.hpp"
#include "reports/page_parts.hpp"
#include "reports/run_facts.hpp"

namespace ceo::reports {
namespace {

std::vector<const run::ClaimResult*> with_verdict(const run::Record& record,
                                                  const std::string& verdict) {
  std::vector<const run::ClaimResult*> claims;
  for (const run::ClaimResult& claim : record.claims) {
    if (claim.verdict == verdict) claims.push_back(&claim);
  }
  return claims;
}

Inline names_of(const run::Record& record, const std::vector<const run::ClaimResult*>& claims) {
  if (claims.empty()) return plain("none");
  Inline names = strong(fmt::format("{} of {}", claims.size(), record.claims.size())) + ": ";
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (i > 0) names = names + ", ";
    names = names + link(claims[i]->id, claim_anchor(record, claims[i]->id));
    if (!claims[i]->title.empty()) names = names + " (" + formula(claims[i]->title) + ")";
  }
  return names;
}

/// "3 of 4 planted faults rejected; 1 of 1 sound case accepted".
std::string controls_words(const run::Record& record) {
  std::vector<std::string> words;
  for (const run::Required required : {run::Required::rejected, run::Required::accepted}) {
    std::size_t all = 0, passed = 0;
    for (const run::ControlResult& control : record.controls) {
      if (control.required != required) continue;
      ++all;
      if (control.passed()) ++passed;
    }
    const char* noun = required == run::Required::rejected ? "planted fault" : "sound case";
    if (all > 0) {
      words.push_back(
          fmt::format("{} of {} {}", passed, counted(all, noun), run::to_string(required)));
    }
  }
  return join(words, "; ");
}

std::size_t count_passed(const run::Record& record) {
  return static_cast<std::size_t>(
      std::count_if(record.controls.begin(), record.controls.end(),
                    [](const run::ControlResult& control) { return control.passed(); }));
}

/// Those that share the false-alarm budget equally: the ones with the smallest level.
std::size_t shares_of(const run::Record& record) {
  double least = INFINITY;
  std::size_t shares = 0;
  for (const stats::Finding& finding : record.findings) {
    if (!is_random(finding) || !(finding.level > 0)) continue;
    if (finding.level < least) shares = 0;
    least = std::min(least, finding.level);
    if (finding.level == least) ++shares;
  }
  return shares;
}

const stats::Finding* worst_finding(const run::Record& record) {
  std::vector<const stats::Finding*> all;
  for (const stats::Finding& finding : record.findings) {
    if (is_random(finding) && !expected_to_fail(record, finding)) all.push_back(&finding);
  }
  return worst_of(all);
}

Inline how_sure(const run::Record& record) {
  const stats::Finding* worst = worst_finding(record);
  const std::size_t shares = shares_of(record);
  const auto exact = static_cast<std::size_t>(
      std::count_if(record.findings.begin(), record.findings.end(),
                    [](const auto& finding) { return !is_random(finding); }));
  if (shares == 0 && exact > 0) {
    return plain(
        "Chance has no part in it: every finding is exact, to the rounding that is "
        "counted from its operations.");
  }
  std::string text = fmt::format(
      "If every theorem is true, a run like this raises any false alarm with probability at most "
      "{} (the declared false-alarm budget, divided over {}).",
      digits(record.budget, 2), counted(shares, "finding"));
  if (exact > 0)
    text += fmt::format(" {} besides, which chance cannot move.", counted(exact, "exact finding"));
  if (worst != nullptr) {
    text += fmt::format(
        " A finding disagrees at or below its level, {} (beyond {} standard errors); the smallest "
        "p-value here is {}, {} at {}.",
        digits(worst->level, 2), digits(critical(worst->level, worst->estimate.law), 3),
        digits(worst->p, 2), worst->quantity, worst->point);
  }
  return plain(text);
}

Inline power(const run::Record& record) {
  if (record.controls.empty()) {
    return plain("none were planted, so nothing shows that a wrong theorem would be noticed");
  }
  const bool hosted = std::any_of(record.controls.begin(), record.controls.end(),
                                  [](const auto& control) { return is_host(control.finding); });
  if (!hosted) {
    return strong(fmt::format("{} of {}", count_passed(record), record.controls.size())) +
           plain(
               " rejected. Each is a fault of stated size, planted in cells of its own; its sample "
               "count was planned for a rejection with probability 0.999.");
  }
  const std::string how =
      record.cells.empty()
          ? ". Each runs a host check with its fault or its case."
          : ". A fault of the samples has a stated size and cells of its own, planned for a "
            "rejection with probability 0.999; one of a host check runs that check with the fault.";
  return strong(controls_words(record)) + plain(how);
}

Inline precision(const run::Record& record) {
  double least = INFINITY, most = 0;
  for (const stats::Finding& finding : record.findings) {
    if (!was_judged(finding) || !is_random(finding)) continue;
    const double reached = finding.estimate.standard_error / finding.prediction.unit;
    least = std::min(least, reached);
    most = std::max(most, reached);
  }
  if (!(least <= most)) return plain("no finding has a standard error");
  return plain(fmt::format(
      "standard errors from {} to {} of the unit of each quantity (D for a distortion, sd(e) for "
      "an intercept, sd(e)/sd(X) for a slope); a finding needs {} or better to be an answer",
      digits(least, 2), digits(most, 2), digits(record.resolution, 2)));
}

std::string machine(const run::Record& record) {
  const std::string device = provenance_of(record, "device");
  const std::string cpu = provenance_of(record, "cpu");
  const std::string threads = provenance_of(record, "threads");
  std::string text = device.empty() || device == "none" ? "" : device + "; host ";
  text += cpu.empty() ? "unknown" : cpu;
  if (!threads.empty()) text += ", " + threads + (threads == "1" ? " thread" : " threads");
  const std::string pack = provenance_of(record, "pack");
  return pack.empty() ? text : text + ", pack " + pack;
}

std::string samples_text(const run::Record& record) {
  if (record.cells.empty()) return "none";
  const auto samples = static_cast<double>(samples_of(record));
  std::string text = human_count(samples) + " samples";
  const double seconds = std::strtod(provenance_of(record, "seconds").c_str(), nullptr);
  if (std::isfinite(seconds) && seconds > 0) {
    text += fmt::format(" in {}, {} per second", human_seconds(seconds),
                        human_count(samples / seconds));
  }
  const std::vector<std::string> names = generators_of(record);
  return names.empty() ? text : text + "; random numbers from " + join(names, ", ");
}

/// Findings that do not agree, and controls that did not come to what they must.
List exceptions(const run::Record& record) {
  List list;
  for (const stats::Finding& finding : record.findings) {
    if (finding.verdict == stats::Verdict::agree || expected_to_fail(record, finding)) continue;
    list.items.push_back(finding_verdict(finding) +
                         plain(fmt::format(" {}: {} at {}: {}", finding.claim, finding.quantity,
                                           finding.point, finding.reason)));
  }
  for (const run::ControlResult& control : record.controls) {
    if (control.passed() || is_silent(record, control)) continue;
    list.items.push_back(control_verdict(control) +
                         plain(fmt::format(" {}: the control {} at {}", control.claim,
                                           control.control, control.point)));
  }
  return list;
}

}  // namespace

Inline lead_of(const run::Record& record) {
  const auto expected =
      static_cast<std::size_t>(std::count_if(record.claims.begin(), record.claims.end(),
                                             [](const auto& claim) { return claim.as_expected; }));
  std::string text = record.complete ? "" : "This run was not completed. ";
  text += fmt::format("{} of {} as expected", expected, counted(record.claims.size(), "claim"));
  if (!record.controls.empty()) {
    text += "; " + controls_words(record);
  }
  return plain(text + ".");
}

Section summary_section(const run::Record& record, const std::string& file) {
  Section section{"summary", "What this run found", {}};
  Facts facts;
  const auto group = [&](const std::string& name, const std::string& word, bool always) {
    const auto claims = with_verdict(record, word);
    if (always || !claims.empty()) facts.facts.push_back({name, names_of(record, claims)});
  };
  group("Holds", "holds", true);
  group("Refuted as printed", "refuted as printed", true);
  group("Refuted", "refuted", false);
  group("Unresolved", "unresolved", true);
  group("Reported", "reported", false);
  group("Error", "error", false);
  group("Not run", "not run", false);
  facts.facts.push_back({"How sure", how_sure(record)});
  facts.facts.push_back({"Planted faults", power(record)});
  facts.facts.push_back({"Precision", precision(record)});
  facts.facts.push_back({"Machine", plain(machine(record))});
  facts.facts.push_back({"Samples", plain(samples_text(record))});
  facts.facts.push_back({"Run file", code(file)});
  section.blocks.emplace_back(facts);
  const List open = exceptions(record);
  if (!open.items.empty()) {
    section.blocks.emplace_back(Heading{"exceptions", "Not as it should be"});
    section.blocks.emplace_back(open);
  }
  if (std::any_of(record.findings.begin(), record.findings.end(), run::worth_repeating)) {
    section.blocks.emplace_back(Paragraph{
        plain("A p-value lies close to its level. It is worth one repetition with fresh random "
              "numbers:")});
    section.blocks.emplace_back(Code{confirmation_command(record)});
  }
  return section;
}

}  // namespace ceo::reports
