// `ceo-verify run`: sample, judge, write the run file, print the ledger.
#include <fmt/format.h>
#include <unistd.h>

#include <optional>
#include <utility>

#include "host/base/interrupt.hpp"
#include "host/base/text.hpp"
#include "host/io/run_output.hpp"
#include "host/mpi/world.hpp"
#include "host/run/merge.hpp"
#include "verify/backend.hpp"
#include "verify/claims/registry.hpp"
#include "verify/commands/commands.hpp"
#include "verify/commands/machine.hpp"
#include "verify/commands/parse.hpp"
#include "verify/commands/run_target.hpp"
#include "verify/conclude.hpp"
#include "verify/fit_to_time.hpp"
#include "verify/ledger.hpp"
#include "verify/ledger_json.hpp"
#include "verify/partial_text.hpp"
#include "verify/plan_text.hpp"
#include "verify/progress.hpp"
#include "verify/ranks/crew.hpp"
#include "verify/recorded_plan.hpp"
#include "verify/session.hpp"
#include "verify/traces.hpp"

namespace ceo::verify {
namespace {

/// How often ranks send what they have to rank 0, between two checkpoints.
constexpr double kPartsPerInterval = 4;

/// What is done and what this process has to see done, cell by cell.
Workload workload_of(const run::Record& record, const std::vector<run::Ranges>& wanted) {
  Workload load;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const run::Ranges lacking = run::missing(wanted[i], run::done_strips(record.cells[i]));
    load.wanted.push_back(run::strips_of(wanted[i]));
    load.done.push_back(load.wanted.back() - run::strips_of(lacking));
  }
  return load;
}

/// [cells] strips that are still to be sampled.
std::vector<run::Ranges> missing_strips(const run::Record& record,
                                        const std::vector<run::Ranges>& wanted) {
  std::vector<run::Ranges> lacking;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    lacking.push_back(run::missing(wanted[i], run::done_strips(record.cells[i])));
  }
  return lacking;
}

void announce(const CommonOptions& common, const run::Plan& plan, const RunOptions& options,
              const RunTarget& target, const Workload& load) {
  std::uint64_t strips = 0;
  for (const std::uint64_t wanted : load.wanted) strips += wanted;
  const std::string part =
      target.shard.count == 1 ? "" : fmt::format(", shard {}", run::to_string(target.shard));
  const int ranks = mpi::world().size();
  const std::string machine =
      machine_text(options) +
      (ranks == 1 ? "" : fmt::format("; {} ranks, the progress is that of rank 0", ranks));
  print_message(common,
                fmt::format("Plan {}, seed {}{}: {} samples in {} cells, {} host checks; {}",
                            plan.config.name, plan.config.seed, part,
                            human_count(32.0 * static_cast<double>(strips)), plan.cells.size(),
                            plan.host_findings.size() + plan.host_controls.size(), machine));
  const std::string warning = resolution_warning(plan);
  if (!warning.empty()) print_message(common, "Warning: " + warning + ".");
  const std::string missing = missing_traces(plan.config);
  if (!missing.empty()) print_message(common, "Warning: " + missing);
}

SessionOptions session_options(const RunRequest& request, const RunTarget& target,
                               const CommonOptions& common, RunOptions machine,
                               io::RunOutput& output) {
  SessionOptions options;
  options.run = std::move(machine);
  if (target.shard.count > 1) options.shard = run::to_string(target.shard);
  if (request.checkpoint == "0") {
    options.interval = 0;
  } else if (!request.checkpoint.empty()) {
    options.interval = parse_duration(request.checkpoint, "--checkpoint");
    options.cost = 0;  // what was asked for is done, at any cost
  }
  options.resumable = foreign_generators(target.config).empty();
  options.write = [&output](const run::Record& record) { output.write(record); };
  options.say = [common](const std::string& text) { print_message(common, text); };
  return options;
}

[[noreturn]] void raise_interrupted(const run::Record& record, const SessionOptions& options,
                                    const std::string& path) {
  const std::string what = "stopped by " + stop_name();
  if (!options.resumable) {
    throw Error(stop_code(), what + "; nothing was written: foreign generators do not resume");
  }
  if (run::sampled(record) == 0) throw Error(stop_code(), what + "; nothing was written");
  const char* rest = run::is_whole(record) ? "; the host checks begin anew then" : "";
  throw Error(stop_code(),
              fmt::format("{}; {} are kept in {}{}", what, share_text(record), path, rest), "",
              "Go on with: " + resume_command(path));
}

void print_record(const CommonOptions& common, const run::Record& record, const std::string& path) {
  print_result(common.json ? json_text(ledger_json(record, path))
                           : ledger_text(record, path, colour_wanted(STDOUT_FILENO)));
}

/// A shard that is done has done what it was asked for.
ExitCode code_of(const run::Record& record) {
  return record.complete ? exit_code(record) : ExitCode::as_expected;
}

/// Nothing is left to do for this process.
bool is_done(const run::Record& record, const Workload& load) {
  return record.complete || (load.done == load.wanted && !run::is_whole(record));
}

/// Samples alone, or with the other ranks.
bool sampled_all(run::Record& record, const run::Plan& plan, const std::vector<run::Ranges>& wanted,
                 const RunRequest& request, const CommonOptions& common, SessionOptions& options) {
  mpi::World& ranks = mpi::world();
  std::vector<run::Ranges> own = wanted;
  std::optional<Crew> crew;
  if (ranks.size() > 1) {
    RankJob job;
    job.machine = request.machine;
    job.shard = options.shard;
    job.interval = options.interval / kPartsPerInterval;
    job.cost = options.cost;
    options.crew = &crew.emplace(ranks, plan, missing_strips(record, wanted), std::move(job));
    own = crew->own();
  }
  run::ExecuteProgress progress;
  const ProgressReporter reporter(plan, progress, progress_style(common.quiet),
                                  workload_of(record, own));
  return run_session(record, plan, claims(), own, options, progress);
}

/// Ranks sample parts of each cell, as shards do.
void refuse_ranks(const RunTarget& target) {
  const std::vector<std::string> foreign = foreign_generators(target.config);
  if (mpi::world().size() == 1 || foreign.empty()) return;
  throw Error(ExitCode::usage,
              "this plan draws from " + join(foreign, ", ") +
                  ", and foreign generators cannot skip: their cells are not cut over ranks",
              "mpirun", "Run it in one process, or with --rng philox.");
}

void refuse_unfinished(const RunRequest& request, const RunTarget& target) {
  if (request.resume || request.force || !is_unfinished(target.path)) return;
  throw Error(ExitCode::file, "part of a run stands there", target.path,
              "Go on with it: " + resume_command(target.path) + ", or replace it with --force.");
}

}  // namespace

ExitCode run_command(const RunRequest& request, const CommonOptions& common,
                     const Arguments& arguments) {
  // Whatever can be wrong is told before the machine is measured or anything is sampled.
  RunTarget target = run_target(request);
  refuse_ranks(target);
  mpi::World& ranks = mpi::world();
  RunOptions machine = machine_options(request.machine, target.config, arguments, place_of(ranks));
  if (ranks.size() > 1) machine.provenance["ranks"] = fmt::format("{}", ranks.size());
  machine.provenance["repeat"] = target.repeat;
  std::optional<double> seconds;
  if (!request.time.empty()) seconds = parse_duration(request.time, "--time");
  refuse_unfinished(request, target);
  io::RunOutput output(target.path, request.force || request.resume);
  SessionOptions options = session_options(request, target, common, std::move(machine), output);
  watch_signals();

  std::optional<run::Record> record;
  if (request.resume && output.exists()) {
    record = record_to_resume(request, target);
  } else if (seconds) {
    print_message(common, "Measuring the speed of this machine ...");
    target.config = fit_to_time(std::move(target.config), claims(), *seconds * ranks.size(),
                                options.run.execute);
  }
  const run::Plan plan = run::make_plan(target.config, claims());
  const bool fresh = !record;
  if (fresh) record = begin_record(plan);
  const std::vector<run::Ranges> wanted = run::shares_of(plan, target.shard);
  const Workload load = workload_of(*record, wanted);
  if (!fresh && is_done(*record, load)) {
    print_message(common, target.path + " is finished: nothing was sampled.");
    print_record(common, *record, target.path);
    return code_of(*record);
  }
  announce(common, plan, options.run, target, load);
  if (!fresh) {
    print_message(common,
                  fmt::format("{} goes on: {} were there", target.path, share_text(*record)));
  }
  if (!output.locked()) {
    print_message(common, "Warning: this file system has no locks: keep a second run from " +
                              target.path + ".");
  }
  const bool all = sampled_all(*record, plan, wanted, request, common, options);
  if (!all) raise_interrupted(*record, options, target.path);
  print_record(common, *record, target.path);
  return code_of(*record);
}

}  // namespace ceo::verify
