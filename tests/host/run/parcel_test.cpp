// Parts of a run for ranks: how strips are divided, and what travels from one rank to another.
#include "host/run/parcel.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "host/base/error.hpp"
#include "host/run/execute.hpp"
#include "host/run/merge.hpp"
#include "host/run/shard.hpp"
#include "tests/host/run/fake_claims.hpp"

namespace ceo::run::testing {
namespace {

constexpr std::uint64_t kQuantum = 256;  // strips

Plan plan_of(std::uint64_t samples) {
  Overrides overrides;
  overrides.samples = samples;
  overrides.no_controls = true;
  return make_plan(parse(good_plan(), overrides), fake_claims());
}

CellRecord sampled_cell(const Cell& cell, const launch::StripRange& strips) {
  CellRecord record = empty_cell(cell);
  EXPECT_TRUE(sample_strips(record, cell, strips, {}, nullptr));
  return record;
}

/// Tidy ranges of whole quanta with gaps between them.
Ranges some_ranges() {
  Ranges ranges;
  std::uint64_t next = 0;
  const auto count = *rc::gen::inRange(0, 5);
  for (int i = 0; i < count; ++i) {
    const auto gap = *rc::gen::inRange<std::uint64_t>(1, 4);
    const auto quanta = *rc::gen::inRange<std::uint64_t>(1, 40);
    ranges.push_back({(next + gap) * kQuantum, quanta * kQuantum});
    next += gap + quanta;
  }
  return ranges;
}

RC_GTEST_PROP(Divided, PartsAreDisjointEvenAndTheWhole, ()) {
  const std::vector<Ranges> cells = {some_ranges(), some_ranges(), some_ranges()};
  const auto count = *rc::gen::inRange<std::uint64_t>(1, 9);
  std::vector<Ranges> all(cells.size());
  for (std::uint64_t index = 0; index < count; ++index) {
    const std::vector<Ranges> part = divided(cells, index, count);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      RC_ASSERT(is_tidy(part[i]));
      RC_ASSERT(strips_of(part[i]) % kQuantum == 0U);
      const std::uint64_t even = strips_of(cells[i]) / kQuantum / count;
      RC_ASSERT(strips_of(part[i]) / kQuantum - even <= 1U);
      all[i] = united(all[i], part[i]);  // throws where parts overlap
    }
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    RC_ASSERT(strips_of(all[i]) == strips_of(cells[i]));
    RC_ASSERT(missing(cells[i], all[i]).empty());
  }
}

TEST(Divided, TheFirstStripsOfCellsGoToSeveralParts) {
  const std::vector<Ranges> cells(4, Ranges{{0, 100 * kQuantum}});
  for (std::size_t index = 0; index < 4; ++index) {
    const std::vector<Ranges> part = divided(cells, index, 4);
    int first = 0;
    for (const Ranges& ranges : part) first += ranges.front().first == 0 ? 1 : 0;
    EXPECT_EQ(first, 1);
  }
  EXPECT_THROW(static_cast<void>(divided({{{0, 100}}}, 0, 2)), Error) << "a broken quantum";
  EXPECT_THROW(static_cast<void>(divided(cells, 4, 4)), Error);
}

TEST(Parcel, CarriesEveryNumberOfACell) {
  const Plan plan = plan_of(300'000);
  Record whole, sum;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const Cell& cell = plan.cells[i];
    whole.cells.push_back(execute_cell(cell, {}, nullptr));
    sum.cells.push_back(empty_cell(cell));
  }
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const std::uint64_t strips = whole_of(plan.cells[i]).count;
    for (const launch::StripRange& range :
         {launch::StripRange{kQuantum, strips - kQuantum}, launch::StripRange{0, kQuantum}}) {
      add_packed_cell(sum, plan, packed_cell(i, sampled_cell(plan.cells[i], range)));
    }
  }
  EXPECT_TRUE(is_whole(sum));
  EXPECT_EQ(content_sha256(sum), content_sha256(whole));
}

TEST(Parcel, RefusesWhatIsNoPartOfThePlan) {
  const Plan plan = plan_of(100'000), longer = plan_of(900'000);
  Record record;
  for (const Cell& cell : plan.cells) record.cells.push_back(empty_cell(cell));
  const std::string before = content_sha256(record);
  const std::string good = packed_cell(0, sampled_cell(plan.cells[0], {0, kQuantum}));
  const std::uint64_t beyond = whole_of(plan.cells[0]).count;
  CellRecord unequal = sampled_cell(plan.cells[0], {0, kQuantum});
  unequal.partial = Ranges{{0, 2 * kQuantum}};
  CellRecord narrow = sampled_cell(plan.cells[0], {0, kQuantum});
  narrow.totals.sums.pop_back();
  const std::vector<std::string> bad = {
      "",
      good.substr(0, good.size() - 1),
      good + "x",
      packed_cell(plan.cells.size(), sampled_cell(plan.cells[0], {0, kQuantum})),
      packed_cell(0, sampled_cell(longer.cells[0], {beyond, kQuantum})),
      packed_cell(0, unequal),
      packed_cell(0, narrow),
  };
  for (const std::string& bytes : bad) {
    EXPECT_THROW(add_packed_cell(record, plan, bytes), Error);
    EXPECT_EQ(content_sha256(record), before);
  }
  add_packed_cell(record, plan, good);
  EXPECT_THROW(add_packed_cell(record, plan, good), Error) << "strips that are there already";
}

}  // namespace
}  // namespace ceo::run::testing
