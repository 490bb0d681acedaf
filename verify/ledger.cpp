#include "verify/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "host/base/text.hpp"
#include "reports/run_facts.hpp"
#include "verify/partial_text.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

constexpr std::size_t kColumns = 100;

using reports::confirmation_command;
using reports::expected_to_fail;
using reports::findings_of;
using reports::generators_of;
using reports::is_host;
using reports::samples_of;
using reports::was_judged;
using reports::worst_of;

/// Number of points; "host" where no cell was sampled.
std::string points_of(const std::vector<const stats::Finding*>& findings) {
  if (!findings.empty() && std::all_of(findings.begin(), findings.end(),
                                       [](const auto* finding) { return is_host(*finding); })) {
    return run::kHostPoint;
  }
  std::set<std::string> points;
  for (const stats::Finding* finding : findings) points.insert(finding->point);
  return fmt::format("{}", points.size());
}

/// "0.0031 (2.1e-08)": smallest p and the level of its finding.
std::string worst_p(const std::vector<const stats::Finding*>& findings) {
  const stats::Finding* worst = worst_of(findings);
  if (worst != nullptr && worst->estimate.law == stats::Law::exact) return "exact";
  return worst == nullptr ? "-" : fmt::format("{:.1e} ({:.0e})", worst->p, worst->level);
}

/// "3.1e-05..9.0e-05": smallest and largest standard error, in the unit of each quantity.
std::string precision_of(const std::vector<const stats::Finding*>& findings) {
  std::vector<double> reached;
  for (const stats::Finding* finding : findings) {
    if (!was_judged(*finding)) continue;
    reached.push_back(reports::precision_of(*finding));
  }
  if (reached.empty()) return "-";
  const auto [least, most] = std::minmax_element(reached.begin(), reached.end());
  const std::string low = fmt::format("{:.1e}", *least), high = fmt::format("{:.1e}", *most);
  return low == high ? low : low + ".." + high;
}

std::string coloured(const run::ClaimResult& claim, bool colour) {
  if (!colour) return claim.verdict;
  const bool open = claim.verdict == "unresolved" || claim.verdict == "not run";
  const char* code = claim.as_expected ? "32" : (open ? "33" : "31");
  return fmt::format("\033[{}m{}\033[0m", code, claim.verdict);
}

std::string table_text(const run::Record& record, bool colour) {
  TextTable table(
      {"claim", "points", "agree", "worst p (level)", "precision", "controls", "verdict"},
      {Align::left, Align::right, Align::right, Align::right, Align::right, Align::right,
       Align::left});
  for (const run::ClaimResult& claim : record.claims) {
    const auto findings = findings_of(record, claim.id);
    table.add({claim.id, points_of(findings), fmt::format("{}/{}", claim.agree, claim.findings),
               worst_p(findings), precision_of(findings),
               claim.controls == 0 ? "none"
                                   : fmt::format("{}/{}", claim.controls_rejected, claim.controls),
               coloured(claim, colour)});
    table.note("    " + wrap(claim.title, kColumns - 4, 4));
  }
  return table.str();
}

std::string legend() {
  const auto line = [](const char* text) { return wrap(text, kColumns, 4) + "\n"; };
  return line("agree: findings that agree with the theory, of all findings of the claim.") +
         line(
             "worst p: the smallest p-value; at or below the level in brackets a finding "
             "disagrees.") +
         line(
             "precision: smallest and largest standard error, in units of the quantity (D, sd(e), "
             "sd(e)/sd(X)); of exact findings the rounding.") +
         line("controls: planted faults rejected and sound cases accepted, of all of them.") +
         line("budget: probability that chance alone makes any finding of the run disagree.");
}

std::string numbers(const stats::Finding& finding) {
  if (finding.estimate.law == stats::Law::exact) {
    return fmt::format("      found {:.10g}, predicted {:.10g} within {:.2g} ({})\n",
                       finding.estimate.value, finding.prediction.value,
                       finding.prediction.systematic, finding.unit_name);
  }
  return fmt::format(
      "      measured {:.10g} +- {:.2g}, predicted {:.10g} ({})\n"
      "      z = {:.3g}, p = {:.2e}, level {:.1e}, precision {:.1e} of {:.1e}\n",
      finding.estimate.value, finding.estimate.standard_error, finding.prediction.value,
      finding.unit_name, finding.z, finding.p, finding.level, reports::precision_of(finding),
      finding.resolution);
}

/// What was found, in words, where a host check says it.
std::string words_of(const stats::Finding& finding) {
  if (finding.words.empty()) return "";
  return "      " + wrap(finding.words, kColumns - 6, 6) + "\n";
}

/// Findings that disagree as the ledger expects: forms printed in a source, or departures of
/// recorded data, which are only reported.
std::string departures(const run::Record& record, bool reported, const char* header) {
  std::string text;
  for (const stats::Finding& finding : record.findings) {
    if (!expected_to_fail(record, finding)) continue;
    if (reports::only_reported(record, finding) != reported) continue;
    const std::string what = fmt::format("{}  {} at {}: {}", finding.claim, finding.quantity,
                                         finding.point, finding.statement);
    text += "  " + wrap(what, kColumns - 2, 6) + "\n" +
            (finding.words.empty() ? numbers(finding) : words_of(finding));
  }
  return text.empty() ? "" : header + text;
}

/// Findings that do not agree, controls that did not come to what they must.
std::string exceptions(const run::Record& record) {
  std::string text;
  for (const stats::Finding& finding : record.findings) {
    if (finding.verdict == stats::Verdict::agree || expected_to_fail(record, finding)) continue;
    text += fmt::format("  {}  {} at {}: {}\n", finding.claim, finding.quantity, finding.point,
                        stats::to_string(finding.verdict));
    text += words_of(finding);
    if (was_judged(finding)) text += numbers(finding);
    text += "      " + wrap(finding.reason, kColumns - 6, 6) + "\n";
  }
  for (const run::ControlResult& control : record.controls) {
    if (control.passed() || reports::is_silent(record, control)) continue;
    text += fmt::format("  {}  control {} at {} was not {}\n", control.claim, control.control,
                        control.point, run::to_string(control.required));
    text += "      " + wrap(control.description, kColumns - 6, 6) + "\n";
    if (was_judged(control.finding)) text += numbers(control.finding);
    if (!control.finding.reason.empty()) {
      text += "      " + wrap(control.finding.reason, kColumns - 6, 6) + "\n";
    }
  }
  return text.empty() ? "" : "\nNot as it should be:\n" + text;
}

std::string summary(const run::Record& record, const std::string& path) {
  const auto expected = std::count_if(record.claims.begin(), record.claims.end(),
                                      [](const run::ClaimResult& c) { return c.as_expected; });
  std::string text = fmt::format("{} of {} claims as expected; budget {}; {} samples", expected,
                                 record.claims.size(), shortest(record.budget),
                                 human_count(static_cast<double>(samples_of(record))));
  const auto seconds = record.provenance.find("seconds");
  if (seconds != record.provenance.end()) {
    text += " in " + human_seconds(std::strtod(seconds->second.c_str(), nullptr));
  }
  return wrap(text + "; " + path, kColumns, 4) + "\n";
}

std::string confirmation(const run::Record& record) {
  std::string places;
  for (const stats::Finding& finding : record.findings) {
    if (!run::worth_repeating(finding)) continue;
    places += fmt::format("  {}  {} at {}: p = {:.2e}, level {:.1e}\n", finding.claim,
                          finding.quantity, finding.point, finding.p, finding.level);
  }
  if (places.empty()) return "";
  return "\nClose to the level, worth one repetition with fresh random numbers:\n" + places + "  " +
         confirmation_command(record) + "\n";
}

}  // namespace

std::string ledger_text(const run::Record& record, const std::string& path, bool colour) {
  if (!record.complete) return partial_text(record, path);
  const bool named = record.title.empty() || record.title == record.plan_name;
  const std::string title = named ? "" : ": " + record.title;
  const std::vector<std::string> names = generators_of(record);
  const bool usual = names.empty() || names == std::vector<std::string>{"philox"};
  const std::string generators = usual ? "" : ", random numbers from " + join(names, ", ");
  return wrap(fmt::format("Ledger of plan {}, seed {}{}{}", record.plan_name, record.seed,
                          generators, title),
              kColumns, 4) +
         "\n\n" + table_text(record, colour) + "\n" + legend() +
         departures(record, false, "\nRefuted as printed, as expected:\n") +
         departures(record, true, "\nReported, where the data depart from the statement:\n") +
         exceptions(record) + "\n" + summary(record, path) + confirmation(record);
}

}  // namespace ceo::verify
