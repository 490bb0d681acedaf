#include "reports/numbers.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ceo::reports {
namespace {

TEST(Numbers, TwoDigitsOfTheError) {
  EXPECT_EQ(with_error(0.999977, 0.000114), "0.99998 \u00b1 0.00011");
  EXPECT_EQ(with_error(-0.0001234, 0.000133), "\u22120.00012 \u00b1 0.00013");
  EXPECT_EQ(with_error(24.9974, 0.0050), "24.9974 \u00b1 0.0050");
  EXPECT_EQ(with_error(1234.5, 20.0), "1234 \u00b1 20");
}

TEST(Numbers, ErrorsThatRoundUpToTen) {
  EXPECT_EQ(with_error(1.0, 0.00996), "1.000 \u00b1 0.010");
}

TEST(Numbers, SmallAndLargeHaveOneExponent) {
  EXPECT_EQ(with_error(-4.0e-6, 1.2e-5), "(\u22120.4 \u00b1 1.2)e-05");
  EXPECT_EQ(with_error(3.5e9, 2.0e7), "(3.500 \u00b1 0.020)e+09");
}

TEST(Numbers, WithoutAnError) {
  EXPECT_EQ(with_error(1.5, 0), "1.5");
  EXPECT_EQ(with_error(NAN, 1), "\u2013");
  EXPECT_EQ(with_error(1.5, INFINITY), "1.5");
}

TEST(Numbers, PredictionHasADigitMore) {
  EXPECT_EQ(to_error(0.22261884, 0.000045), "0.2226188");
  EXPECT_EQ(to_error(1, 0.0001), "1");
  EXPECT_EQ(to_error(0, 1e-6), "0");
}

TEST(Numbers, Groups) {
  EXPECT_EQ(grouped(8192), "8\u202f192");
  EXPECT_EQ(grouped(152862720), "152\u202f862\u202f720");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(counted(1, "finding"), "1 finding");
  EXPECT_EQ(counted(2, "finding"), "2 findings");
}

}  // namespace
}  // namespace ceo::reports
