// What was found without samples: host checks, printed forms, and the curves of figures.
#include <fmt/format.h>

#include <algorithm>

#include "reports/figures.hpp"
#include "reports/numbers.hpp"
#include "reports/page_parts.hpp"
#include "reports/run_facts.hpp"

namespace ceo::reports {
namespace {

constexpr std::size_t kMostRows = 500;  // of a table of numbers

/// What the finding may be off: the rounding of an exact one, else its standard error.
std::string allowance_of(const stats::Finding& finding) {
  return digits(
      is_random(finding) ? finding.estimate.standard_error : finding.prediction.systematic, 2);
}

std::string p_of(const stats::Finding& finding) {
  if (!is_random(finding)) return "exact";
  return fmt::format("{} ({})", digits(finding.p, 2), digits(finding.level, 2));
}

/// The sentence of the claim where it has one, else the reason.
Inline found(const stats::Finding& finding) {
  return formula(finding.words.empty() ? finding.reason : finding.words);
}

Table host_table(const std::string& claim, const std::vector<const stats::Finding*>& findings) {
  Table table;
  table.caption = "Host checks of " + claim;
  table.columns = {{"Quantity"},
                   {"Verdict"},
                   {"What the theory says", false, true},
                   {"What was found", false, true},
                   {"Value", true},
                   {"Prediction", true},
                   {"Rounding or standard error", true},
                   {"Unit"},
                   {"p (level)", true},
                   {"Instances", true}};
  for (const stats::Finding* f : findings) {
    table.rows.push_back({plain(f->quantity), finding_verdict(*f),
                          formula(f->statement) + (f->printed ? " (as printed)" : ""), found(*f),
                          plain(digits(f->estimate.value, 6)),
                          plain(digits(f->prediction.value, 6)), plain(allowance_of(*f)),
                          formula(f->unit_name), plain(p_of(*f)),
                          plain(grouped(f->estimate.samples))});
  }
  return table;
}

Table host_controls_table(const std::string& claim,
                          const std::vector<const run::ControlResult*>& controls) {
  Table table;
  table.caption = "Controls of the host checks of " + claim;
  table.columns = {{"Control"},
                   {"Result"},
                   {"Case", false, true},
                   {"Quantity"},
                   {"Value", true},
                   {"Prediction", true},
                   {"Rounding or standard error", true}};
  for (const run::ControlResult* control : controls) {
    const stats::Finding& f = control->finding;
    table.rows.push_back({plain(control->control), control_verdict(*control),
                          formula(control->description), plain(control->quantity),
                          plain(digits(f.estimate.value, 6)), plain(digits(f.prediction.value, 6)),
                          plain(allowance_of(f))});
  }
  return table;
}

/// All points of a series, a row each.
Table numbers_of(const run::Series& series) {
  const bool interval = std::any_of(series.curves.begin(), series.curves.end(),
                                    [](const run::Curve& curve) { return !curve.low.empty(); });
  Table table;
  table.folded = true;
  table.columns = {{"Curve"}, {series.x.name, true}, {series.y.name, true}};
  if (interval) {
    table.columns.push_back({"from", true});
    table.columns.push_back({"to", true});
  }
  std::size_t all = 0;
  for (const run::Curve& curve : series.curves) {
    all += curve.x.size();
    for (std::size_t i = 0; i < curve.x.size() && table.rows.size() < kMostRows; ++i) {
      std::vector<Inline> row = {plain(curve.name), plain(digits(curve.x[i], 6)),
                                 plain(digits(curve.y[i], 6))};
      if (interval) {
        const bool given = !curve.low.empty();
        row.push_back(plain(given ? digits(curve.low[i], 6) : "\u2013"));
        row.push_back(plain(given ? digits(curve.high[i], 6) : "\u2013"));
      }
      table.rows.push_back(row);
    }
  }
  table.caption = "Numbers of the figure: " + series.title;
  if (all > kMostRows) {
    table.caption += fmt::format(" (the first {} of {}; the CSV has all)", kMostRows, all);
  }
  return table;
}

}  // namespace

std::vector<Facts::Fact> printed_facts(const std::vector<const stats::Finding*>& findings) {
  Inline printed, words, instead;
  const auto add = [](Inline& text, const Inline& more) {
    text = text.empty() ? more : text + "; " + more;
  };
  for (const stats::Finding* finding : findings) {
    if (finding->printed && finding->verdict == stats::Verdict::disagree) {
      add(printed, formula(finding->statement));
      add(words, found(*finding));
    }
  }
  if (printed.empty()) return {};
  std::vector<std::string> said;
  for (const stats::Finding* finding : findings) {
    const bool seen = std::find(said.begin(), said.end(), finding->quantity) != said.end();
    if (finding->printed || finding->verdict != stats::Verdict::agree || seen) continue;
    said.push_back(finding->quantity);
    add(instead, formula(finding->statement));
  }
  std::vector<Facts::Fact> facts = {{"Printed", printed}, {"Found", words}};
  if (!instead.empty()) facts.push_back({"Holds instead", instead});
  return facts;
}

std::vector<Block> host_blocks(const run::Record& record, const std::string& claim,
                               const std::string& id) {
  std::vector<const stats::Finding*> findings = findings_of(record, claim);
  std::erase_if(findings, [](const auto* finding) { return !is_host(*finding); });
  std::vector<const run::ControlResult*> controls;
  for (const run::ControlResult& control : record.controls) {
    if (control.claim == claim && is_host(control.finding)) controls.push_back(&control);
  }
  std::vector<Block> blocks;
  if (!findings.empty()) {
    blocks.emplace_back(Heading{id + "-host", "Host checks, without cells"});
    blocks.emplace_back(host_table(claim, findings));
  }
  if (!controls.empty()) blocks.emplace_back(host_controls_table(claim, controls));
  return blocks;
}

std::vector<Block> series_blocks(const run::Record& record, const std::string& claim,
                                 const std::string& id) {
  std::vector<Block> blocks;
  for (Figure& figure : series_figures(record, claim, id)) {
    blocks.emplace_back(std::move(figure));
  }
  for (const run::Series& series : record.series) {
    if (series.claim == claim) blocks.emplace_back(numbers_of(series));
  }
  return blocks;
}

}  // namespace ceo::reports
