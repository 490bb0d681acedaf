#include "host/io/wide.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "host/base/error.hpp"

namespace ceo::io {
namespace {

using launch::Int128;

constexpr std::int64_t kQuarter = std::int64_t{1} << 62;
constexpr Int128 kEdge = (Int128{1} << 124) + ((Int128{1} << 124) - 1);  // 2^125 - 1

std::vector<std::int64_t> split(Int128 value) {
  return split_wide({&value, 1});
}

TEST(Wide, KnownParts) {
  using Parts = std::vector<std::int64_t>;
  EXPECT_EQ(split(0), (Parts{0, 0}));
  EXPECT_EQ(split(1), (Parts{0, 1}));
  EXPECT_EQ(split(-1), (Parts{-1, kQuarter - 1}));
  EXPECT_EQ(split(kQuarter - 1), (Parts{0, kQuarter - 1}));
  EXPECT_EQ(split(kQuarter), (Parts{1, 0}));
  EXPECT_EQ(split(-kQuarter), (Parts{-1, 0}));
  EXPECT_EQ(split(-Int128{kQuarter} - 1), (Parts{-2, kQuarter - 1}));
  EXPECT_EQ(split(kEdge), (Parts{INT64_MAX, kQuarter - 1}));
  EXPECT_EQ(split(-kEdge - 1), (Parts{INT64_MIN, 0}));
}

TEST(Wide, RefusesWhatDoesNotFit) {
  EXPECT_THROW(split(kEdge + 1), Error);
  EXPECT_THROW(split(-kEdge - 2), Error);
}

RC_GTEST_PROP(Wide, RoundTrip, (std::int64_t high, std::uint64_t low)) {
  const Int128 value =
      static_cast<Int128>(high >> 3) * (Int128{1} << 64) + static_cast<Int128>(low);
  bool valid = false;
  const std::vector<std::int64_t> parts = split(value);
  RC_ASSERT(parts[1] >= 0 && parts[1] < kQuarter);
  RC_ASSERT(join_wide(parts, valid).front() == value);
  RC_ASSERT(valid);
}

RC_GTEST_PROP(WideColumn, RoundTrip,
              (const std::vector<std::pair<std::int64_t, std::uint64_t>>& parts)) {
  std::vector<Int128> values;
  for (const auto& [high, low] : parts) {  // about half of them fit into 64 bits
    const Int128 carry = high % 2 == 0 ? 0 : high >> 3;
    values.push_back(carry * (Int128{1} << 64) + static_cast<std::int64_t>(low));
  }
  WideColumn column;
  column.add(values);
  column.add(values);
  RC_ASSERT(column.low.size() == 2 * values.size());
  std::vector<Int128> read(column.low.begin(), column.low.end());
  for (std::size_t i = 0; i < column.index.size(); ++i) {
    RC_ASSERT(column.carry[i] != 0);
    RC_ASSERT(add_carry(read[column.index[i]], column.carry[i]));
  }
  for (std::size_t i = 0; i < read.size(); ++i) RC_ASSERT(read[i] == values[i % values.size()]);
}

TEST(WideColumn, HoldsTheEdgesAndRefusesWhatLiesBeyond) {
  WideColumn column;
  column.add(std::vector<Int128>{kEdge, -kEdge - 1, INT64_MAX, INT64_MIN});
  EXPECT_EQ(column.low, (std::vector<std::int64_t>{-1, 0, INT64_MAX, INT64_MIN}));
  EXPECT_EQ(column.index, (std::vector<std::uint64_t>{0, 1}));
  EXPECT_EQ(column.carry, (std::vector<std::int64_t>{kQuarter / 2, -(kQuarter / 2)}));
  EXPECT_THROW(column.add(std::vector<Int128>{Int128{1} << 126}), Error);
  Int128 value = 0;
  EXPECT_FALSE(add_carry(value, kQuarter));
  EXPECT_FALSE(add_carry(value, -kQuarter));
  value = 0;
  EXPECT_FALSE(add_carry(value, kQuarter / 2)) << "2^125 itself";
}

TEST(Wide, ReportsALoOutOfRange) {
  bool valid = true;
  static_cast<void>(join_wide(std::vector<std::int64_t>{0, -1}, valid));
  EXPECT_FALSE(valid);
  static_cast<void>(join_wide(std::vector<std::int64_t>{0, kQuarter}, valid));
  EXPECT_FALSE(valid);
  static_cast<void>(join_wide(std::vector<std::int64_t>{0, kQuarter - 1}, valid));
  EXPECT_TRUE(valid);
  static_cast<void>(join_wide(std::vector<std::int64_t>{0, 0, 0}, valid));
  EXPECT_FALSE(valid);
}

}  // namespace
}  // namespace ceo::io
