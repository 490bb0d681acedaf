// `ceo-verify reproduce FILE`: runs a file again from what it holds, and says what was reproduced.
#include <fmt/format.h>

#include <optional>

#include "host/base/interrupt.hpp"
#include "host/base/text.hpp"
#include "host/io/run_file.hpp"
#include "host/io/run_output.hpp"
#include "host/run/merge.hpp"
#include "verify/claims/registry.hpp"
#include "verify/commands/commands.hpp"
#include "verify/commands/machine.hpp"
#include "verify/compare_text.hpp"
#include "verify/ledger_json.hpp"
#include "verify/partial_text.hpp"
#include "verify/progress.hpp"
#include "verify/recorded_plan.hpp"
#include "verify/session.hpp"

namespace ceo::verify {
namespace {

/// The strips that the file holds of each cell of the plan; none of cells that it lacks.
std::vector<run::Ranges> strips_in(const run::Record& file, const run::Plan& plan) {
  std::vector<run::Ranges> wanted(plan.cells.size());
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    for (const run::CellRecord& cell : file.cells) {
      if (cell.id != plan.cells[i].id || cell.samples != plan.cells[i].samples) continue;
      wanted[i] = run::done_strips(cell);
    }
  }
  return wanted;
}

run::Record run_again(const run::Plan& plan, const run::Record& file, const CommonOptions& common,
                      const SessionOptions& options) {
  const std::vector<run::Ranges> wanted = strips_in(file, plan);
  Workload load;
  for (const run::Ranges& ranges : wanted) load.wanted.push_back(run::strips_of(ranges));
  run::Record record = begin_record(plan);
  run::ExecuteProgress progress;
  bool all = false;
  {
    const ProgressReporter reporter(plan, progress, progress_style(common.quiet), load);
    all = run_session(record, plan, claims(), wanted, options, progress);
  }
  if (!all) throw Error(stop_code(), "stopped by " + stop_name() + "; nothing was written");
  return record;
}

ExitCode code_of(const Comparison& comparison) {
  // Equal bits with other verdicts: the checks themselves changed.
  if (comparison.same_bits) {
    return comparison.same_verdicts ? ExitCode::as_expected : ExitCode::unexpected;
  }
  return comparison.agree ? ExitCode::unresolved : ExitCode::unexpected;
}

const char* tier_of(const Comparison& comparison) {
  if (comparison.same_bits) return "bits";
  return comparison.agree ? "statistics" : "none";
}

std::string result_text(const Comparison& comparison, const std::string& file) {
  const std::string title = fmt::format("Reproduced from {}: {}\n", file, tier_of(comparison));
  if (comparison.same_bits) {
    const char* note = comparison.same_verdicts ? "" : "But verdicts differ.\n";
    return title + bits_text(comparison) + note;
  }
  return title + bits_text(comparison) + statistics_text(comparison) + "\n" +
         tables_text(comparison, false);
}

}  // namespace

ExitCode reproduce_command(const ReproduceRequest& request, const CommonOptions& common,
                           const Arguments& arguments) {
  const run::Record file = io::read_run(request.file);
  if (run::sampled(file) == 0 && !file.cells.empty()) {
    throw Error(ExitCode::usage, "the file holds no sample", request.file,
                "Give a run file with samples.");
  }
  const run::Plan plan = recorded_plan(file, request.file);
  SessionOptions options;
  options.run = machine_options(request.machine, plan.config, arguments);
  const auto repeat = file.provenance.find("repeat");
  if (repeat != file.provenance.end()) options.run.provenance["repeat"] = repeat->second;
  options.interval = 0;
  options.resumable = false;
  std::optional<io::RunOutput> output;
  if (!request.output.empty()) output.emplace(request.output, request.force);
  options.write = [&output](const run::Record& record) {
    if (output) output->write(record);
  };
  watch_signals();
  print_message(common,
                fmt::format("Runs {} again: plan {}, seed {}, {}; {}", request.file, file.plan_name,
                            file.seed, share_text(file), machine_text(options.run)));
  const run::Record again = run_again(plan, file, common, options);
  const Comparison comparison = compare(file, again, file.budget);
  if (common.json) {
    auto json = comparison_json(comparison);
    json["file"] = request.file;
    json["tier"] = tier_of(comparison);
    json["content_sha256"] = run::content_sha256(again);
    print_result(json_text(json));
  } else {
    print_result(result_text(comparison, request.file));
  }
  return code_of(comparison);
}

}  // namespace ceo::verify
