// `ceo-verify show ID`: a claim in full.
#include <fmt/format.h>

#include "verify/claims/registry.hpp"
#include "verify/commands/commands.hpp"
#include "verify/ledger_json.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kIndent = 14;

std::string field(const char* name, const std::string& value) {
  return wrap(fmt::format("{}:", name), kColumns, 0) +
         std::string(kIndent - std::char_traits<char>::length(name) - 1, ' ') +
         wrap(value, kColumns - kIndent, kIndent) + "\n";
}

std::string show_text(const run::Claim& claim) {
  std::string text = claim.id + ": " + claim.title + "\n\n";
  text += field("statement", claim.statement);
  text += field("source", claim.source);
  text += field("assumptions", claim.assumptions);
  text += field("kind", claim.kind);
  text += field("expected", claim.expected);
  if (!claim.quantities.empty()) text += "\nQuantities, judged at every point:\n";
  for (const run::Quantity& quantity : claim.quantities) {
    text += fmt::format("  {}: {}\n      (unit {}; precision in units of {}){}\n", quantity.id,
                        quantity.statement, quantity.unit_name, quantity.resolution_name,
                        quantity.printed ? ", as printed" : "");
  }
  if (!claim.joined.empty()) text += "\nJoined quantities, judged at every layered point:\n";
  for (const run::JoinedQuantity& quantity : claim.joined) {
    text += fmt::format("  {}: {}\n      (unit {}; precision in units of {})\n", quantity.id,
                        quantity.statement, quantity.unit_name, quantity.resolution_name);
  }
  if (!claim.host.empty()) {
    text += fmt::format("\nHost checks, without cells ({} instances unless the plan says):\n",
                        claim.instances);
    if (!claim.trace.empty()) {
      text += fmt::format("  on the recorded gradients {}, unless the plan names others\n",
                          claim.trace);
    }
  }
  for (const run::HostQuantity& quantity : claim.host) {
    text += fmt::format("  {}\n      (unit {}; precision in units of {}; law {}){}\n",
                        wrap(quantity.id + ": " + quantity.statement, kColumns - 2, 6),
                        quantity.unit_name, quantity.resolution_name,
                        stats::to_string(quantity.law), quantity.printed ? ", as printed" : "");
  }
  text += "\nControls, planted faults that must be rejected:\n";
  for (const run::Control& control : claim.controls) {
    text += fmt::format("  {} (by {}):\n      {}\n", control.id, control.quantity,
                        wrap(control.description, kColumns - 6, 6));
  }
  for (const run::JoinedControl& control : claim.joined_controls) {
    text += fmt::format("  {} (by {}, at a layered point):\n      {}\n", control.id,
                        control.quantity, wrap(control.description, kColumns - 6, 6));
  }
  for (const run::HostControl& control : claim.host_controls) {
    const bool accept = control.required == run::Required::accepted;
    text +=
        fmt::format("  {} (by {}, on the host{}):\n      {}\n", control.id, control.quantity,
                    accept ? "; must be accepted" : "", wrap(control.description, kColumns - 6, 6));
  }
  return text;
}

nlohmann::ordered_json show_json(const run::Claim& claim) {
  nlohmann::ordered_json quantities = nlohmann::ordered_json::array();
  nlohmann::ordered_json controls = nlohmann::ordered_json::array();
  for (const run::Quantity& quantity : claim.quantities) {
    quantities.push_back({{"id", quantity.id},
                          {"statement", quantity.statement},
                          {"unit", quantity.unit_name},
                          {"resolution_unit", quantity.resolution_name},
                          {"printed", quantity.printed},
                          {"joined", false},
                          {"host", false}});
  }
  for (const run::JoinedQuantity& quantity : claim.joined) {
    quantities.push_back({{"id", quantity.id},
                          {"statement", quantity.statement},
                          {"unit", quantity.unit_name},
                          {"resolution_unit", quantity.resolution_name},
                          {"printed", false},
                          {"joined", true},
                          {"host", false}});
  }
  for (const run::HostQuantity& quantity : claim.host) {
    quantities.push_back({{"id", quantity.id},
                          {"statement", quantity.statement},
                          {"unit", quantity.unit_name},
                          {"resolution_unit", quantity.resolution_name},
                          {"printed", quantity.printed},
                          {"joined", false},
                          {"host", true},
                          {"law", stats::to_string(quantity.law)}});
  }
  for (const run::Control& control : claim.controls) {
    controls.push_back(
        {{"id", control.id}, {"description", control.description}, {"quantity", control.quantity}});
  }
  for (const run::JoinedControl& control : claim.joined_controls) {
    controls.push_back(
        {{"id", control.id}, {"description", control.description}, {"quantity", control.quantity}});
  }
  for (const run::HostControl& control : claim.host_controls) {
    controls.push_back({{"id", control.id},
                        {"description", control.description},
                        {"quantity", control.quantity},
                        {"host", true},
                        {"required", run::to_string(control.required)}});
  }
  return {{"id", claim.id},
          {"title", claim.title},
          {"statement", claim.statement},
          {"source", claim.source},
          {"assumptions", claim.assumptions},
          {"kind", claim.kind},
          {"expected", claim.expected},
          {"instances", claim.instances},
          {"trace", claim.trace},
          {"quantities", quantities},
          {"controls", controls}};
}

}  // namespace

ExitCode show_command(const std::string& id, const CommonOptions& common) {
  const run::Claim& claim = claim_by_id(id);
  print_result(common.json ? json_text(show_json(claim)) : show_text(claim));
  return ExitCode::as_expected;
}

}  // namespace ceo::verify
