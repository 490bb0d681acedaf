// `ceo-verify diff A B`: findings and moments of two run files side by side.
#include <fmt/format.h>

#include "host/io/run_file.hpp"
#include "verify/commands/commands.hpp"
#include "verify/compare_text.hpp"
#include "verify/ledger_json.hpp"
#include "verify/partial_text.hpp"

namespace ceo::verify {
namespace {

std::string line_of(const char* name, const run::Record& record, const std::string& path) {
  return fmt::format("{}: {}: plan {}, seed {}, {}\n", name, path, record.plan_name, record.seed,
                     share_text(record));
}

}  // namespace

ExitCode diff_command(const DiffRequest& request, const CommonOptions& common) {
  const run::Record a = io::read_run(request.first), b = io::read_run(request.second);
  const Comparison comparison = compare(a, b, a.budget);
  const bool same = comparison.same_bits && comparison.same_verdicts;
  if (common.json) {
    auto json = comparison_json(comparison);
    json["a"] = request.first;
    json["b"] = request.second;
    json["same"] = same;
    print_result(json_text(json));
  } else {
    std::string text = line_of("A", a, request.first) + line_of("B", b, request.second) + "\n" +
                       bits_text(comparison) + statistics_text(comparison);
    if (!same || request.all) text += "\n" + tables_text(comparison, request.all);
    print_result(text);
  }
  return same ? ExitCode::as_expected : ExitCode::unexpected;
}

}  // namespace ceo::verify
