#include "verify/ranks/serve.hpp"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "host/base/build_info.hpp"
#include "host/base/interrupt.hpp"
#include "host/base/sha256.hpp"
#include "host/run/merge.hpp"
#include "host/run/parcel.hpp"
#include "host/run/sampler.hpp"
#include "verify/claims/registry.hpp"
#include "verify/commands/machine.hpp"
#include "verify/provenance.hpp"
#include "verify/ranks/letters.hpp"
#include "verify/recorded_plan.hpp"
#include "verify/session.hpp"
#include "verify/traces.hpp"

namespace ceo::verify {
namespace {

constexpr auto kNap = std::chrono::milliseconds(10);

run::Plan plan_of(const RankJob& job, int rank) {
  const std::string where = fmt::format("rank {}", rank);
  try {
    run::Plan plan = run::make_plan(
        run::parse_config(job.config_canonical, where + " config/canonical", claims(), {}),
        claims());
    if (hex(sha256(plan.canonical())) == job.plan_sha256) return plan;
  } catch (const Error&) {
    if (job.commit == build_info().commit) throw;
  }
  throw Error(ExitCode::usage,
              fmt::format("its program (commit {}) plans the run otherwise than that of rank 0 "
                          "(commit {})",
                          build_info().commit, job.commit),
              where, "Install the same ceo-verify on all machines.");
}

/// Sets the stop flag when a signal or rank 0 asks for it.
class Watch {
 public:
  Watch(mpi::Communicator& ranks, std::atomic<bool>& stop)
      : ranks_(ranks), stop_(stop), thread_([this] { look(); }) {}
  ~Watch() { static_cast<void>(finish()); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// Ends the watch. True if rank 0 let this rank go in the middle of its job.
  [[nodiscard]] bool finish() {
    over_ = true;
    if (thread_.joinable()) thread_.join();
    return released_;
  }

 private:
  void look() {
    while (!over_) {
      while (const std::optional<mpi::Letter> letter = ranks_.receive()) {
        stop_ = true;  // whatever rank 0 says now ends the job
        if (kind_of(letter->bytes) == LetterKind::release) released_ = true;
      }
      if (stop_signal() != 0) stop_ = true;
      std::this_thread::sleep_for(kNap);
    }
  }

  mpi::Communicator& ranks_;
  std::atomic<bool>& stop_;
  std::atomic<bool> over_{false}, released_{false};
  std::thread thread_;
};

/// The session of this rank, and what of its record rank 0 has not got yet.
class Sender {
 public:
  Sender(mpi::Communicator& ranks, run::Record& record, const run::Plan& plan, run::Session session)
      : ranks_(ranks), record_(record), plan_(plan), start_(run::steady_seconds()) {
    report_.session = std::move(session);
  }

  /// Sends what was sampled since the last time, and begins anew.
  void send() {
    for (std::size_t i = 0; i < record_.cells.size(); ++i) {
      const std::uint64_t strips = run::strips_of(run::done_strips(record_.cells[i]));
      if (strips == 0) continue;
      ranks_.send(0, letter(LetterKind::part, run::packed_cell(i, record_.cells[i])));
      report_.session.strips += strips;
      record_.cells[i] = run::empty_cell(plan_.cells[i]);
    }
    report_.session.finished = utc_now();
    report_.session.seconds = run::steady_seconds() - start_;
    ranks_.send(0, letter(LetterKind::report, packed(report_)));
  }

  void close(bool stopped) {
    report_.last = true;
    report_.stopped = stopped;
    send();
  }

 private:
  mpi::Communicator& ranks_;
  run::Record& record_;
  const run::Plan& plan_;
  double start_;
  RankReport report_;
};

/// False if rank 0 let this rank go meanwhile.
bool work(mpi::Communicator& ranks, const RankJob& job, const Arguments& arguments) {
  const run::Plan plan = plan_of(job, ranks.rank());
  RunOptions options = machine_options(job.machine, plan.config, arguments, place_of(ranks));
  options.execute.source_of = source_loader(plan.config);
  run::Record record = begin_record(plan);
  Sender sender(ranks, record, plan, begin_session(options, job.shard));
  run::Pauses pauses;
  pauses.interval = job.interval;
  pauses.cost = job.cost;
  pauses.checkpoint = [&](const run::Record&) { sender.send(); };
  run::ExecuteProgress progress;
  Watch watch(ranks, progress.strips.stop);
  const bool all = run::sample_missing(record, plan, job.wanted, options.execute, progress, pauses);
  sender.close(!all);
  return !watch.finish();
}

void say_goodbye(mpi::Communicator& ranks) {
  ranks.send(0, letter(LetterKind::goodbye));
}

}  // namespace

void serve(mpi::Communicator& ranks, const Arguments& arguments) {
  watch_signals();  // rank 0, which gets the same signal, decides when to end
  for (;;) {
    const std::optional<mpi::Letter> letter = ranks.receive();
    if (!letter) {
      std::this_thread::sleep_for(kNap);
      continue;
    }
    const LetterKind kind = kind_of(letter->bytes);
    if (kind == LetterKind::stop) continue;  // the job was done already
    const bool released = kind == LetterKind::release;
    ensure(released || kind == LetterKind::job, "rank 0 sent a letter of no kind");
    if (!released && work(ranks, unpacked_job(body_of(letter->bytes)), arguments)) continue;
    say_goodbye(ranks);
    return;
  }
}

bool release(mpi::Communicator& ranks) {
  constexpr double kPatience = 10;  // seconds; a slice of a device is not stopped half-way
  for (int rank = 1; rank < ranks.size(); ++rank) ranks.send(rank, letter(LetterKind::release));
  const double until = run::steady_seconds() + kPatience;
  int waiting = ranks.size() - 1;
  while (waiting > 0 && run::steady_seconds() < until) {
    const std::optional<mpi::Letter> letter = ranks.receive();
    if (!letter) std::this_thread::sleep_for(kNap);
    if (letter && kind_of(letter->bytes) == LetterKind::goodbye) --waiting;
  }
  return waiting == 0;
}

}  // namespace ceo::verify
