#include "verify/host_checks.hpp"

#include <exception>
#include <utility>

#include "host/base/error.hpp"
#include "verify/find.hpp"

namespace ceo::verify {
namespace {

using Check = std::function<run::HostOutcome(const run::HostContext&)>;

stats::Finding host_finding(const std::string& claim, const std::string& quantity) {
  stats::Finding finding;
  finding.claim = claim;
  finding.point = run::kHostPoint;
  finding.quantity = quantity;
  return finding;
}

void fail(stats::Finding& finding, const std::string& reason) {
  finding.verdict = stats::Verdict::error;
  finding.reason = reason;
}

/// Judges one check of the quantity, with or without a planted fault; no check: not run.
template <class Planned>
stats::Finding judge_check(const Planned& planned, const run::HostQuantity& quantity,
                           const Check& check, std::uint64_t seed, const LoadedTrace& trace,
                           const run::HostMachine& machine) {
  stats::Finding finding = host_finding(planned.claim, quantity.id);
  finding.statement = quantity.statement;
  finding.unit_name = quantity.unit_name;
  finding.printed = quantity.printed;
  finding.level = planned.level;
  finding.resolution = planned.resolution;
  if (!check || !trace.missing.empty()) {
    finding.verdict = stats::Verdict::not_run;
    finding.reason = check ? trace.missing : "the run is not finished";
    return finding;
  }
  try {
    run::HostContext context(seed, planned.claim, quantity.id, planned.instances, machine);
    context.set_trace(trace.trace);
    const run::HostOutcome outcome = check(context);
    ensure(outcome.estimate.law == quantity.law, "a host check has another law than it declares");
    finding.estimate = outcome.estimate;
    finding.prediction = outcome.prediction;
    finding.words = outcome.words;
  } catch (const run::NotRecorded& missing) {
    finding.verdict = stats::Verdict::not_run;
    finding.reason = missing.what();
    return finding;
  } catch (const std::exception& error) {
    fail(finding, std::string("the check failed: ") + error.what());
    return finding;
  }
  return stats::judge(std::move(finding), {});
}

run::ControlResult judge_control(const run::PlannedHostControl& planned, const run::Claim& claim,
                                 bool evaluate, std::uint64_t seed, const LoadedTrace& trace,
                                 const run::HostMachine& machine) {
  const run::HostControl& control = find_named(claim.host_controls, planned.control);
  run::ControlResult result;
  result.claim = planned.claim;
  result.control = planned.control;
  result.description = control.description;
  result.point = run::kHostPoint;
  result.quantity = planned.quantity;
  result.needed = planned.instances;
  result.required = planned.required;
  result.finding = judge_check(planned, find_named(claim.host, planned.quantity),
                               evaluate ? control.check : Check(), seed, trace, machine);
  result.rejected = result.finding.verdict == stats::Verdict::disagree;
  return result;
}

}  // namespace

void judge_on_host(run::Record& record, const run::Plan& plan,
                   const std::vector<run::Claim>& claims, Traces& traces, bool evaluate,
                   const HostRun& how) {
  const std::uint64_t seed = plan.config.seed;
  for (const run::PlannedHostFinding& planned : plan.host_findings) {
    const run::HostQuantity& quantity =
        find_named(find_claim(claims, planned.claim).host, planned.quantity);
    if (evaluate && how.before) how.before();
    record.findings.push_back(judge_check(planned, quantity, evaluate ? quantity.check : Check(),
                                          seed, traces.of(planned.claim), how.machine));
  }
  for (const run::PlannedHostControl& planned : plan.host_controls) {
    if (evaluate && how.before) how.before();
    record.controls.push_back(judge_control(planned, find_claim(claims, planned.claim), evaluate,
                                            seed, traces.of(planned.claim), how.machine));
  }
}

void add_series(run::Record& record, const std::string& claim,
                const std::function<std::vector<run::Series>()>& make) {
  try {
    for (run::Series& series : make()) {
      series.claim = claim;
      run::require_drawable(series);
      record.series.push_back(std::move(series));
    }
  } catch (const run::NotRecorded&) {
    // The findings that read the same data say so.
  } catch (const std::exception& error) {
    stats::Finding finding = host_finding(claim, "figures");
    finding.statement = "the figures of the claim can be drawn";
    fail(finding, error.what());
    record.findings.push_back(std::move(finding));
  }
}

}  // namespace ceo::verify
