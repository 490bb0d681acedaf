#include "verify/history/pooled_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/base/text.hpp"
#include "host/run/merge.hpp"
#include "reports/run_facts.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

constexpr std::size_t kColumns = 100;
using nlohmann::ordered_json;

std::vector<const PooledFinding*> of_claim(const PooledRuns& pooled, const std::string& claim) {
  std::vector<const PooledFinding*> findings;
  for (const PooledFinding& item : pooled.findings) {
    if (item.finding.claim == claim) findings.push_back(&item);
  }
  return findings;
}

bool is_random(const PooledFinding* item) {
  return item->pooling != Pooling::constant && reports::was_judged(item->finding);
}

std::string worst_p(const std::vector<const PooledFinding*>& findings) {
  const PooledFinding* worst = nullptr;
  for (const PooledFinding* item : findings) {
    if (!is_random(item)) continue;
    if (worst == nullptr || item->finding.p < worst->finding.p) worst = item;
  }
  return worst == nullptr ? "constant"
                          : fmt::format("{:.1e} ({:.0e})", worst->finding.p, worst->finding.level);
}

/// Smallest and largest standard error of what totals decide, in the unit of each quantity.
std::string precision(const std::vector<const PooledFinding*>& findings) {
  std::vector<double> reached;
  for (const PooledFinding* item : findings) {
    if (is_random(item) && item->pooling == Pooling::totals) {
      reached.push_back(reports::precision_of(item->finding));
    }
  }
  if (reached.empty()) return "-";
  const auto [least, most] = std::minmax_element(reached.begin(), reached.end());
  return fmt::format("{:.1e}..{:.1e}", *least, *most);
}

std::string claims_table(const PooledRuns& pooled) {
  TextTable table({"claim", "agree", "worst p (level)", "precision", "verdict"},
                  {Align::left, Align::right, Align::right, Align::right, Align::left});
  for (const run::ClaimResult& claim : pooled.sum.claims) {
    const auto findings = of_claim(pooled, claim.id);
    table.add({claim.id, fmt::format("{}/{}", claim.agree, claim.findings), worst_p(findings),
               precision(findings), claim.verdict});
  }
  return table.str();
}

std::string findings_table(const PooledRuns& pooled) {
  TextTable table({"claim", "point", "quantity", "by", "pooled", "predicted", "z", "precision", "p",
                   "level", "verdict"},
                  {Align::left, Align::left, Align::left, Align::left, Align::right, Align::right,
                   Align::right, Align::right, Align::right, Align::right, Align::left});
  for (const PooledFinding& item : pooled.findings) {
    const stats::Finding& f = item.finding;
    const bool random = is_random(&item);
    table.add({f.claim, f.point, f.quantity, to_string(item.pooling),
               fmt::format("{:.9g}", f.estimate.value), fmt::format("{:.9g}", f.prediction.value),
               random ? fmt::format("{:.2f}", f.z) : "-",
               fmt::format("{:.1e}", reports::precision_of(f)),
               random ? fmt::format("{:.2e}", f.p) : "-",
               random ? fmt::format("{:.1e}", f.level) : "-", stats::to_string(f.verdict)});
  }
  return table.str();
}

std::string exceptions(const PooledRuns& pooled) {
  std::string text;
  for (const PooledFinding& item : pooled.findings) {
    const stats::Finding& f = item.finding;
    if (f.verdict == stats::Verdict::agree || reports::expected_to_fail(pooled.sum, f)) continue;
    text += fmt::format("  {}  {} at {}: {}\n", f.claim, f.quantity, f.point,
                        stats::to_string(f.verdict));
    text += "      " + wrap(f.reason, kColumns - 6, 6) + "\n";
  }
  return text.empty() ? "" : "\nNot as it should be:\n" + text;
}

std::string budget_words(const PooledRuns& pooled) {
  return wrap(fmt::format("Look {0}: every level is its whole level divided by {0} x {1}. Over all "
                          "looks ever, chance alone makes any finding disagree with a probability "
                          "of at most {2}, however often one looks.",
                          pooled.nights(), pooled.nights() + 1, shortest(pooled.sum.budget)),
              kColumns, 4) +
         "\n";
}

ordered_json number(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json finding_json(const PooledFinding& item) {
  const stats::Finding& f = item.finding;
  return {{"claim", f.claim},
          {"point", f.point},
          {"quantity", f.quantity},
          {"pooling", to_string(item.pooling)},
          {"unit", f.unit_name},
          {"value", number(f.estimate.value)},
          {"standard_error", number(f.estimate.standard_error)},
          {"samples", f.estimate.samples},
          {"predicted", number(f.prediction.value)},
          {"precision", number(reports::precision_of(f))},
          {"z", number(f.z)},
          {"p", number(f.p)},
          {"level", item.pooling == Pooling::constant ? ordered_json(nullptr) : number(f.level)},
          {"whole_level",
           item.pooling == Pooling::constant ? ordered_json(nullptr) : number(item.whole_level)},
          {"verdict", stats::to_string(f.verdict)},
          {"reason", f.reason}};
}

ordered_json left_out_json(const std::vector<LeftOut>& left_out) {
  ordered_json list = ordered_json::array();
  for (const LeftOut& item : left_out)
    list.push_back({{"file", item.file}, {"reason", item.reason}});
  return list;
}

}  // namespace

std::string left_out_text(const std::vector<LeftOut>& left_out) {
  std::string text;
  for (const LeftOut& item : left_out) {
    text += "  " + wrap(item.file + ": " + item.reason, kColumns - 2, 6) + "\n";
  }
  return text.empty() ? "" : "\nLeft out:\n" + text;
}

std::string pooled_text(const PooledRuns& pooled, bool all) {
  const auto expected =
      std::count_if(pooled.sum.claims.begin(), pooled.sum.claims.end(),
                    [](const run::ClaimResult& claim) { return claim.as_expected; });
  std::string text =
      fmt::format("{} of plan {}, {} samples\n\n{}",
                  pooled.nights() == 1 ? "1 night" : fmt::format("{} nights", pooled.nights()),
                  pooled.sum.plan_name, human_count(static_cast<double>(run::sampled(pooled.sum))),
                  claims_table(pooled));
  if (all) text += "\n" + findings_table(pooled);
  text += exceptions(pooled) + left_out_text(pooled.left_out) + "\n" + budget_words(pooled);
  if (pooled.controls > 0) {
    text += fmt::format("Controls of all nights: {} of {} as they must (p of the misses {:.2g}).\n",
                        pooled.controls_passed, pooled.controls, pooled.missed_p);
  }
  return text + fmt::format("{} of {} claims as expected.\n", expected, pooled.sum.claims.size());
}

ordered_json pooled_json(const PooledRuns& pooled) {
  ordered_json claims = ordered_json::array(), findings = ordered_json::array(),
               counted = ordered_json::array();
  for (const run::ClaimResult& claim : pooled.sum.claims) {
    claims.push_back({{"claim", claim.id},
                      {"verdict", claim.verdict},
                      {"as_expected", claim.as_expected},
                      {"findings", claim.findings},
                      {"agree", claim.agree},
                      {"reason", claim.reason}});
  }
  for (const PooledFinding& item : pooled.findings) findings.push_back(finding_json(item));
  for (const run::Pool::Entry& entry : pooled.ledger) {
    counted.push_back({{"seed", entry.seed},
                       {"cell", entry.cell},
                       {"first_sample", entry.first_sample},
                       {"samples", entry.samples}});
  }
  return {{"plan", pooled.sum.plan_name},
          {"plan_sha256", pooled.plan_sha256},
          {"nights", pooled.nights()},
          {"look", pooled.nights()},
          {"files", pooled.files},
          {"left_out", left_out_json(pooled.left_out)},
          {"budget", pooled.sum.budget},
          {"samples", run::sampled(pooled.sum)},
          {"exit_code", static_cast<int>(exit_code(pooled))},
          {"claims", claims},
          {"findings", findings},
          {"controls",
           {{"judged", pooled.controls},
            {"passed", pooled.controls_passed},
            {"p", number(pooled.missed_p)}}},
          {"counted", counted}};
}

}  // namespace ceo::verify
