#include "verify/ranks/crew.hpp"

#include <thread>
#include <utility>

#include "host/base/build_info.hpp"
#include "host/base/sha256.hpp"
#include "host/run/parcel.hpp"
#include "host/run/shard.hpp"

namespace ceo::verify {

Crew::Crew(mpi::Communicator& ranks, const run::Plan& plan, const std::vector<run::Ranges>& missing,
           RankJob job)
    : ranks_(ranks), plan_(plan) {
  const auto count = static_cast<std::uint64_t>(ranks.size());
  own_ = run::divided(missing, 0, count);
  job.commit = build_info().commit;
  job.config_canonical = plan.config.canonical();
  job.plan_sha256 = hex(sha256(plan.canonical()));
  for (int rank = 1; rank < ranks.size(); ++rank) {
    job.wanted = run::divided(missing, static_cast<std::uint64_t>(rank), count);
    ranks.send(rank, letter(LetterKind::job, packed(job)));
  }
}

void Crew::take(run::Record& record, const mpi::Letter& letter) {
  if (!is_whole(letter.bytes)) {  // the rank has died while it sent
    stopped_ = true;
    return;
  }
  if (kind_of(letter.bytes) == LetterKind::part) {
    run::add_packed_cell(record, plan_, body_of(letter.bytes));
    return;
  }
  ensure(kind_of(letter.bytes) == LetterKind::report, "a rank sent a letter of no kind");
  RankReport report = unpacked_report(body_of(letter.bytes));
  const auto [row, is_new] = rows_.try_emplace(letter.from, record.sessions.size());
  if (is_new) record.sessions.emplace_back();
  record.sessions.at(row->second) = std::move(report.session);
  closed_ += report.last ? 1 : 0;
  stopped_ = stopped_ || report.stopped;
}

bool Crew::collect(run::Record& record) {
  while (const std::optional<mpi::Letter> letter = ranks_.receive()) take(record, *letter);
  return stopped_;
}

bool Crew::finish(run::Record& record, const std::function<bool()>& stop,
                  const std::function<void()>& between) {
  constexpr double kPatience = 0.5;  // seconds
  constexpr auto kNap = std::chrono::milliseconds(10);
  bool told = false;
  double until = 0;
  for (;;) {
    collect(record);
    if (closed_ == ranks_.size() - 1) return !stopped_;
    if (!told && (stop() || stopped_)) {
      for (int rank = 1; rank < ranks_.size(); ++rank) ranks_.send(rank, letter(LetterKind::stop));
      told = true;
      until = run::steady_seconds() + kPatience;
    }
    if (told && run::steady_seconds() > until) return false;
    if (!told) between();
    std::this_thread::sleep_for(kNap);
  }
}

}  // namespace ceo::verify
