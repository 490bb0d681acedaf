#include "verify/recorded_plan.hpp"

#include "host/base/error.hpp"
#include "host/run/execute.hpp"
#include "host/run/record_difference.hpp"
#include "verify/claims/registry.hpp"

namespace ceo::verify {

run::Plan recorded_plan(const run::Record& record, const std::string& path) {
  return run::make_plan(
      run::parse_config(record.config_canonical, path + " config/canonical", claims(), {}),
      claims());
}

void require_planned_alike(const run::Plan& plan, const run::Record& record,
                           const std::string& path) {
  const std::optional<run::Difference> difference =
      run::plan_difference(record, begin_record(plan));
  if (!difference) return;
  if (plan.config.canonical() != record.config_canonical) {
    throw Error(ExitCode::usage,
                "the file is of another plan or of other options: " + difference->dataset + ": " +
                    difference->what + ", in the file and here",
                path, "Give the options of that run, or go on with: ceo-verify run --resume FILE.");
  }
  throw Error(ExitCode::usage,
              "this program plans the run otherwise: " + difference->dataset + ": " +
                  difference->what + ", in the file and here",
              path, "Use the release that wrote the file (ceo-verify info names its commit).");
}

run::Record begin_record(const run::Plan& plan) {
  run::Record record;
  record.title = plan.config.title;
  record.plan_name = plan.config.name;
  record.seed = plan.config.seed;
  record.budget = plan.config.budget;
  record.resolution = plan.config.resolution;
  record.config_text = plan.config.text;
  record.config_canonical = plan.config.canonical();
  record.plan_canonical = plan.canonical();
  for (const run::Cell& cell : plan.cells) record.cells.push_back(run::empty_cell(cell));
  return record;
}

}  // namespace ceo::verify
