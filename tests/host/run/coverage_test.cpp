// Ranges of strips against sets of strips, and shares of a run.
#include "host/run/coverage.hpp"

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <set>

#include "host/base/error.hpp"
#include "host/run/shard.hpp"
#include "tests/support/rapidcheck_seed.hpp"

namespace ceo::run {
namespace {

using Set = std::set<std::uint64_t>;

Set set_of(const Ranges& ranges) {
  Set set;
  for (const launch::StripRange& range : ranges) {
    for (std::uint64_t i = 0; i < range.count; ++i) set.insert(range.first + i);
  }
  return set;
}

Ranges ranges_of(const Set& set) {
  Ranges ranges;
  for (const std::uint64_t strip : set) {
    if (!ranges.empty() && ranges.back().first + ranges.back().count == strip) {
      ++ranges.back().count;
    } else {
      ranges.push_back({strip, 1});
    }
  }
  return ranges;
}

Set drawn_set() {
  const auto strips = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 40));
  return {strips.begin(), strips.end()};
}

bool same(const Ranges& a, const Ranges& b) {
  return set_of(a) == set_of(b) && a.size() == b.size() && is_tidy(a) && is_tidy(b);
}

TEST(Coverage, AgreesWithSets) {
  EXPECT_TRUE(rc::check([] {
    const Set a = drawn_set(), b = drawn_set();
    const Ranges x = ranges_of(a), y = ranges_of(b);
    RC_ASSERT(is_tidy(x));
    RC_ASSERT(strips_of(x) == a.size());
    Set common, rest, both = a;
    for (const std::uint64_t strip : a) (b.contains(strip) ? common : rest).insert(strip);
    both.insert(b.begin(), b.end());
    RC_ASSERT(same(missing(x, y), ranges_of(rest)));
    const auto first = overlap(x, y);
    RC_ASSERT(first.has_value() == !common.empty());
    if (first) {
      RC_ASSERT(first->first == *common.begin());
      RC_ASSERT(first->count == ranges_of(common).front().count);
    } else {
      RC_ASSERT(same(united(x, y), ranges_of(both)));
    }
  }));
}

TEST(Coverage, KnowsUntidyRanges) {
  EXPECT_TRUE(is_tidy({}));
  EXPECT_TRUE(is_tidy({{0, 1}, {2, 5}}));
  EXPECT_FALSE(is_tidy({{0, 0}}));
  EXPECT_FALSE(is_tidy({{0, 2}, {2, 5}})) << "they touch";
  EXPECT_FALSE(is_tidy({{0, 3}, {2, 5}}));
  EXPECT_FALSE(is_tidy({{5, 1}, {2, 1}}));
  EXPECT_FALSE(is_tidy({{~std::uint64_t{0}, 2}}));
}

TEST(Coverage, RefusesToUniteStripsTwice) {
  EXPECT_THROW(static_cast<void>(united({{0, 3}}, {{2, 1}})), Error);
}

TEST(Coverage, CoversOnlyTheWhole) {
  EXPECT_TRUE(covers({{4, 6}}, {4, 6}));
  EXPECT_FALSE(covers({{4, 5}}, {4, 6}));
  EXPECT_FALSE(covers({}, {4, 6}));
  EXPECT_FALSE(covers({{4, 2}, {7, 3}}, {4, 6}));
}

TEST(Shard, SharesAreAPartitionOfWholeQuanta) {
  EXPECT_TRUE(rc::check([] {
    Cell cell;
    cell.samples = *rc::gen::inRange<std::uint64_t>(1, 5000) * kSampleQuantum;
    const auto count = *rc::gen::inRange<std::uint64_t>(1, 300);
    Ranges all;
    std::uint64_t least = ~std::uint64_t{0}, most = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      const Ranges share = share_of(cell, {i, count});
      RC_ASSERT(strips_of(share) % 256 == 0U);
      least = std::min(least, strips_of(share));
      most = std::max(most, strips_of(share));
      all = united(all, share);
    }
    RC_ASSERT(covers(all, whole_of(cell)));
    RC_ASSERT(most - least <= 256U);
  }));
}

TEST(Shard, TheLargestCellCanBeCut) {
  Cell cell;
  cell.samples = kMaxSamples;
  const Ranges last = share_of(cell, {kMostShards - 1, kMostShards});
  EXPECT_EQ(last.back().first + last.back().count, kMaxSamples / 32);
}

TEST(Shard, ReadsAndWritesItsText) {
  EXPECT_EQ(parse_shard("3/10"), (Shard{3, 10}));
  EXPECT_EQ(to_string(parse_shard("0/1")), "0/1");
  for (const char* text : {"", "3", "3/", "/3", "3/3", "4/3", "-1/3", "0/0", "0x1/3", "1/3 ",
                           " 1/3", "1/2/3", "0/1000001", "99999999999999999999/3"}) {
    try {
      static_cast<void>(parse_shard(text));
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      EXPECT_THAT(error.what(), ::testing::HasSubstr("--shard"));
    }
  }
}

}  // namespace
}  // namespace ceo::run
