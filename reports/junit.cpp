#include "reports/junit.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <vector>

#include "reports/escape.hpp"
#include "reports/run_facts.hpp"

namespace ceo::reports {
namespace {

using stats::Verdict;

enum class Outcome { passed, skipped, failure, error };

struct Case {
  std::string name, class_name;
  Outcome outcome = Outcome::passed;
  std::string message{};  ///< why it did not pass
  std::string output{};   ///< numbers, for a reader
};

std::string numbers_of(const stats::Finding& finding) {
  if (!was_judged(finding)) return finding.words;
  return fmt::format("{}estimate {:.17g} +- {:.3g} {}, prediction {:.17g}, z {:.3f}, p {:.3g}, {}",
                     finding.words.empty() ? "" : finding.words + "\n", finding.estimate.value,
                     precision_of(finding), finding.unit_name, finding.prediction.value, finding.z,
                     finding.p, stats::to_string(finding.verdict));
}

Case case_of(const stats::Finding& finding, const run::ClaimResult& claim) {
  Case result{finding.quantity + " at " + finding.point, claim.id};
  result.output = numbers_of(finding);
  if (finding.verdict == Verdict::agree) return result;
  result.message = finding.reason;
  if (finding.verdict == Verdict::error) {
    result.outcome = Outcome::error;
  } else if (finding.verdict != Verdict::disagree) {
    result.outcome = Outcome::skipped;
  } else if (claim.verdict == claim.expected) {
    result.output += "\nThe ledger expects it: " + claim.expected + ".";
  } else {
    result.outcome = Outcome::failure;
  }
  return result;
}

Case case_of(const run::ControlResult& control, bool complete) {
  Case result{"control " + control.control + " at " + control.point, control.claim};
  result.output = control.description + "\n" + numbers_of(control.finding);
  if (control.passed()) return result;
  result.outcome = complete ? Outcome::failure : Outcome::skipped;
  result.message = fmt::format("the planted fault was not {}{}{}", run::to_string(control.required),
                               control.finding.reason.empty() ? "" : ": ", control.finding.reason);
  return result;
}

/// The claim as a whole: its verdict beside what the ledger expects.
Case verdict_case(const run::ClaimResult& claim) {
  Case result{"verdict", claim.id};
  result.output = fmt::format("{}\n{}", claim.title, claim.verdict);
  if (claim.verdict == claim.expected) return result;
  result.message = fmt::format("{}, expected: {}; {}", claim.verdict, claim.expected, claim.reason);
  const bool open = claim.verdict == "unresolved" || claim.verdict == "not run";
  result.outcome = open                       ? Outcome::skipped
                   : claim.verdict == "error" ? Outcome::error
                                              : Outcome::failure;
  return result;
}

std::vector<Case> cases_of(const run::Record& record, const run::ClaimResult& claim) {
  std::vector<Case> cases{verdict_case(claim)};
  for (const stats::Finding* finding : findings_of(record, claim.id)) {
    cases.push_back(case_of(*finding, claim));
  }
  for (const run::ControlResult& control : record.controls) {
    if (control.claim == claim.id) cases.push_back(case_of(control, record.complete));
  }
  return cases;
}

std::string case_text(const Case& test) {
  std::string text =
      fmt::format("    <testcase name=\"{}\" classname=\"{}\">\n", html_text(one_line(test.name)),
                  html_text(one_line(test.class_name)));
  const std::string message = html_text(one_line(test.message));
  if (test.outcome == Outcome::skipped) {
    text += fmt::format("      <skipped message=\"{}\"/>\n", message);
  } else if (test.outcome == Outcome::failure) {
    text += fmt::format("      <failure type=\"verdict\" message=\"{}\"/>\n", message);
  } else if (test.outcome == Outcome::error) {
    text += fmt::format("      <error type=\"error\" message=\"{}\"/>\n", message);
  }
  if (!test.output.empty()) {
    text += "      <system-out>" + html_text(lines(test.output)) + "</system-out>\n";
  }
  return text + "    </testcase>\n";
}

struct Counts {
  std::size_t tests = 0, skipped = 0, failures = 0, errors = 0;
  void add(const Case& test) {
    ++tests;
    skipped += test.outcome == Outcome::skipped ? 1 : 0;
    failures += test.outcome == Outcome::failure ? 1 : 0;
    errors += test.outcome == Outcome::error ? 1 : 0;
  }
};

std::string suite_text(const run::Record& record, const run::ClaimResult& claim, Counts& all) {
  Counts counts;
  std::string text;
  for (const Case& test : cases_of(record, claim)) {
    counts.add(test);
    all.add(test);
    text += case_text(test);
  }
  return fmt::format(
             "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
             "skipped=\"{}\">\n",
             html_text(one_line(claim.id)), counts.tests, counts.failures, counts.errors,
             counts.skipped) +
         text + "  </testsuite>\n";
}

}  // namespace

std::string junit(const run::Record& record) {
  Counts all;
  std::string suites;
  for (const run::ClaimResult& claim : record.claims) suites += suite_text(record, claim, all);
  return fmt::format(
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" tests=\"{}\" "
             "failures=\"{}\" errors=\"{}\">\n",
             html_text(one_line(fmt::format("{}, seed {}", record.plan_name, record.seed))),
             all.tests, all.failures, all.errors) +
         suites + "</testsuites>\n";
}

}  // namespace ceo::reports
