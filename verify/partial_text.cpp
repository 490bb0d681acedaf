#include "verify/partial_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "host/io/run_file.hpp"
#include "host/run/merge.hpp"
#include "host/run/shard.hpp"
#include "reports/run_facts.hpp"
#include "verify/provenance.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

constexpr std::size_t kColumns = 100;

/// The shard of the file holds all that it should.
bool share_is_done(const run::Record& record, const run::Shard& shard) {
  return std::all_of(record.cells.begin(), record.cells.end(), [&](const run::CellRecord& row) {
    run::Cell cell;
    cell.samples = row.samples;
    return run::missing(run::share_of(cell, shard), run::done_strips(row)).empty();
  });
}

std::string what_next(const run::Record& record, const std::string& path) {
  const std::string text = reports::provenance_of(record, "shard");
  if (text.empty()) return "Go on with: " + resume_command(path);
  const run::Shard shard = run::parse_shard(text);
  if (!share_is_done(record, shard)) return "Go on with: " + resume_command(path);
  return fmt::format("Shard {} of {} is done. When all are: ceo-verify merge FILE ... -o FILE",
                     shard.index, shard.count);
}

}  // namespace

std::string share_text(const run::Record& record) {
  const auto done = static_cast<double>(run::sampled(record));
  const auto all = static_cast<double>(reports::samples_of(record));
  return fmt::format("{} of {} samples ({:.3g} %)", human_count(done), human_count(all),
                     all > 0 ? 100 * done / all : 0);
}

std::string resume_command(const std::string& path) {
  return "ceo-verify run --resume " + shell_quoted(path);
}

std::string partial_text(const run::Record& record, const std::string& path) {
  const auto whole = std::count_if(record.cells.begin(), record.cells.end(),
                                   [](const auto& cell) { return !cell.partial.has_value(); });
  std::string text =
      wrap(fmt::format("Part of a run of plan {}, seed {}: {}, {} of {} cells whole; "
                       "{}",
                       record.plan_name, record.seed, share_text(record), whole,
                       record.cells.size(), path),
           kColumns, 4);
  text += run::is_whole(record) ? "\nThe host checks are still to be done.\n"
                                : "\nNothing is judged before the last sample.\n";
  return text + what_next(record, path) + "\n";
}

bool is_unfinished(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  try {
    return !io::read_run(path).complete;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace ceo::verify
