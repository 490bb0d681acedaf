#include "host/theory/converse.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "host/theory/channel.hpp"
#include "host/theory/quantised_channel.hpp"
#include "tests/support/error_message.hpp"

namespace ceo::theory {
namespace {

using ceo::testing::message_of;
using ::testing::AllOf;
using ::testing::HasSubstr;
using Doubles = std::vector<double>;

TEST(LemmaThree, BoundIsTheInformationOfTheGaussianTestChannel) {
  const Channel channel = channel_from_distortion(2, Doubles{1, 3, 0.5}, 0.9);
  // I(X; Xhat) from correlations: -(1/2) ln(1 - rho^2), rho^2 = sX2/(sX2 + D).
  const double rho2 = 2 / (2 + channel.distortion);
  EXPECT_NEAR(unbiased_information_bound(2, channel.distortion), -std::log1p(-rho2) / 2, 1e-15);
}

TEST(LemmaThree, MomentsFollowFromUnbiasedness) {
  const UnbiasedMoments moments = unbiased_moments(3, 0.5);
  EXPECT_EQ(moments.cross, 3);
  EXPECT_EQ(moments.square, 3.5);
  // Best linear estimate: sX2 - E[X Xhat]^2/E[Xhat^2].
  EXPECT_NEAR(moments.linear_mse, 3 - 9 / 3.5, 1e-15);
  EXPECT_NEAR(unbiased_moments(1e300, 1e300).linear_mse, 5e299, 1e285);
  // The bound is the rate that turns sX2 into that error.
  EXPECT_NEAR(unbiased_information_bound(3, 0.5), std::log(3 / moments.linear_mse) / 2, 1e-15);
}

TEST(LemmaThree, AShrunkDecoderCountedWithItsOwnErrorBreaksIt) {
  // Scaling Xhat leaves the information as it is and lowers the error to D' < D: the bound with D'
  // is above the information, so the lemma does need unbiasedness.
  const double shrunk = unbiased_moments(3, 0.5).linear_mse;
  EXPECT_GT(unbiased_information_bound(3, shrunk), unbiased_information_bound(3, 0.5) + 0.05);
}

TEST(LemmaFour, EqualityForGaussianTestChannels) {
  const Doubles var_n{1, 0.4, 5};
  const Doubles rates{0.3, 1.2, 0.01};
  const Channel channel = channel_from_rates(1.7, var_n, rates);
  double precision = 0;
  for (const double a : channel.precision) precision += a;
  const double information = std::log1p(1.7 * precision) / 2;  // I(X; U_A)
  const InformationSides sides = information_sides(1.7, var_n, rates, information);
  EXPECT_NEAR(sides.reached / sides.allowed, 1, 1e-14);
  EXPECT_NEAR(sides.slack, 0, 1e-14);
  EXPECT_NEAR(sides.allowed, 1 / 1.7 + precision, 1e-14);
}

/// K equal workers with b bits over +-4 sY.
InformationSides quantised_sides(double snr, std::size_t workers, int bits, double factor = 1) {
  const double step = 8 * std::sqrt(1 + snr) / (1 << bits);
  const std::vector<QuantisedWorker> all(workers, {1, uniform_midrise(bits, step)});
  const Doubles var_n(workers, 1.0);
  const Doubles rates(workers, quantised_rate(snr, all[0]));
  return information_sides(snr, var_n, rates, factor * quantised_information(snr, all));
}

TEST(LemmaFour, HoldsForQuantisersOfEveryWidth) {
  for (const double snr : {0.1, 1.0, 10.0}) {
    for (int bits = 1; bits <= 8; ++bits) {
      const InformationSides one = quantised_sides(snr, 1, bits);
      EXPECT_GT(one.slack, 0) << snr << ' ' << bits;
      EXPECT_NEAR(one.slack, std::log(one.allowed / one.reached) / 2, 1e-12);
      if (bits <= 5) {
        EXPECT_GT(quantised_sides(snr, 2, bits).slack, 0);
      }
      if (bits <= 3) {
        EXPECT_GT(quantised_sides(snr, 3, bits).slack, 0);
      }
    }
  }
}

TEST(LemmaFour, InformationOverstatedByTwoPercentBreaksItFromFiveBits) {
  for (const double snr : {0.1, 1.0, 10.0}) {
    for (int bits = 5; bits <= 8; ++bits) {
      EXPECT_LT(quantised_sides(snr, 1, bits, 1.02).slack, 0) << snr << ' ' << bits;
    }
    EXPECT_LT(quantised_sides(snr, 2, 5, 1.02).slack, 0) << snr;
  }
  EXPECT_GT(quantised_sides(1, 1, 1, 1.02).slack, 0);  // the slack of a coarse one is larger
}

TEST(Converse, BadInputSaysTheRange) {
  EXPECT_THAT(message_of([] { return unbiased_information_bound(0, -1); }),
              AllOf(HasSubstr("var_x = 0"), HasSubstr("distortion = -1"), HasSubstr("(0, inf)")));
  EXPECT_THAT(message_of([] { return unbiased_moments(1, 0); }), HasSubstr("distortion = 0"));
  EXPECT_THAT(message_of([] {
                return information_sides(1, Doubles{1, 1}, Doubles{1}, 0);
              }),
              HasSubstr("var_n has 2 values and rates has 1"));
  EXPECT_THAT(message_of([] { return information_sides(1, Doubles{}, Doubles{}, 0); }),
              HasSubstr("not empty"));
  EXPECT_THAT(message_of([] { return information_sides(1, Doubles{0}, Doubles{-1}, -1); }),
              AllOf(HasSubstr("var_n = 0"), HasSubstr("rate = -1"), HasSubstr("information = -1")));
}

}  // namespace
}  // namespace ceo::theory
