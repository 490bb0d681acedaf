// Ranks as threads of one process: the whole way of a run but for MPI itself.
#include <gmock/gmock.h>

#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "host/base/build_info.hpp"
#include "host/base/error.hpp"
#include "host/base/sha256.hpp"
#include "host/run/merge.hpp"
#include "tests/verify/small_run.hpp"
#include "verify/backend.hpp"
#include "verify/claims/registry.hpp"
#include "verify/ranks/crew.hpp"
#include "verify/ranks/serve.hpp"
#include "verify/recorded_plan.hpp"
#include "verify/session.hpp"

namespace ceo::verify::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Letter boxes of all ranks.
struct Boxes {
  std::mutex mutex;
  std::vector<std::deque<mpi::Letter>> of_rank;
};

class ThreadRank final : public mpi::Communicator {
 public:
  ThreadRank(Boxes& boxes, int rank) : boxes_(boxes), rank_(rank) {}
  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return static_cast<int>(boxes_.of_rank.size()); }
  [[nodiscard]] int local_rank() const override { return rank_; }
  [[nodiscard]] int local_size() const override { return size(); }
  [[nodiscard]] int threads() const override { return 1; }
  void send(int to, std::string bytes) override {
    const std::lock_guard lock(boxes_.mutex);
    boxes_.of_rank.at(static_cast<std::size_t>(to)).push_back({rank_, std::move(bytes)});
  }
  [[nodiscard]] std::optional<mpi::Letter> receive() override {
    const std::lock_guard lock(boxes_.mutex);
    auto& box = boxes_.of_rank.at(static_cast<std::size_t>(rank_));
    if (box.empty()) return std::nullopt;
    mpi::Letter letter = std::move(box.front());
    box.pop_front();
    return letter;
  }

 private:
  Boxes& boxes_;
  int rank_;
};

/// Ranks 1 .. n - 1 serve in threads until they are released.
class Group {
 public:
  explicit Group(std::size_t count) {
    boxes_.of_rank.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      ranks_.push_back(std::make_unique<ThreadRank>(boxes_, static_cast<int>(i)));
    }
    for (std::size_t i = 1; i < count; ++i) {
      threads_.emplace_back([rank = ranks_[i].get()] { serve(*rank, {"ceo-verify", "run"}); });
    }
  }
  ~Group() {
    EXPECT_TRUE(release(first()));
    for (std::thread& thread : threads_) thread.join();
  }
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;
  [[nodiscard]] mpi::Communicator& first() { return *ranks_.front(); }

 private:
  Boxes boxes_;
  std::vector<std::unique_ptr<ThreadRank>> ranks_;
  std::vector<std::thread> threads_;
};

RankJob quick_job() {
  RankJob job;
  job.machine.backend = "cpu";
  job.interval = 0.01;  // many parts
  return job;
}

run::Plan plain_plan() {
  run::Overrides overrides;
  overrides.no_controls = true;
  return run::make_plan(run::parse_config(small_plan_text(), "small.toml", claims(), overrides),
                        claims());
}

SessionOptions options_of() {
  SessionOptions options;
  options.run.execute.cpu.threads = 1;
  options.interval = 0.04;
  options.cost = 0;
  options.write = [](const run::Record&) {};
  options.say = [](const std::string&) {};
  return options;
}

/// One run with so many ranks, from what the record holds on.
bool run_with(std::size_t count, run::Record& record, const run::Plan& plan,
              SessionOptions options = options_of()) {
  std::vector<run::Ranges> missing;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    missing.push_back(
        run::missing({run::whole_of(plan.cells[i])}, run::done_strips(record.cells[i])));
  }
  Group group(count);
  Crew crew(group.first(), plan, missing, quick_job());
  options.crew = &crew;
  run::ExecuteProgress progress;
  return run_session(record, plan, claims(), crew.own(), options, progress);
}

TEST(Ranks, AnyNumberGivesTheBitsOfOne) {
  const run::Plan plan = plain_plan();
  const std::string wanted = content_sha256(run_small(plan, claims()));
  for (const std::size_t count : {1U, 2U, 3U, 5U}) {
    run::Record record = begin_record(plan);
    ASSERT_TRUE(run_with(count, record, plan));
    EXPECT_TRUE(record.complete);
    EXPECT_EQ(content_sha256(record), wanted) << count;
    EXPECT_FALSE(record.claims.empty());
    ASSERT_EQ(record.sessions.size(), count);
    std::uint64_t strips = 0;
    for (const run::Session& session : record.sessions) strips += session.strips;
    EXPECT_EQ(strips * 32, run::sampled(record)) << "each rank tells what it sampled";
  }
}

TEST(Ranks, CheckpointsAreWholePartsThatGoOnWithOtherNumbers) {
  run::Config config = plain_plan().config;
  for (run::ClaimConfig& claim : config.claims) claim.samples = 20'000'000;  // many intervals long
  const run::Plan plan = run::make_plan(config, claims());
  const std::string wanted = content_sha256(run_small(plan, claims()));
  std::vector<run::Record> checkpoints;
  SessionOptions options = options_of();
  options.interval = 0.005;
  options.cost = 0;
  options.write = [&](const run::Record& record) {
    if (!run::is_whole(record)) checkpoints.push_back(record);
  };
  run::Record record = begin_record(plan);
  ASSERT_TRUE(run_with(3, record, plan, options));
  ASSERT_FALSE(checkpoints.empty());
  const run::Record& middle = checkpoints.at(checkpoints.size() / 2);
  for (const std::size_t count : {1U, 4U}) {
    run::Record again = middle;
    ASSERT_TRUE(run_with(count, again, plan));
    EXPECT_EQ(content_sha256(again), wanted);
  }
}

TEST(Ranks, AStopKeepsWhatOthersHave) {
  run::Config config = plain_plan().config;
  for (run::ClaimConfig& claim : config.claims) claim.samples = 1'000'000'000;
  const run::Plan plan = run::make_plan(config, claims());
  run::Record record = begin_record(plan);
  SessionOptions options = options_of();
  run::ExecuteProgress progress;
  Group group(3);
  std::vector<run::Ranges> missing;
  for (const run::Cell& cell : plan.cells) missing.push_back({run::whole_of(cell)});
  Crew crew(group.first(), plan, missing, quick_job());
  options.crew = &crew;
  int writes = 0;
  options.write = [&](const run::Record&) { progress.strips.stop = ++writes >= 5; };
  EXPECT_FALSE(run_session(record, plan, claims(), crew.own(), options, progress));
  ASSERT_EQ(record.sessions.size(), 3U);
  for (const run::Session& session : record.sessions) EXPECT_GT(session.strips, 0U);
  EXPECT_FALSE(record.complete);
}

/// What rank 0 makes of a letter that the only other rank sends.
bool stopped_by(const std::string& bytes) {
  const run::Plan plan = plain_plan();
  Boxes boxes;
  boxes.of_rank.resize(2);
  ThreadRank first(boxes, 0), second(boxes, 1);
  Crew crew(first, plan, std::vector<run::Ranges>(plan.cells.size()), quick_job());
  second.send(0, bytes);
  run::Record record = begin_record(plan);
  return crew.collect(record);
}

TEST(Ranks, ATornLetterIsNeverAdded) {
  RankReport report;
  EXPECT_FALSE(stopped_by(letter(LetterKind::report, packed(report))));
  std::string torn = letter(LetterKind::report, packed(report));
  torn[torn.size() / 2] ^= 1;
  EXPECT_TRUE(stopped_by(torn));
  EXPECT_TRUE(stopped_by(std::string(torn.size(), '\0')));
  EXPECT_TRUE(stopped_by(""));
  report.last = report.stopped = true;
  EXPECT_TRUE(stopped_by(letter(LetterKind::report, packed(report))));
  EXPECT_THROW(static_cast<void>(stopped_by(letter(LetterKind::goodbye))), Error);
}

TEST(Ranks, AnotherProgramIsRefused) {
  const run::Plan plan = plain_plan();
  Boxes boxes;
  boxes.of_rank.resize(2);
  ThreadRank first(boxes, 0), second(boxes, 1);
  RankJob job = quick_job();
  job.config_canonical = plan.config.canonical();
  job.plan_sha256 = hex(sha256("of another release"));
  job.commit = "0123abc";
  job.wanted.resize(plan.cells.size());
  first.send(1, letter(LetterKind::job, packed(job)));
  try {
    serve(second, {"ceo-verify"});
    FAIL() << "it sampled";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), HasSubstr("rank 1"));
    EXPECT_THAT(error.what(), HasSubstr("0123abc"));
  }
}

TEST(Ranks, DevicesAreDealtToTheRanksOfAMachine) {
  const std::vector<int> four = {0, 1, 2, 3};
  EXPECT_THAT(dealt(four, {}), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(dealt(four, {0, 2, 1}), ElementsAre(0, 2));
  EXPECT_THAT(dealt(four, {1, 2, 1}), ElementsAre(1, 3));
  EXPECT_THAT(dealt(four, {3, 4, 1}), ElementsAre(3));
  EXPECT_THAT(dealt(four, {2, 3, 1}), ElementsAre(2));
  EXPECT_THAT(dealt(four, {5, 6, 1}), ElementsAre(1));
  EXPECT_TRUE(dealt(std::vector<int>{}, {1, 2, 1}).empty());
}

}  // namespace
}  // namespace ceo::verify::testing
