// The straight line: plan -> execute -> moments -> estimates -> findings -> verdicts.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "host/run/execute.hpp"
#include "host/run/plan.hpp"
#include "host/run/record.hpp"
#include "verify/host_checks.hpp"

namespace ceo::verify {

struct RunOptions {
  run::ExecuteOptions execute;
  std::map<std::string, std::string> provenance;  ///< what is known before the run starts
};

/// Samples every cell of the plan and judges it, without a file. `progress` may be watched from
/// another thread; setting progress.strips.stop ends the run early. Throws Error(interrupted) then.
[[nodiscard]] run::Record run_plan(const run::Plan& plan, const std::vector<run::Claim>& claims,
                                   const RunOptions& options, run::ExecuteProgress& progress);

/// Fills findings, controls, series and claims of a record from its cells, and from the host checks
/// of the plan; pure. Findings of a cell that the record does not hold are `not run`, and all are
/// if any cell lacks a strip. A control is judged against the prediction of the sound model.
/// @param how  what `before` throws goes through, and the record has to be judged again or
///             left_unjudged()
void judge_record(run::Record& record, const run::Plan& plan, const std::vector<run::Claim>& claims,
                  const HostRun& how = {});

/// Makes every finding of the record `not run`, whatever its cells hold.
void leave_unjudged(run::Record& record, const run::Plan& plan,
                    const std::vector<run::Claim>& claims);

/// Judges the cells of a record whose totals are those of many runs of the plan (run::Pool): the
/// findings that totals decide, at the levels of the plan. Those that need sorted samples or read
/// recorded sources are left out.
[[nodiscard]] std::vector<stats::Finding> judge_pooled(const run::Record& record,
                                                       const run::Plan& plan,
                                                       const std::vector<run::Claim>& claims);

}  // namespace ceo::verify
