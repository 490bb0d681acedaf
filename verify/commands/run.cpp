// `ceo-verify run`: sample, judge, write the run file, print the ledger.
#include <fmt/format.h>
#include <unistd.h>

#include <optional>
#include <utility>

#include "host/base/interrupt.hpp"
#include "host/base/text.hpp"
#include "host/io/run_file.hpp"
#include "verify/backend.hpp"
#include "verify/claims/registry.hpp"
#include "verify/commands/commands.hpp"
#include "verify/commands/parse.hpp"
#include "verify/commands/plan_options.hpp"
#include "verify/conclude.hpp"
#include "verify/fit_to_time.hpp"
#include "verify/ledger.hpp"
#include "verify/ledger_json.hpp"
#include "verify/pipeline.hpp"
#include "verify/plan_text.hpp"
#include "verify/progress.hpp"
#include "verify/provenance.hpp"

namespace ceo::verify {
namespace {

std::optional<launch::Pack> pack_of(const std::string& name) {
  if (name.empty()) return std::nullopt;
  std::vector<std::string> names;
  for (const launch::Pack pack : launch::available_packs()) {
    if (launch::to_string(pack) == name) return pack;
    names.push_back(launch::to_string(pack));
  }
  throw Error(ExitCode::usage, "there is no pack '" + name + "' on this machine", "--pack",
              "Available: " + join(names, ", ") + ".");
}

std::optional<double> seconds_of(const RunRequest& request) {
  if (request.time.empty()) return std::nullopt;
  return parse_duration(request.time, "--time");
}

run::Record sample(const CommonOptions& common, const run::Plan& plan, const RunOptions& options) {
  run::ExecuteProgress progress;
  const ProgressReporter reporter(plan, progress, progress_style(common.quiet));
  return run_plan(plan, claims(), options, progress);
}

std::string machine(const RunOptions& options) {
  if (!options.execute.cuda_devices.empty()) return options.provenance.at("device");
  return fmt::format("{} threads, pack {}", options.provenance.at("threads"),
                     options.provenance.at("pack"));
}

void announce(const CommonOptions& common, const run::Plan& plan, const RunOptions& options) {
  print_message(
      common, fmt::format("Plan {}, seed {}: {} samples in {} cells, {} host checks; {}",
                          plan.config.name, plan.config.seed,
                          human_count(static_cast<double>(plan.total_samples())), plan.cells.size(),
                          plan.host_findings.size() + plan.host_controls.size(), machine(options)));
  const std::string warning = resolution_warning(plan);
  if (!warning.empty()) print_message(common, "Warning: " + warning + ".");
}

}  // namespace

ExitCode run_command(const RunRequest& request, const CommonOptions& common,
                     const Arguments& arguments) {
  // Whatever can be wrong is told before the machine is measured or anything is sampled.
  run::Config config = config_of(request.plan);
  const std::vector<launch::CudaDevice> devices =
      devices_for(config, request.backend, request.device);
  RunOptions options;
  for (const launch::CudaDevice& device : devices) {
    options.execute.cuda_devices.push_back(device.index);
  }
  options.execute.cpu.threads = request.threads;
  options.execute.cpu.pack = pack_of(request.pack);
  const std::optional<double> seconds = seconds_of(request);
  const std::string path = request.output.empty()
                               ? fmt::format("results/{}-{}.h5", config.name, config.seed)
                               : request.output;
  io::check_writable(path, request.force);
  watch_signals();
  if (seconds) {
    print_message(common, "Measuring the speed of this machine ...");
    config = fit_to_time(std::move(config), claims(), *seconds, options.execute);
  }
  const run::Plan plan = run::make_plan(config, claims());
  options.provenance = collect_provenance(arguments, options.execute.cpu, devices);
  if (!foreign_generators(config).empty()) options.provenance["curand"] = curand_text();
  options.provenance["repeat"] = repeat_command(request.plan, request.time);
  announce(common, plan, options);
  const run::Record record = sample(common, plan, options);
  io::write_run(record, path, request.force);
  print_result(common.json ? json_text(ledger_json(record, path))
                           : ledger_text(record, path, colour_wanted(STDOUT_FILENO)));
  return exit_code(record);
}

}  // namespace ceo::verify
