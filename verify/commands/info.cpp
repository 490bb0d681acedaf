// `ceo-verify info FILE`: provenance and ledger of a run file, or what a trace holds.
#include "verify/info_text.hpp"

#include <unistd.h>

#include "host/io/run_file.hpp"
#include "host/io/trace_file.hpp"
#include "verify/commands/commands.hpp"
#include "verify/ledger.hpp"
#include "verify/ledger_json.hpp"
#include "verify/progress.hpp"
#include "verify/trace_info.hpp"

namespace ceo::verify {

ExitCode info_command(const std::string& file, const CommonOptions& common) {
  if (io::is_trace_file(file)) {
    const run::Trace trace = io::read_trace(file);
    print_result(common.json ? json_text(trace_json(trace, file)) : trace_text(trace, file));
    return ExitCode::as_expected;
  }
  const run::Record record = io::read_run(file);
  print_result(common.json ? json_text(ledger_json(record, file))
                           : info_text(record, file) + "\n" +
                                 ledger_text(record, file, colour_wanted(STDOUT_FILENO)));
  return ExitCode::as_expected;
}

}  // namespace ceo::verify
