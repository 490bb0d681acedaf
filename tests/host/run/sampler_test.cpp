// When a run pauses, by a clock of the test's own.
#include "host/run/sampler.hpp"

#include <gmock/gmock.h>

#include "host/run/merge.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

Plan plan_of(std::uint64_t samples) {
  Overrides overrides;
  overrides.samples = samples;
  overrides.no_controls = true;
  return make_plan(parse(good_plan(), overrides), fake_claims());
}

Record empty(const Plan& plan) {
  Record record;
  for (const Cell& cell : plan.cells) record.cells.push_back(empty_cell(cell));
  return record;
}

/// A clock that a slice moves on by `step` seconds and a checkpoint by `cost`.
struct FakeClock {
  double time = 100;
  double step = 0, cost = 0;
  std::vector<double> checkpoints{};
  std::vector<std::uint64_t> strips{};

  Pauses pauses(double interval, double share) {
    Pauses result;
    result.interval = interval;
    result.cost = share;
    result.now = [this] { return time += step; };
    result.checkpoint = [this](const Record& record) {
      checkpoints.push_back(time);
      strips.push_back(sampled(record) / 32);
      time += cost;
    };
    return result;
  }
};

void sample(const Plan& plan, Record& record, const Pauses& pauses) {
  ExecuteOptions options;
  options.cpu.threads = 1;
  ExecuteProgress progress;
  ASSERT_TRUE(sample_missing(record, plan, shares_of(plan, {}), options, progress, pauses));
}

TEST(Sampler, ChecksInAtTheInterval) {
  const Plan plan = plan_of(400'000);
  Record record = empty(plan);
  FakeClock clock;
  clock.step = 0.001;  // every look at the clock; a slice takes two or three
  sample(plan, record, clock.pauses(0.01, 0));
  EXPECT_TRUE(is_whole(record));
  ASSERT_GE(clock.checkpoints.size(), 2U);
  // One interval, and the slice that was under way when it was over.
  for (std::size_t i = 1; i < clock.checkpoints.size(); ++i) {
    const double apart = clock.checkpoints[i] - clock.checkpoints[i - 1];
    EXPECT_GE(apart, 0.01);
    EXPECT_LE(apart, 0.01 + 0.005);
    EXPECT_GT(clock.strips[i], clock.strips[i - 1]);
  }
}

TEST(Sampler, ASlowCheckpointMakesThemRare) {
  const Plan plan = plan_of(400'000);
  Record record = empty(plan);
  FakeClock clock;
  clock.step = 0.001;
  clock.cost = 0.0005;
  sample(plan, record, clock.pauses(0.01, 0.01));
  ASSERT_GE(clock.checkpoints.size(), 2U);
  for (std::size_t i = 1; i < clock.checkpoints.size(); ++i) {
    EXPECT_GE(clock.checkpoints[i] - clock.checkpoints[i - 1], 0.05);
  }
}

TEST(Sampler, NoIntervalNoCheckpoint) {
  const Plan plan = plan_of(100'000);
  Record record = empty(plan);
  FakeClock clock;
  clock.step = 1000;
  sample(plan, record, clock.pauses(0, 0.01));
  EXPECT_TRUE(clock.checkpoints.empty());
  EXPECT_TRUE(is_whole(record));
}

TEST(Sampler, SlicesAreATenthOfTheIntervalAndShort) {
  Pauses pauses;
  pauses.interval = 10;
  EXPECT_DOUBLE_EQ(slice_seconds(pauses), 1);
  pauses.interval = 3600;
  EXPECT_DOUBLE_EQ(slice_seconds(pauses), 3);
  pauses.interval = 1e-9;
  EXPECT_DOUBLE_EQ(slice_seconds(pauses), 1e-4);
}

TEST(Sampler, SlicesAreWholeQuantaAndLearn) {
  const Plan plan = plan_of(100'000);
  const Cell& cell = plan.cells[0];
  Slices slices(1, false);
  constexpr std::uint64_t kPlenty = std::uint64_t{1} << 40;
  const std::uint64_t first = slices.next(cell, kPlenty);
  EXPECT_EQ(first % 256, 0U);
  slices.took(first, 0.25);
  EXPECT_NEAR(static_cast<double>(slices.next(cell, kPlenty)), 4 * static_cast<double>(first), 256);
  slices.took(4 * first, 0);  // a clock that stands still
  EXPECT_LE(slices.next(cell, kPlenty), 64 * first);
  EXPECT_EQ(slices.next(cell, 256), 256U);
  slices.took(256, 1e9);
  EXPECT_EQ(slices.next(cell, kPlenty), 256U) << "never less than a quantum";
  Cell wide = cell;
  wide.spec.var_n.assign(1024, 1);
  wide.spec.var_v.assign(1024, 1);
  EXPECT_LT(slices.next(wide, kPlenty), first);
}

TEST(Sampler, AStoppedRunKeepsWholeSlicesAndGoesOn) {
  const Plan plan = plan_of(200'000);
  Record unbroken = empty(plan), record = empty(plan);
  FakeClock clock;
  sample(plan, unbroken, clock.pauses(0, 0));
  ExecuteProgress progress;
  Pauses pauses = clock.pauses(1e-9, 0);
  clock.step = 1;
  int slices = 0;
  pauses.checkpoint = [&](const Record&) {
    if (++slices == 3) progress.strips.stop = true;
  };
  ASSERT_FALSE(sample_missing(record, plan, shares_of(plan, {}), {}, progress, pauses));
  EXPECT_GT(sampled(record), 0U);
  EXPECT_FALSE(is_whole(record));
  sample(plan, record, clock.pauses(0, 0));
  EXPECT_EQ(content_sha256(record), content_sha256(unbroken));
}

}  // namespace
}  // namespace ceo::run::testing
