// `ceo-verify list`: the claims that can be verified.
#include "verify/claims/registry.hpp"
#include "verify/commands/commands.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

std::string list_text() {
  TextTable table({"claim", "kind", "expected", "title"},
                  {Align::left, Align::left, Align::left, Align::left});
  for (const run::Claim& claim : claims()) {
    table.add({claim.id, claim.kind, claim.expected, claim.title});
  }
  return table.str();
}

std::string list_json() {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const run::Claim& claim : claims()) {
    rows.push_back({{"id", claim.id},
                    {"kind", claim.kind},
                    {"expected", claim.expected},
                    {"title", claim.title},
                    {"source", claim.source}});
  }
  nlohmann::ordered_json result;
  result["claims"] = rows;
  return json_text(result);
}

}  // namespace

ExitCode list_command(const CommonOptions& common) {
  print_result(common.json ? list_json() : list_text());
  return ExitCode::as_expected;
}

}  // namespace ceo::verify
