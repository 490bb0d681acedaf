#include "verify/compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "host/run/merge.hpp"
#include "host/stats/batch_estimate.hpp"

namespace ceo::verify {
namespace {

using stats::Estimate;
using stats::Law;

/// Differences without an error are exact: 0 or certain.
void test(Pair& pair) {
  const double error = std::hypot(pair.a.standard_error, pair.b.standard_error);
  const double difference = pair.a.value - pair.b.value;
  if (difference == 0 || (std::isnan(pair.a.value) && std::isnan(pair.b.value))) return;
  pair.z = difference / error;
  const bool normal = pair.a.law == Law::normal && pair.b.law == Law::normal;
  pair.p = stats::two_sided_p(pair.z, normal ? Law::normal : Law::t255);
  if (!std::isfinite(pair.z)) pair.p = 0;
}

/// Of a test with a law of its own only its normal deviate can be compared.
Estimate comparable(const stats::Finding& finding) {
  if (finding.estimate.law != Law::own) return finding.estimate;
  return {finding.z, 1, finding.estimate.samples, Law::normal};
}

void pair_moments(const run::CellRecord& a, const run::CellRecord& b, Comparison& comparison) {
  if (a.totals.strips == 0 || b.totals.strips == 0) return;
  const auto x = stats::moments_of(a.totals, a.scale_exponent, a.row_exponent);
  const auto y = stats::moments_of(b.totals, b.scale_exponent, b.row_exponent);
  for (std::size_t i = 0; i < a.outputs.size() && i < b.outputs.size(); ++i) {
    if (a.outputs[i] != b.outputs[i]) continue;
    const auto mean = [i](std::span<const double> means) { return means[i]; };
    Pair pair;
    pair.name = a.outputs[i] + " of " + a.id;
    pair.a = stats::batch_estimate(x, mean);
    pair.b = stats::batch_estimate(y, mean);
    test(pair);
    comparison.moments.push_back(std::move(pair));
  }
}

/// Calls `both` for what the two lists have in common by name; returns how many have no partner.
template <class Item, class Name, class Both>
std::size_t match(const std::vector<Item>& a, const std::vector<Item>& b, Name name, Both both) {
  std::map<std::string, const Item*> others;
  for (const Item& item : b) others.emplace(name(item), &item);
  std::size_t matched = 0;
  for (const Item& item : a) {
    const auto other = others.find(name(item));
    if (other == others.end()) continue;
    ++matched;
    both(item, *other->second);
  }
  return a.size() + b.size() - 2 * matched;
}

bool is_exact(const Pair& pair) {
  return pair.a.law == Law::exact && pair.b.law == Law::exact;
}

void pair_finding(const stats::Finding& a, const stats::Finding& b, const std::string& name,
                  Comparison& comparison) {
  if (a.verdict != b.verdict) comparison.same_verdicts = false;
  const auto judged = [](const stats::Finding& finding) {
    return finding.verdict != stats::Verdict::not_run && finding.verdict != stats::Verdict::error;
  };
  if (!judged(a) || !judged(b)) return;
  Pair pair;
  pair.name = name;
  pair.a = comparable(a);
  pair.b = comparable(b);
  pair.verdict_a = a.verdict;
  pair.verdict_b = b.verdict;
  if (is_exact(pair)) {
    pair.p =
        a.verdict == b.verdict ? 1 : 0;  // their values follow the drawn instances, without a law
  } else {
    test(pair);
  }
  comparison.findings.push_back(std::move(pair));
}

std::string name_of(const stats::Finding& finding) {
  return finding.claim + " " + finding.quantity + " at " + finding.point;
}

}  // namespace

const Pair* Comparison::worst() const {
  const Pair* worst = nullptr;
  for (const std::vector<Pair>* list : {&moments, &findings}) {
    for (const Pair& pair : *list) {
      if (worst == nullptr || pair.p < worst->p) worst = &pair;
    }
  }
  return worst;
}

Comparison compare(const run::Record& a, const run::Record& b, double budget) {
  Comparison comparison;
  comparison.same_bits = run::content_sha256(a) == run::content_sha256(b);
  comparison.same_verdicts = true;
  if (!comparison.same_bits) comparison.difference = run::first_difference(a, b);
  comparison.unmatched += match(
      a.cells, b.cells, [](const run::CellRecord& cell) { return cell.id; },
      [&](const run::CellRecord& x, const run::CellRecord& y) { pair_moments(x, y, comparison); });
  comparison.unmatched +=
      match(a.findings, b.findings, name_of, [&](const stats::Finding& x, const stats::Finding& y) {
        pair_finding(x, y, name_of(x), comparison);
      });
  comparison.unmatched += match(
      a.controls, b.controls,
      [](const run::ControlResult& control) {
        return control.claim + " " + control.control + " at " + control.point;
      },
      [&](const run::ControlResult& x, const run::ControlResult& y) {
        pair_finding(x.finding, y.finding, "control " + x.control + ": " + name_of(x.finding),
                     comparison);
      });
  const auto exact = static_cast<std::size_t>(
      std::count_if(comparison.findings.begin(), comparison.findings.end(), is_exact));
  const std::size_t tests = comparison.moments.size() + comparison.findings.size() - exact;
  comparison.level = budget / static_cast<double>(std::max<std::size_t>(1, tests));
  const Pair* worst = comparison.worst();
  comparison.agree = comparison.unmatched == 0 && worst != nullptr && worst->p > comparison.level;
  return comparison;
}

}  // namespace ceo::verify
