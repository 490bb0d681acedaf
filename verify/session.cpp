#include "verify/session.hpp"

#include <fmt/format.h>

#include <csignal>

#include "host/base/error.hpp"
#include "host/base/interrupt.hpp"
#include "host/run/merge.hpp"
#include "verify/provenance.hpp"
#include "verify/ranks/crew.hpp"
#include "verify/traces.hpp"

namespace ceo::verify {
namespace {

constexpr std::uint64_t kStripSamples = 32;

std::string entry(const std::map<std::string, std::string>& provenance, const std::string& key) {
  const auto found = provenance.find(key);
  return found == provenance.end() ? "unknown" : found->second;
}

/// Keeps the provenance of a record true while it grows.
class Stamp {
 public:
  Stamp(run::Record& record, const SessionOptions& options)
      : record_(record),
        row_(record.sessions.size()),
        before_(run::sampled(record)),
        start_(run::steady_seconds()) {
    record.provenance = options.run.provenance;
    if (!options.shard.empty()) record.provenance["shard"] = options.shard;
    record.sessions.push_back(begin_session(options.run, options.shard));
  }

  [[nodiscard]] bool anything() const { return run::sampled(record_) > before_; }

  void update() {
    run::Session& session = record_.sessions.at(row_);
    session.finished = utc_now();
    session.seconds = run::steady_seconds() - start_;
    session.strips = (run::sampled(record_) - before_) / kStripSamples;
    for (std::size_t i = row_ + 1; i < record_.sessions.size(); ++i) {
      session.strips -= record_.sessions[i].strips;  // those of other ranks
    }
    double seconds = 0;
    for (const run::Session& each : record_.sessions) seconds += each.seconds;
    record_.provenance["started"] = record_.sessions.front().started;
    record_.provenance["finished"] = session.finished;
    record_.provenance["seconds"] = fmt::format("{:.3f}", seconds);
  }

 private:
  run::Record& record_;
  std::size_t row_;
  std::uint64_t before_;
  double start_;
};

/// The stop flag was set between two host checks.
struct Stopped {};

/// close_record() that heeds the stop flag: false if it was set, and the record is a part then,
/// though it may lack no strip.
bool try_to_close(run::Record& record, const run::Plan& plan, const std::vector<run::Claim>& claims,
                  const run::ExecuteOptions& options, run::ExecuteProgress& progress) {
  progress.host_checks = plan.host_findings.size() + plan.host_controls.size();
  std::size_t begun = 0;
  try {
    record.complete = run::is_whole(record);
    HostRun how;
    how.machine.cpu = options.cpu;
    if (!options.cuda_devices.empty()) how.machine.cuda_device = options.cuda_devices.front();
    how.before = [&] {
      progress.host_checks_done = begun++;
      if (progress.strips.stop) throw Stopped();
    };
    judge_record(record, plan, claims, how);
  } catch (const Stopped&) {
    record.complete = false;
    leave_unjudged(record, plan, claims);
    return false;
  }
  return true;
}

}  // namespace

run::Session begin_session(const RunOptions& options, const std::string& shard) {
  const auto& known = options.provenance;
  run::Session session;
  session.version = entry(known, "version");
  session.commit = entry(known, "commit");
  session.dirty = entry(known, "dirty");
  session.backend = entry(known, "backend");
  session.device = entry(known, "device");
  session.cpu = entry(known, "cpu");
  session.pack = entry(known, "pack");
  session.threads = entry(known, "threads");
  session.command = entry(known, "command");
  session.shard = shard;
  session.started = utc_now();
  return session;
}

void close_record(run::Record& record, const run::Plan& plan,
                  const std::vector<run::Claim>& claims) {
  record.complete = run::is_whole(record);
  judge_record(record, plan, claims);
}

bool run_session(run::Record& record, const run::Plan& plan, const std::vector<run::Claim>& claims,
                 const std::vector<run::Ranges>& wanted, const SessionOptions& options,
                 run::ExecuteProgress& progress) {
  Stamp stamp(record, options);
  run::ExecuteOptions execute = options.run.execute;
  if (!execute.source_of) execute.source_of = source_loader(plan.config);
  // Until the last sample nothing is judged; a record that lacks none is judged once, at the end.
  if (!run::is_whole(record)) close_record(record, plan, claims);
  run::Pauses pauses;
  double written = run::steady_seconds();
  pauses.interval = options.interval;
  pauses.cost = options.cost;
  if (options.resumable) {
    pauses.checkpoint = [&](const run::Record&) {
      if (options.crew != nullptr && options.crew->collect(record)) progress.strips.stop = true;
      written = run::steady_seconds();
      stamp.update();
      try {
        options.write(record);
      } catch (const Error& error) {
        if (error.code() != ExitCode::file) throw;
        options.say(std::string("Warning: no checkpoint: ") + error.what() +
                    " The run goes on and tries again.");
      }
    };
  }
  bool all = run::sample_missing(record, plan, wanted, execute, progress, pauses);
  if (options.crew != nullptr) {
    const auto stop = [&] { return progress.strips.stop.load(); };
    const auto between = [&] {
      const bool due = pauses.interval > 0 && run::steady_seconds() - written >= pauses.interval;
      if (due && pauses.checkpoint) pauses.checkpoint(record);
    };
    all = options.crew->finish(record, stop, between) && all;
  }
  if (!all && (!options.resumable || !stamp.anything())) return false;
  const bool closed = try_to_close(record, plan, claims, execute, progress);
  stamp.update();
  if (closed || (options.resumable && run::sampled(record) > 0)) options.write(record);
  return all && closed;
}

ExitCode stop_code() {
  // The program may have been asked to stop by a caller rather than by a signal.
  const int signal = stop_signal() != 0 ? stop_signal() : SIGINT;
  return static_cast<ExitCode>(128 + signal);
}

std::string stop_name() {
  switch (stop_signal()) {
    case SIGTERM:
      return "TERM";
    case SIGUSR1:
      return "USR1";
    case SIGINT:
      return "INT";
    default:
      return "another process";
  }
}

}  // namespace ceo::verify
