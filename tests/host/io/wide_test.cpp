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
