// `ceo-verify merge A B ... -o C`: adds parts of a run, and judges it when none is missing.
#include <fmt/format.h>
#include <unistd.h>

#include <set>
#include <utility>

#include "host/io/run_file.hpp"
#include "host/io/run_output.hpp"
#include "host/run/merge.hpp"
#include "verify/claims/registry.hpp"
#include "verify/commands/commands.hpp"
#include "verify/commands/run_target.hpp"
#include "verify/conclude.hpp"
#include "verify/ledger.hpp"
#include "verify/ledger_json.hpp"
#include "verify/progress.hpp"
#include "verify/provenance.hpp"
#include "verify/recorded_plan.hpp"
#include "verify/session.hpp"

namespace ceo::verify {
namespace {

/// What the files say of their sampling stays in the sessions; the rest is of this process.
void describe(run::Record& record, std::size_t files, const Arguments& arguments) {
  const std::string repeat = record.provenance["repeat"];
  record.provenance = collect_provenance(arguments, {}, {});
  for (const char* sampling : {"backend", "device", "driver", "cpu", "pack", "threads"}) {
    record.provenance[sampling] = "see sessions";
  }
  record.provenance["repeat"] = repeat;
  record.provenance["merged"] = fmt::format("{} files at {}", files, utc_now());
  std::string started, finished;  // UTC texts of one form: their order is that of time
  double seconds = 0;
  for (const run::Session& session : record.sessions) {
    if (started.empty() || session.started < started) started = session.started;
    finished = std::max(finished, session.finished);
    seconds += session.seconds;
  }
  record.provenance["started"] = started;
  record.provenance["finished"] = finished;
  record.provenance["seconds"] = fmt::format("{:.3f}", seconds);
}

void warn_of_programs(const run::Record& record, const CommonOptions& common) {
  std::set<std::string> commits;
  bool dirty = false;
  for (const run::Session& session : record.sessions) {
    commits.insert(session.commit);
    dirty = dirty || session.dirty != "no";
  }
  if (commits.size() > 1) {
    print_message(common, fmt::format("Warning: the parts come from {} commits of the program.",
                                      commits.size()));
  }
  if (dirty) {
    print_message(common,
                  "Warning: a part comes from a program whose work tree was modified or is "
                  "unknown.");
  }
}

}  // namespace

ExitCode merge_command(const MergeRequest& request, const CommonOptions& common,
                       const Arguments& arguments) {
  run::Merger merger;
  io::read_parts(request.files, [&](run::Record part, const std::string& file) {
    merger.add(std::move(part), file);
  });
  run::Record record = merger.merged();
  const std::string path =
      request.output.empty() ? default_path(record.plan_name, record.seed, {}) : request.output;
  io::RunOutput output(path, request.force);
  const run::Plan plan = recorded_plan(record, request.files.front());
  require_planned_alike(plan, record, request.files.front());
  describe(record, request.files.size(), arguments);
  warn_of_programs(record, common);
  close_record(record, plan, claims());
  output.write(record);
  print_result(common.json ? json_text(ledger_json(record, path))
                           : ledger_text(record, path, colour_wanted(STDOUT_FILENO)));
  return exit_code(record);
}

}  // namespace ceo::verify
