// `ceo-verify replay FILE --cell ID`: one sample of a run, draw by draw, or the most extreme ones.
#include "verify/replay_text.hpp"

#include <algorithm>
#include <thread>

#include "host/base/text.hpp"
#include "host/io/run_file.hpp"
#include "verify/commands/commands.hpp"
#include "verify/ledger_json.hpp"
#include "verify/recorded_plan.hpp"
#include "verify/traces.hpp"

namespace ceo::verify {
namespace {

const run::Cell& cell_of(const run::Plan& plan, const std::string& id, const std::string& file) {
  std::vector<std::string> names;
  for (const run::Cell& cell : plan.cells) {
    if (cell.id == id) return cell;
    names.push_back(cell.id);
  }
  const std::string near = nearest(id, names);
  constexpr std::size_t kNamed = 10;
  const std::size_t more = names.size() > kNamed ? names.size() - kNamed : 0;
  names.resize(names.size() - more);
  throw Error(ExitCode::usage, "there is no cell '" + id + "' in " + file, "--cell",
              near.empty() ? "The cells are: " + join(names, ", ") +
                                 (more > 0 ? " and " + std::to_string(more) +
                                                 " more (ceo-verify plan lists them)."
                                           : ".")
                           : "Did you mean \"" + near + "\"?");
}

using Source = std::shared_ptr<const run::RecordedSource>;

/// The recorded sources of the cell; null where they are drawn.
Source source_of(const run::Plan& plan, const run::Cell& cell) {
  if (cell.spec.trace.empty()) return nullptr;
  return source_loader(plan.config)(cell.spec.trace);
}

ExitCode extremes(const ReplayRequest& request, const run::Cell& cell, const Source& source,
                  const CommonOptions& common) {
  const std::uint64_t first = std::min(cell.samples, request.first.value_or(run::kSortedSamples));
  const int threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const auto found = run::extreme_samples(cell, first, request.extremes, threads, source);
  print_result(common.json ? json_text(extremes_json(found, cell.id, first))
                           : extremes_text(found, cell.id, request.file, first));
  return ExitCode::as_expected;
}

}  // namespace

ExitCode replay_command(const ReplayRequest& request, const CommonOptions& common) {
  const run::Record record = io::read_run(request.file);
  const run::Plan plan = recorded_plan(record, request.file);
  require_planned_alike(plan, record, request.file);
  const run::Cell& cell = cell_of(plan, request.cell, request.file);
  if (request.extremes > 0) return extremes(request, cell, source_of(plan, cell), common);
  if (!request.sample) {
    throw Error(ExitCode::usage, "no sample is named", "--sample",
                "Give --sample N, or --extremes COUNT to look for the largest errors.");
  }
  const run::Replay replay = run::replay(cell, *request.sample, source_of(plan, cell));
  print_result(common.json ? json_text(replay_json(replay, cell.id))
                           : replay_text(replay, cell.id));
  return ExitCode::as_expected;
}

}  // namespace ceo::verify
