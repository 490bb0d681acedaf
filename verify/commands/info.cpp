// `ceo-verify info FILE`: provenance and ledger of a run file, or what a trace holds.
#include <fmt/format.h>
#include <unistd.h>

#include "host/io/run_file.hpp"
#include "host/io/trace_file.hpp"
#include "verify/commands/commands.hpp"
#include "verify/ledger.hpp"
#include "verify/ledger_json.hpp"
#include "verify/progress.hpp"
#include "verify/text_table.hpp"
#include "verify/trace_info.hpp"

namespace ceo::verify {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kIndent = 17;

std::string field(const std::string& name, const std::string& value) {
  return fmt::format("{:<{}}{}\n", name, kIndent, wrap(value, kColumns - kIndent, kIndent));
}

std::string info_text(const run::Record& record, const std::string& path, bool colour) {
  std::string text = field("content_sha256", run::content_sha256(record));
  text += field("findings_sha256", run::findings_sha256(record));
  for (const auto& [key, value] : record.provenance) text += field(key, value);
  return text + "\n" + ledger_text(record, path, colour);
}

}  // namespace

ExitCode info_command(const std::string& file, const CommonOptions& common) {
  if (io::is_trace_file(file)) {
    const run::Trace trace = io::read_trace(file);
    print_result(common.json ? json_text(trace_json(trace, file)) : trace_text(trace, file));
    return ExitCode::as_expected;
  }
  const run::Record record = io::read_run(file);
  print_result(common.json ? json_text(ledger_json(record, file))
                           : info_text(record, file, colour_wanted(STDOUT_FILENO)));
  return ExitCode::as_expected;
}

}  // namespace ceo::verify
