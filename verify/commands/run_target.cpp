#include "verify/commands/run_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "host/base/text.hpp"
#include "host/io/run_file.hpp"
#include "reports/run_facts.hpp"
#include "verify/backend.hpp"
#include "verify/claims/registry.hpp"
#include "verify/recorded_plan.hpp"

namespace ceo::verify {
namespace {

/// The path leads to a file that begins as HDF5 files do. A pipe is not waited for.
bool is_run_file(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) return false;
  constexpr std::array<char, 8> kSignature = {'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
  std::array<char, 8> start{};
  std::ifstream file(path, std::ios::binary);
  return file.read(start.data(), start.size()) && start == kSignature;
}

/// With --resume the name of a run file is meant as one, also where none can be read there.
void refuse_lost_run_file(const RunRequest& request) {
  const std::string extension = std::filesystem::path(request.plan.plan).extension().string();
  if (!request.resume || extension != ".h5") return;
  std::error_code failed;
  const bool there = std::filesystem::exists(request.plan.plan, failed);
  throw Error(ExitCode::file, there ? "this is not an HDF5 file" : "there is no such run file",
              request.plan.plan,
              "Give the run file that goes on, or the plan with --resume and -o FILE.");
}

/// A run file brings plan, place and share with it: no option may say otherwise.
void refuse_plan_options(const RunRequest& request) {
  const PlanOptions& plan = request.plan;
  const std::array<std::pair<bool, const char*>, 10> given = {{
      {!plan.seed.empty(), "--seed"},
      {!plan.samples.empty(), "--samples"},
      {!plan.precision.empty(), "--precision"},
      {!plan.rng.empty(), "--rng"},
      {!plan.set.empty(), "--set"},
      {plan.no_controls, "--no-controls"},
      {!request.time.empty(), "--time"},
      {!request.shard.empty(), "--shard"},
      {!request.output.empty(), "--output"},
      {request.force, "--force"},
  }};
  for (const auto& [is_given, option] : given) {
    if (!is_given) continue;
    throw Error(ExitCode::usage, "a run file that goes on keeps its plan, its place and its share",
                option, "Leave this option out, or name the plan in place of the file.");
  }
}

run::Shard shard_of(const run::Record& record) {
  const std::string text = reports::provenance_of(record, "shard");
  return text.empty() ? run::Shard{} : run::parse_shard(text);
}

/// Nothing of a plan without cells can be shared out: its claims are checked where the run ends.
void refuse_empty_shards(const RunTarget& target, const RunRequest& request) {
  if (request.shard.empty() || !run::make_plan(target.config, claims()).cells.empty()) return;
  throw Error(ExitCode::usage, "this plan samples nothing: all its claims are checked on the host",
              "--shard", "Run the plan whole.");
}

void refuse_foreign(const RunTarget& target, const RunRequest& request) {
  const std::vector<std::string> foreign = foreign_generators(target.config);
  if (foreign.empty() || (request.shard.empty() && !request.resume)) return;
  throw Error(ExitCode::usage,
              "this plan draws from " + join(foreign, ", ") +
                  ", and foreign generators cannot skip: they have no shards and do not resume",
              request.resume ? "--resume" : "--shard", "Run the plan whole, or with --rng philox.");
}

/// With --time the counts were measured when the run began: they are those of the file.
void adopt_counts(const RunRequest& request, const run::Record& record, RunTarget& target) {
  if (request.time.empty()) return;
  const run::Plan plan = recorded_plan(record, target.path);
  for (run::ClaimConfig& claim : target.config.claims) {
    for (const run::ClaimConfig& row : plan.config.claims) {
      if (row.id == claim.id) claim.samples = row.samples;
    }
  }
}

}  // namespace

std::string default_path(const std::string& plan, std::uint64_t seed, const run::Shard& shard) {
  const std::string part =
      shard.count == 1 ? "" : fmt::format(".shard-{}-of-{}", shard.index, shard.count);
  return fmt::format("results/{}-{}{}.h5", plan, seed, part);
}

RunTarget run_target(const RunRequest& request) {
  RunTarget target;
  if (request.resume && is_run_file(request.plan.plan)) {
    refuse_plan_options(request);
    const run::Record record = io::read_run(request.plan.plan);
    target.config = recorded_plan(record, request.plan.plan).config;
    target.path = request.plan.plan;
    target.shard = shard_of(record);
    target.of_file = true;
    target.repeat = reports::provenance_of(record, "repeat");
  } else {
    refuse_lost_run_file(request);
    target.config = config_of(request.plan);
    if (!request.shard.empty()) target.shard = run::parse_shard(request.shard);
    target.path = request.output.empty()
                      ? default_path(target.config.name, target.config.seed, target.shard)
                      : request.output;
    target.repeat = repeat_command(request.plan, request.time);
  }
  refuse_foreign(target, request);
  refuse_empty_shards(target, request);
  return target;
}

run::Record record_to_resume(const RunRequest& request, RunTarget& target) {
  run::Record record = io::read_run(target.path);
  if (!target.of_file) adopt_counts(request, record, target);
  require_planned_alike(run::make_plan(target.config, claims()), record, target.path);
  if (!record.complete && !(shard_of(record) == target.shard)) {
    throw Error(ExitCode::usage,
                fmt::format("the file is the shard {}, not {}", run::to_string(shard_of(record)),
                            run::to_string(target.shard)),
                target.path, "Name its shard with --shard, or another file with -o.");
  }
  return record;
}

}  // namespace ceo::verify
