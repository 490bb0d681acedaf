// `ceo-verify plan`: what would run, without sampling.
#include "verify/claims/registry.hpp"
#include "verify/commands/commands.hpp"
#include "verify/ledger_json.hpp"
#include "verify/plan_text.hpp"
#include "verify/traces.hpp"

namespace ceo::verify {

ExitCode plan_command(const PlanOptions& options, const CommonOptions& common) {
  const run::Plan plan = run::make_plan(config_of(options), claims());
  print_result(common.json ? json_text(plan_json(plan)) : plan_text(plan));
  const std::string warning = resolution_warning(plan);
  if (!warning.empty()) print_message(common, "Warning: " + warning + ".");
  const std::string missing = missing_traces(plan.config);
  if (!missing.empty()) print_message(common, "Warning: " + missing);
  return ExitCode::as_expected;
}

}  // namespace ceo::verify
