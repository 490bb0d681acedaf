#include "verify/host_checks.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <utility>

#include "host/base/error.hpp"
#include "kernels/launch/on_threads.hpp"
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
  const std::size_t findings = plan.host_findings.size();
  std::vector<stats::Finding> found(findings);
  std::vector<run::ControlResult> controls(plan.host_controls.size());
  std::vector<LoadedTrace> loaded;  // before any thread: HDF5 reads for one at a time
  for (const auto& planned : plan.host_findings) loaded.push_back(traces.of(planned.claim));
  for (const auto& planned : plan.host_controls) loaded.push_back(traces.of(planned.claim));
  at_once(findings + controls.size(), how, evaluate, [&](std::size_t i) {
    if (i < findings) {
      const run::PlannedHostFinding& planned = plan.host_findings[i];
      const run::HostQuantity& quantity =
          find_named(find_claim(claims, planned.claim).host, planned.quantity);
      found[i] = judge_check(planned, quantity, evaluate ? quantity.check : Check(), seed,
                             loaded[i], how.machine);
    } else {
      const run::PlannedHostControl& planned = plan.host_controls[i - findings];
      controls[i - findings] = judge_control(planned, find_claim(claims, planned.claim), evaluate,
                                             seed, loaded[i], how.machine);
    }
  });
  std::move(found.begin(), found.end(), std::back_inserter(record.findings));
  std::move(controls.begin(), controls.end(), std::back_inserter(record.controls));
}

void at_once(std::size_t count, const HostRun& how, bool announce,
             const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  const auto take = [&](std::uint64_t /*thread*/) {
    for (std::size_t i = next++; i < count; i = next++) {
      if (announce && how.before) {
        const std::lock_guard lock(mutex);
        how.before();
      }
      work(i);
    }
  };
  const std::uint64_t threads =
      std::clamp<std::uint64_t>(count, 1, launch::thread_count(how.machine.cpu));
  launch::on_threads(threads, take, [&] { next = count; });
}

void add_series(ClaimSeries& result, const std::string& claim,
                const std::function<std::vector<run::Series>()>& make) {
  try {
    for (run::Series& series : make()) {
      series.claim = claim;
      run::require_drawable(series);
      result.series.push_back(std::move(series));
    }
  } catch (const run::NotRecorded&) {
    // The findings that read the same data say so.
  } catch (const std::exception& error) {
    stats::Finding finding = host_finding(claim, "figures");
    finding.statement = "the figures of the claim can be drawn";
    fail(finding, error.what());
    result.failures.push_back(std::move(finding));
  }
}

}  // namespace ceo::verify
