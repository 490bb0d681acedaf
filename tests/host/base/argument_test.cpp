#include "host/base/argument.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/error_message.hpp"

namespace ceo {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

bool accepted(double value, const ArgumentRange& range) {
  Problems problems;
  check_argument(problems, "x", value, range);
  return problems.empty();
}

TEST(Argument, OpenAndClosedEnds) {
  EXPECT_FALSE(accepted(0, kPositive));
  EXPECT_TRUE(accepted(std::numeric_limits<double>::denorm_min(), kPositive));
  EXPECT_TRUE(accepted(0, kNonNegative));
  EXPECT_FALSE(accepted(-1, kNonNegative));
  const ArgumentRange closed{-1, 1, false, false};
  EXPECT_TRUE(accepted(-1, closed) && accepted(1, closed));
  const ArgumentRange open{-1, 1};
  EXPECT_FALSE(accepted(-1, open) || accepted(1, open));
  EXPECT_FALSE(accepted(std::nextafter(1.0, 2.0), closed));
}

TEST(Argument, OnlyFiniteNumbers) {
  for (const double value : {kInf, -kInf, std::nan("")}) {
    EXPECT_FALSE(accepted(value, kNonNegative));
  }
}

TEST(Argument, TheMessageSaysTheRange) {
  EXPECT_EQ(testing::message_of([] {
              require_argument("snr", -2, {0, 1e4, true, false});
              return 0;
            }),
            "snr: snr = -2 is outside (0, 10000]. Give a number in (0, 10000].");
  EXPECT_NO_THROW(require_argument("snr", 1e4, {0, 1e4, true, false}));
}

}  // namespace
}  // namespace ceo
