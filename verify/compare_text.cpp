#include "verify/compare_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t kColumns = 100;

std::string number(const stats::Estimate& estimate) {
  return fmt::format("{:.9g} +- {:.1e}", estimate.value, estimate.standard_error);
}

std::string table_text(const std::string& title, const std::vector<Pair>& pairs, bool verdicts,
                       bool all) {
  constexpr std::size_t kMost = 10;
  std::vector<const Pair*> rows;
  for (const Pair& pair : pairs) rows.push_back(&pair);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Pair* x, const Pair* y) { return x->p < y->p; });
  const std::size_t shown = all ? rows.size() : std::min(kMost, rows.size());
  rows.resize(shown);
  TextTable table(
      {title, "A", "B", "z", "p", verdicts ? "verdicts" : ""},
      {Align::left, Align::right, Align::right, Align::right, Align::right, Align::left});
  for (const Pair* pair : rows) {
    std::string words = stats::to_string(pair->verdict_a);
    if (pair->verdict_b != pair->verdict_a) words += ", " + stats::to_string(pair->verdict_b);
    table.add({pair->name, number(pair->a), number(pair->b), fmt::format("{:.2f}", pair->z),
               fmt::format("{:.1e}", pair->p), verdicts ? words : ""});
  }
  const std::string rest =
      shown == pairs.size()
          ? ""
          : fmt::format("{} of {} rows, those that differ most; --all shows all.\n", shown,
                        pairs.size());
  return table.str() + rest;
}

Json pair_json(const Pair& pair) {
  return {{"name", pair.name},
          {"a", pair.a.value},
          {"a_standard_error", pair.a.standard_error},
          {"b", pair.b.value},
          {"b_standard_error", pair.b.standard_error},
          {"z", pair.z},
          {"p", pair.p},
          {"a_verdict", stats::to_string(pair.verdict_a)},
          {"b_verdict", stats::to_string(pair.verdict_b)}};
}

Json pairs_json(const std::vector<Pair>& pairs) {
  Json array = Json::array();
  for (const Pair& pair : pairs) array.push_back(pair_json(pair));
  return array;
}

}  // namespace

std::string bits_text(const Comparison& comparison) {
  if (comparison.same_bits) return "The same bits: content_sha256 is equal.\n";
  const auto& difference = comparison.difference;
  return wrap(difference ? fmt::format("Not the same bits: {} differs: {}.", difference->dataset,
                                       difference->what)
                         : "Not the same bits: content_sha256 differs.",
              kColumns, 4) +
         "\n";
}

std::string statistics_text(const Comparison& comparison) {
  const Pair* worst = comparison.worst();
  if (worst == nullptr) return "The runs have no quantity in common.\n";
  const std::size_t tests = comparison.moments.size() + comparison.findings.size();
  const bool shared_agree = worst->p > comparison.level;
  std::string text = fmt::format(
      "Statistics {}{}: {} two-sample tests at the level {:.1e} each; the smallest p is {:.1e} "
      "({})",
      shared_agree ? "agree" : "disagree", comparison.unmatched > 0 ? " in what both have" : "",
      tests, comparison.level, worst->p, worst->name);
  if (comparison.unmatched > 0) {
    text += fmt::format("; {} cells or findings are in one of them only", comparison.unmatched);
  }
  return wrap(
             text + (comparison.same_verdicts ? "; all verdicts are equal." : "; verdicts differ."),
             kColumns, 4) +
         "\n";
}

std::string tables_text(const Comparison& comparison, bool all) {
  return table_text("moment", comparison.moments, false, all) + "\n" +
         table_text("finding", comparison.findings, true, all);
}

Json comparison_json(const Comparison& comparison) {
  Json difference;
  if (comparison.difference) {
    difference = {{"dataset", comparison.difference->dataset},
                  {"values", comparison.difference->what}};
  }
  return {{"same_bits", comparison.same_bits},
          {"same_verdicts", comparison.same_verdicts},
          {"first_difference", difference},
          {"statistics_agree", comparison.agree},
          {"level", comparison.level},
          {"unmatched", comparison.unmatched},
          {"moments", pairs_json(comparison.moments)},
          {"findings", pairs_json(comparison.findings)}};
}

}  // namespace ceo::verify
