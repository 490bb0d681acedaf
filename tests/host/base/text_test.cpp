#include "host/base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace ceo {
namespace {

using Limits = std::numeric_limits<double>;

double read_back(const std::string& text) {
  return std::strtod(text.c_str(), nullptr);
}

TEST(Shortest, KnownTexts) {
  EXPECT_EQ(shortest(0), "0");
  EXPECT_EQ(shortest(-0.0), "-0");
  EXPECT_EQ(shortest(1), "1");
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(-2.5), "-2.5");
  EXPECT_EQ(shortest(1e-6), "1e-06");
  EXPECT_EQ(shortest(Limits::infinity()), "inf");
  EXPECT_EQ(shortest(-Limits::infinity()), "-inf");
  EXPECT_EQ(shortest(Limits::quiet_NaN()), "nan");
  EXPECT_EQ(shortest(-Limits::quiet_NaN()), "nan");
}

TEST(Shortest, EdgesReadBack) {
  for (const double value : {Limits::min(), Limits::max(), Limits::denorm_min(), Limits::epsilon(),
                             -Limits::min(), 2.2250738585072011e-308, 9007199254740993.0}) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(read_back(shortest(value))),
              std::bit_cast<std::uint64_t>(value))
        << shortest(value);
  }
}

// Any pattern of 64 bits, so that all exponents are met.
RC_GTEST_PROP(Shortest, ReadsBackAsTheSameDouble, (std::uint64_t bits)) {
  const auto value = std::bit_cast<double>(bits);
  RC_PRE(std::isfinite(value));
  RC_ASSERT(std::bit_cast<std::uint64_t>(read_back(shortest(value))) == bits);
}

// No decimal with one digit less reads back as the same double.
RC_GTEST_PROP(Shortest, HasNoDigitTooMany, (std::uint64_t bits)) {
  const auto value = std::bit_cast<double>(bits);
  RC_PRE(std::isfinite(value));
  std::string digits;
  for (const char c : shortest(value).substr(0, shortest(value).find('e'))) {
    if (c >= '0' && c <= '9' && (c != '0' || !digits.empty())) digits += c;
  }
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
  RC_PRE(digits.size() >= 2);
  std::array<char, 64> shorter{};
  const auto end =
      std::to_chars(shorter.data(), shorter.data() + shorter.size(), value,
                    std::chars_format::scientific, static_cast<int>(digits.size()) - 2);
  RC_ASSERT(read_back(std::string(shorter.data(), end.ptr)) != value);
}

TEST(ShortestList, JoinsWithoutSpaces) {
  EXPECT_EQ(shortest_list({}), "");
  const std::vector<double> values = {1, 0.25, Limits::infinity()};
  EXPECT_EQ(shortest_list(values), "1,0.25,inf");
}

TEST(HumanCount, ThreeDigitsAndAPrefix) {
  EXPECT_EQ(human_count(0), "0");
  EXPECT_EQ(human_count(999), "999");
  EXPECT_EQ(human_count(1000), "1.00 k");
  EXPECT_EQ(human_count(1234567), "1.23 M");
  EXPECT_EQ(human_count(12345678), "12.3 M");
  EXPECT_EQ(human_count(123456789), "123 M");
  EXPECT_EQ(human_count(999999), "1.00 M");
  EXPECT_EQ(human_count(9.996e9), "10.0 G");
  EXPECT_EQ(human_count(-1500), "-1.50 k");
  EXPECT_EQ(human_count(Limits::infinity()), "inf");
}

TEST(HumanSeconds, TwoUnitsAtMost) {
  EXPECT_EQ(human_seconds(0.25), "0.2 s");
  EXPECT_EQ(human_seconds(9.96), "10 s");
  EXPECT_EQ(human_seconds(59.7), "1 min 0 s");
  EXPECT_EQ(human_seconds(75.2), "1 min 15 s");
  EXPECT_EQ(human_seconds(3600), "1 h 0 min");
  EXPECT_EQ(human_seconds(7380), "2 h 3 min");
  EXPECT_EQ(human_seconds(90000), "1 d 1 h");
  EXPECT_EQ(human_seconds(Limits::infinity()), "unknown time");
  EXPECT_EQ(human_seconds(Limits::quiet_NaN()), "unknown time");
  EXPECT_EQ(human_seconds(1e300), human_count(1e300 / 86400) + " d");
}

TEST(Nearest, FindsTheSlip) {
  const std::vector<std::string> keys = {"seed", "samples", "budget", "resolution", "controls"};
  EXPECT_EQ(nearest("sed", keys), "seed");
  EXPECT_EQ(nearest("smaples", keys), "samples");
  EXPECT_EQ(nearest("resolutions", keys), "resolution");
  EXPECT_EQ(nearest("seed", keys), "seed");
}

TEST(Nearest, StaysSilentWithoutACloseName) {
  const std::vector<std::string> keys = {"seed", "samples"};
  EXPECT_EQ(nearest("temperature", keys), "");
  EXPECT_EQ(nearest("", keys), "");
  EXPECT_EQ(nearest("xyz", {"abc"}), "") << "every letter differs";
  EXPECT_EQ(nearest("seed", {}), "");
  EXPECT_EQ(nearest("abcdefgh", {"abcdXXXX"}), "") << "distance 4";
  EXPECT_EQ(nearest("abcdefgh", {"abcdeXXX"}), "abcdeXXX") << "distance 3";
}

TEST(Nearest, TakesTheClosestAndThenTheFirst) {
  EXPECT_EQ(nearest("slope", {"slop", "slopes", "slope"}), "slope");
  EXPECT_EQ(nearest("slope", {"slopes", "slop"}), "slopes");
}

TEST(Join, PutsTheSeparatorBetween) {
  EXPECT_EQ(join({}, ", "), "");
  EXPECT_EQ(join({"a"}, ", "), "a");
  EXPECT_EQ(join({"a", "", "b"}, ", "), "a, , b");
}

}  // namespace
}  // namespace ceo
