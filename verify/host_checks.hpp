// Evaluates what a plan checks on the host, and the figures of its claims.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "host/run/plan.hpp"
#include "host/run/record.hpp"
#include "verify/traces.hpp"

namespace ceo::verify {

/// Called before each host check, and before the figures of each claim, by one thread at a time.
/// What it throws ends the judging.
using BeforeCheck = std::function<void()>;

/// How host checks are evaluated: several at a time, on the threads of the machine. Nothing here
/// decides a bit of them.
struct HostRun {
  BeforeCheck before{};
  run::HostMachine machine{};  ///< where replicas and counted samples run
};

/// Calls work(i) for every i below `count`, after how.before() if `announce`, on the threads of the
/// machine. What one throws is thrown again here, after the others have come to their end.
void at_once(std::size_t count, const HostRun& how, bool announce,
             const std::function<void(std::size_t)>& work);

/// Adds the host findings and host controls of the plan to the record, in the order of the plan. A
/// check that throws is a finding with the verdict error and what it threw as its reason: a run is
/// not lost with it. A check whose recorded gradients are not there is `not run`.
/// @param evaluate  false: nothing is evaluated, and all are `not run`
void judge_on_host(run::Record& record, const run::Plan& plan,
                   const std::vector<run::Claim>& claims, Traces& traces, bool evaluate,
                   const HostRun& how);

/// The series of a claim, and what became of those that failed.
struct ClaimSeries {
  std::vector<run::Series> series;
  std::vector<stats::Finding> failures;
};

/// Adds the series that `make` gives, in the name of the claim. One that throws, or gives what
/// cannot be drawn, becomes a finding `figures` with the verdict error; one whose data were not
/// recorded gives none.
void add_series(ClaimSeries& result, const std::string& claim,
                const std::function<std::vector<run::Series>()>& make);

}  // namespace ceo::verify
