#include "host/theory/classical.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "host/theory/region.hpp"
#include "host/theory/sum_rate.hpp"
#include "tests/host/theory/random_instance.hpp"
#include "tests/reference/region_reference.hpp"

namespace ceo::theory {
namespace {

using ::ceo::testing::SplitMix;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::message_of;
using Doubles = std::vector<double>;

constexpr double kEps = std::numeric_limits<double>::epsilon() / 2;
constexpr double kInf = std::numeric_limits<double>::infinity();

TEST(Classical, DistortionIsThatOfTheShrunkDecoderAndOfTheBestOne) {
  SplitMix words(31);
  for (int instance = 0; instance < 100; ++instance) {
    const std::size_t workers = 1 + words.below(6);
    const Channel channel = testing::random_channel(words, workers);
    const double found = classical_distortion(channel.var_x, channel.distortion);
    // E (c Xhat - X)^2 = (1 - c)^2 sX2 + c^2 D at c = sX2/(sX2 + D).
    const double shrink = channel.var_x / (channel.var_x + channel.distortion);
    EXPECT_NEAR(found,
                (1 - shrink) * (1 - shrink) * channel.var_x + shrink * shrink * channel.distortion,
                16 * kEps * found);
    // Var(X | U) by a Schur complement, which no decoder can be below.
    const reference::Matrix all = reference::covariance(
        channel.var_x, reference::widen(channel.var_n), reference::widen(channel.var_v));
    const reference::Rows u = reference::u_rows(reference::complement({}, workers), workers);
    const auto least =
        static_cast<double>(std::exp(2 * (reference::half_log_det(all, reference::joined({0}, u)) -
                                          reference::half_log_det(all, u))));
    EXPECT_NEAR(found, least, static_cast<double>(8 * workers + 32) * kEps * found);
    EXPECT_NEAR(unbiased_distortion(channel.var_x, found), channel.distortion,
                16 * kEps * channel.distortion * (1 + channel.distortion / channel.var_x));
  }
  EXPECT_EQ(classical_distortion(1e308, 1e308), 5e307);
  EXPECT_EQ(classical_distortion(1e-308, 1e308), 1e-308);
  EXPECT_EQ(classical_distortion(1e308, 1e-308), 1e-308);
}

TEST(Classical, ConstraintsAreThoseOfTheUnbiasedRegionAtTheMappedDistortion) {
  SplitMix words(32);
  for (int instance = 0; instance < 100; ++instance) {
    const std::size_t workers = 1 + words.below(6);
    const Channel channel = testing::random_channel(words, workers);
    const double mapped = classical_distortion(channel.var_x, channel.distortion);
    for (std::size_t bits = 1; bits < std::size_t{1} << workers; ++bits) {
      const std::vector<std::size_t> set = workers_of(bits);
      const double expected = subset_information(channel, set);
      // The logarithm of a product near 1 is off by the roundings of the product.
      EXPECT_NEAR(classical_subset_information(channel, mapped, set), expected,
                  static_cast<double>(2 * workers + 16) * kEps * (1 + expected));
      // The planted fault of thm2.classical: D in place of D'.
      EXPECT_LT(classical_subset_information(channel, channel.distortion, set), expected - 1e-3);
    }
  }
}

/// min over nu of the classical problem, by bisection on sum_k max(0, 1/sN2_k - nu) = 1/D' - 1/sX2.
long double classical_by_bisection(double var_x, const Doubles& var_n, double classical) {
  const reference::Reals n = reference::widen(var_n);
  const long double precision =
      1 / static_cast<long double>(classical) - 1 / static_cast<long double>(var_x);
  const long double nu = reference::water_level(n, 1 / precision);
  long double rate = std::log(static_cast<long double>(var_x) / classical) / 2;
  for (const long double variance : n) {
    if (nu * variance < 1) rate -= std::log(nu * variance) / 2;
  }
  return rate;
}

TEST(Classical, SumRateIsZeroFromTheSourceVarianceOn) {
  const Doubles var_n{1, 2, 5};
  EXPECT_EQ(classical_sum_rate(1, var_n, 1), 0);
  EXPECT_EQ(classical_sum_rate(1, var_n, 7), 0);
  EXPECT_GT(classical_sum_rate(1, var_n, std::nextafter(1, 0)), 0);
  for (const double distortion : {1.0, 7.0, 1e6, 1e12, 1e100}) {
    EXPECT_GT(least_sum_rate(1, var_n, distortion), 0);
  }
  for (const double classical : {0.4, 0.5, 0.7, 0.99}) {
    EXPECT_NEAR(classical_sum_rate(1, var_n, classical),
                static_cast<double>(classical_by_bisection(1, var_n, classical)), 1e-14);
  }
}

TEST(Classical, SumRateAtTheMappedDistortionIsTheUnbiasedOne) {
  SplitMix words(33);
  for (int instance = 0; instance < 200; ++instance) {
    const Doubles var_n = testing::powers(words, 1 + words.below(8), -1, 1);
    const double var_x = testing::power(words, -1, 1);
    const double distortion = minimal_distortion(var_n) * (1 + testing::power(words, -1, 1));
    const double unbiased = least_sum_rate(var_x, var_n, distortion);
    EXPECT_NEAR(classical_sum_rate(var_x, var_n, classical_distortion(var_x, distortion)), unbiased,
                1e-12 * (1 + unbiased));
    EXPECT_LT(classical_sum_rate(var_x, var_n, distortion), unbiased);
  }
}

TEST(Classical, RemarkTwoLimit) {
  // (sX2 + min sN2)/(2 D) as D grows, with equal best workers too; the next term is of order 1/D^2.
  for (const Doubles& var_n : {Doubles{3}, Doubles{5, 3, 9}, Doubles{3, 3, 3, 8}}) {
    for (const double distortion : {1e4, 1e6, 1e9, 1e200}) {
      const double limit = large_distortion_rate(2, var_n, distortion);
      EXPECT_DOUBLE_EQ(limit, 5 / distortion / 2);
      EXPECT_NEAR(least_sum_rate(2, var_n, distortion) / limit, 1, 10 / distortion + 16 * kEps);
    }
  }
}

TEST(ClassicalErrors, NameTheFeasibleRange) {
  const Doubles var_n{1, 1};
  EXPECT_DOUBLE_EQ(minimal_classical_distortion(1, var_n), 1 / 3.0);
  for (const double classical : {1 / 3.0, 0.1, 0.0, -1.0, kInf, std::nan("")}) {
    EXPECT_THAT(message_of([&] { return classical_sum_rate(1, var_n, classical); }),
                AllOf(HasSubstr("not feasible"), HasSubstr("above"), HasSubstr("= 0.3333")));
  }
  EXPECT_THAT(message_of([] { return unbiased_distortion(2, 2); }),
              AllOf(HasSubstr("no unbiased counterpart"), HasSubstr("sX2 = 2")));
  EXPECT_THAT(message_of([] { return classical_distortion(1, 0); }), HasSubstr("distortion = 0"));
  EXPECT_THAT(message_of([] { return classical_distortion(-1, 1); }), HasSubstr("var_x = -1"));
  EXPECT_THAT(message_of([&] { return large_distortion_rate(1, Doubles{}, 1); }),
              HasSubstr("no worker"));
  const Channel channel = channel_from_rates(1, var_n, Doubles{1, 1});
  EXPECT_THAT(message_of([&] {
                return classical_subset_information(channel, 0, std::vector<std::size_t>{0});
              }),
              HasSubstr("distortion = 0"));
}

}  // namespace
}  // namespace ceo::theory
