#include "verify/history/pooled.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "host/stats/anytime.hpp"
#include "reports/run_facts.hpp"
#include "verify/claims/registry.hpp"
#include "verify/conclude.hpp"
#include "verify/find.hpp"
#include "verify/pipeline.hpp"
#include "verify/recorded_plan.hpp"

namespace ceo::verify {
namespace {

using stats::Finding;
using stats::Verdict;

/// The same finding in another run; nullptr where that has none.
const Finding* same_in(const run::Record& record, const Finding& finding) {
  const auto found =
      std::find_if(record.findings.begin(), record.findings.end(), [&](const Finding& other) {
        return other.claim == finding.claim && other.point == finding.point &&
               other.quantity == finding.quantity;
      });
  return found == record.findings.end() ? nullptr : &*found;
}

/// The point has a trace as its source.
bool is_recorded(const run::Config& config, const Finding& finding) {
  return std::any_of(config.points.begin(), config.points.end(), [&](const auto& point) {
    return point.name == finding.point && !point.trace.empty();
  });
}

/// A number without chance, or one from data that no seed moves: printed numbers and recorded
/// gradients have a level of their own and the same p-value every night, or a point with a trace.
bool is_constant(const std::vector<const Finding*>& nights, const run::Config& config) {
  const Finding& first = *nights.front();
  if (!reports::is_random(first) || is_recorded(config, first)) return true;
  if (!reports::is_host(first)) return false;
  const run::Claim& claim = find_claim(claims(), first.claim);
  const auto declared = std::find_if(
      claim.host.begin(), claim.host.end(),
      [&](const run::HostQuantity& quantity) { return quantity.id == first.quantity; });
  if (declared == claim.host.end() || !declared->level) return false;
  return std::all_of(nights.begin(), nights.end(),
                     [&](const Finding* night) { return night->p == first.p; });
}

/// What Fisher's method makes of the nights' findings; `nights` is not empty.
Finding combined(const std::vector<const Finding*>& nights, std::uint64_t look) {
  Finding finding = *nights.back();
  for (const Finding* night : nights) {
    if (night->verdict == Verdict::error || night->verdict == Verdict::not_run) return *night;
  }
  std::vector<double> p_values;
  double excess = 0, samples = 0;
  for (const Finding* night : nights) {
    p_values.push_back(night->p);
    excess += night->estimate.value - night->prediction.value;
    samples += static_cast<double>(night->estimate.samples);
  }
  const auto count = static_cast<double>(nights.size());
  finding.estimate.value = finding.prediction.value + excess / count;
  finding.estimate.standard_error /= std::sqrt(count);
  finding.estimate.samples = static_cast<std::uint64_t>(samples);
  finding.estimate.law = stats::Law::own;
  finding.estimate.p = stats::fisher_p(p_values);
  finding.level = stats::look_level(finding.level, look);
  finding.words.clear();
  return stats::judge(finding, {});
}

/// The night that agrees least: an error before a disagreement before an open one.
const Finding* worst_night(const std::vector<const Finding*>& nights) {
  const auto rank = [](const Finding* finding) {
    switch (finding->verdict) {
      case Verdict::error:
        return 4;
      case Verdict::disagree:
        return 3;
      case Verdict::not_run:
        return 2;
      case Verdict::unresolved:
        return 1;
      case Verdict::agree:
        break;
    }
    return 0;
  };
  return *std::max_element(nights.begin(), nights.end(),
                           [&](const Finding* a, const Finding* b) { return rank(a) < rank(b); });
}

/// A finding of the first night that totals do not decide, over all nights.
PooledFinding over_nights(const Finding& finding, const std::vector<Night>& nights,
                          const run::Config& config) {
  std::vector<const Finding*> all;
  for (const Night& night : nights) {
    const Finding* same = same_in(night.record, finding);
    if (same != nullptr) all.push_back(same);
  }
  if (is_constant(all, config)) return {*worst_night(all), Pooling::constant, 0};
  return {combined(all, nights.size()), Pooling::fisher, finding.level};
}

void judge_sum(PooledRuns& pooled, const std::vector<Night>& nights) {
  run::Plan plan = recorded_plan(nights.front().record, nights.front().file);
  require_planned_alike(plan, nights.front().record, nights.front().file);
  for (run::PlannedFinding& planned : plan.findings) {
    planned.level = stats::look_level(planned.level, nights.size());
  }
  std::vector<Finding> from_totals = judge_pooled(pooled.sum, plan, claims());
  for (const Finding& finding : nights.front().record.findings) {
    const auto sum = std::find_if(from_totals.begin(), from_totals.end(), [&](const Finding& f) {
      return f.claim == finding.claim && f.point == finding.point && f.quantity == finding.quantity;
    });
    if (sum != from_totals.end()) {
      pooled.findings.push_back({*sum, Pooling::totals, finding.level});
    } else {
      pooled.findings.push_back(over_nights(finding, nights, plan.config));
    }
  }
  pooled.sum.findings.clear();
  pooled.sum.controls.clear();
  pooled.sum.claims.clear();
  for (const run::ClaimConfig& claim : plan.config.claims) {
    std::vector<Finding> own;
    for (const PooledFinding& item : pooled.findings) {
      if (item.finding.claim == claim.id) own.push_back(item.finding);
    }
    pooled.sum.claims.push_back(conclude(find_claim(claims(), claim.id), own, {}));
  }
}

void count_controls(PooledRuns& pooled, const std::vector<Night>& nights) {
  std::uint64_t sampled = 0, missed = 0;
  bool exact_failed = false;
  for (const Night& night : nights) {
    for (const run::ControlResult& control : night.record.controls) {
      ++pooled.controls;
      if (control.passed()) ++pooled.controls_passed;
      if (!reports::is_random(control.finding)) {
        exact_failed |= !control.passed();
        continue;
      }
      ++sampled;
      if (!control.passed()) ++missed;
    }
  }
  if (sampled > 0 && missed > 0) {
    const boost::math::binomial law(static_cast<double>(sampled), 1 - run::kControlPower);
    pooled.missed_p = cdf(complement(law, static_cast<double>(missed) - 1));
  }
  if (exact_failed) pooled.missed_p = 0;
}

}  // namespace

std::string to_string(Pooling pooling) {
  switch (pooling) {
    case Pooling::totals:
      return "totals";
    case Pooling::fisher:
      return "fisher";
    case Pooling::constant:
      break;
  }
  return "constant";
}

PooledRuns pool_runs(const std::vector<std::string>& files) {
  run::Pool pool;
  Nights nights = read_nights(files, [&](const run::Record& record, const std::string& file) {
    return pool.add(record, file);
  });
  PooledRuns pooled;
  for (const Night& night : nights.nights) pooled.files.push_back(night.file);
  pooled.left_out = std::move(nights.left_out);
  pooled.plan_sha256 = run::seedless_plan_sha256(pool.sum());
  pooled.sum = pool.sum();
  pooled.ledger = pool.ledger();
  judge_sum(pooled, nights.nights);
  count_controls(pooled, nights.nights);
  return pooled;
}

ExitCode exit_code(const PooledRuns& pooled) {
  if (pooled.missed_p <= pooled.sum.budget) return ExitCode::unexpected;
  return exit_code(pooled.sum);
}

}  // namespace ceo::verify
