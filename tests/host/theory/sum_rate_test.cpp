#include "host/theory/sum_rate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <vector>

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

double bits(double nats) {
  return nats * std::numbers::log2e;
}

reference::Matrix covariance_of(const Channel& channel) {
  return reference::covariance(channel.var_x, reference::widen(channel.var_n),
                               reference::widen(channel.var_v));
}

std::vector<std::size_t> all_of(std::size_t workers) {
  return reference::complement({}, workers);
}

TEST(SumRate, AgreesWithLogDeterminants) {
  SplitMix words(21);
  for (std::size_t workers = 1; workers <= 8; ++workers) {
    for (int instance = 0; instance < 20; ++instance) {
      const Channel channel = testing::random_channel(words, workers);
      const reference::Matrix all = covariance_of(channel);
      const auto error = static_cast<double>(reference::information_error(all));
      const auto together =
          static_cast<double>(reference::subset_information(all, all_of(workers)));
      long double alone = 0;
      for (std::size_t k = 0; k < workers; ++k) {
        alone += reference::information(all, reference::y_rows({k}),
                                        reference::u_rows({k}, workers), {});
      }
      const double size = static_cast<double>(alone) * static_cast<double>(2 * workers + 8) * kEps;
      EXPECT_NEAR(sum_rate(channel), together, size + error);
      EXPECT_NEAR(independent_rate(channel), static_cast<double>(alone),
                  size + static_cast<double>(workers) * error);
      EXPECT_NEAR(coding_gain(channel), static_cast<double>(alone) - together,
                  size + static_cast<double>(workers + 1) * error);
      EXPECT_GE(coding_gain(channel), 0);
    }
  }
}

TEST(SumRate, ClosedFormAgreesWithWaterFilling) {
  SplitMix words(22);
  for (int instance = 0; instance < 400; ++instance) {
    const std::size_t workers = 1 + words.below(1000);
    const double var_x = testing::power(words, -3, 3);
    const double var_n = testing::power(words, -3, 3);
    const double distortion =
        var_n / static_cast<double>(workers) * (1 + testing::power(words, -3, 3));
    const double closed = equal_workers_sum_rate(var_x, var_n, workers, distortion);
    const Doubles var_n_k(workers, var_n);
    // D has a rounding, which K D/sN2 - 1 enlarges by K D/(K D - sN2); water-filling sums K
    // numbers.
    const double enlarged = 1 + var_n / (static_cast<double>(workers) * distortion - var_n);
    const double tolerance = static_cast<double>(2 * workers + 16) * kEps * enlarged * closed;
    EXPECT_NEAR(least_sum_rate(var_x, var_n_k, distortion), closed, tolerance);
    const Channel channel = channel_from_distortion(var_x, var_n_k, distortion);
    const double independent = equal_workers_independent_rate(var_x, var_n, workers, distortion);
    EXPECT_NEAR(independent_rate(channel), independent, tolerance / closed * independent);
    EXPECT_NEAR(coding_gain(channel), independent - closed, tolerance / closed * independent);
  }
}

TEST(SumRate, ClosedFormRejectsOneWorkerLess) {
  // The planted fault of cor2.sumrate: K - 1 for K.
  const double right = least_sum_rate(1, Doubles(10, 1.0), 0.2);
  EXPECT_GT(equal_workers_sum_rate(1, 1, 9, 0.2), right + 0.1);
}

TEST(SumRate, WorkedNumbersOfTheNormalForm) {
  // spec/theory.md section 6: K = 10, delta = 1, in bits, Rsum (Rind), printed to four digits.
  struct Row {
    double snr, sum, independent;
  };
  for (const Row& row : {Row{0.1, 5.292, 5.352}, Row{1, 6.292, 7.925}, Row{10, 7.836, 17.92},
                         Row{100, 9.484, 33.36}}) {
    const NormalForm form{1, row.snr, 10};
    EXPECT_NEAR(bits(sum_rate(form)), row.sum, 5.1e-4);
    EXPECT_NEAR(bits(independent_rate(form)), row.independent,
                row.independent < 10 ? 5.1e-4 : 5.1e-3);
    // K D/sN2 = 2: any unit gives the same.
    for (const double unit : {1.0, 1e-12, 3e8}) {
      const double distortion = 0.2 * unit;
      EXPECT_NEAR(equal_workers_sum_rate(row.snr * unit, unit, 10, distortion), sum_rate(form),
                  40 * kEps * row.sum);
      const NormalForm back = normal_form(row.snr * unit, unit, 10, distortion);
      EXPECT_NEAR(back.delta, 1, 8 * kEps);
      EXPECT_NEAR(back.snr, row.snr, 4 * kEps * row.snr);
      EXPECT_EQ(back.workers, 10U);
    }
  }
}

TEST(SumRate, UnequalWorkersWorkedNumbers) {
  // spec/theory.md section 6: sN2 = (1, 1, 10), D = 1, sX2 = 1: 0.7002 printed, 1.0397 right.
  const Doubles var_n{1, 1, 10};
  EXPECT_NEAR(least_sum_rate(1, var_n, 1), 1.5 * std::log(2.0), 8 * kEps);
  EXPECT_NEAR(least_sum_rate(1, var_n, 1), 1.0397, 5e-5);
  EXPECT_NEAR(printed_unequal_sum_rate(1, var_n, 1), 0.7002, 5e-5);
}

TEST(SumRate, PrintedFormIsRightWhereAllWorkersSpeakAndElsewhereTooLow) {
  SplitMix words(23);
  int low = 0;
  for (int instance = 0; instance < 300; ++instance) {
    const std::size_t workers = 1 + words.below(12);
    const Doubles var_n = testing::powers(words, workers, -0.5, 0.5);
    const double distortion = minimal_distortion(var_n) * (1 + testing::power(words, -2, 1));
    const Channel channel = channel_from_distortion(1, var_n, distortion);
    const double right = sum_rate(channel);
    const double printed = printed_unequal_sum_rate(1, var_n, distortion);
    const double tolerance = static_cast<double>(workers + 16) * kEps * 200 * (1 + right);
    bool all_speak = true;
    for (const double rate : channel.rate) all_speak = all_speak && rate > 0;
    if (all_speak) {
      EXPECT_NEAR(printed, right, tolerance);
    } else {
      EXPECT_LT(printed, right + tolerance);
      low += printed < right - 1e-6 ? 1 : 0;
    }
  }
  EXPECT_GT(low, 30);
}

TEST(SumRate, Limits) {
  // K -> infinity: the sum of r_k is (K/2) ln(1 + 1/(K D/sN2 - 1)) = sN2/(2 D) + O(1/K).
  const double limit = many_workers_sum_rate(2, 3, 0.7);
  EXPECT_NEAR(limit, 3 / 1.4 + 0.5 * std::log1p(2 / 0.7), 8 * kEps);
  for (const std::size_t workers : {1000UL, 100000UL, 10000000UL}) {
    const double found = equal_workers_sum_rate(2, 3, workers, 0.7);
    const double next =
        9 / (4 * 0.49 * static_cast<double>(workers));  // the next term of the series
    EXPECT_GT(found, limit);
    EXPECT_NEAR(found - limit, next, 0.01 * next);
  }
  // D -> Dmin: diverges as (K/2) ln(1/excess). Large D: (sX2 + sN2)/(2 D).
  for (const double excess : {1e-6, 1e-12, 0x1p-50}) {
    const double distortion = 0.25 * (1 + excess);  // Dmin = 1/4
    const double delta = distortion / 0.25 - 1;     // exact
    EXPECT_NEAR(equal_workers_sum_rate(1, 1, 4, distortion),
                -2 * std::log(delta) + 2 * std::log1p(delta) + 0.5 * std::log1p(1 / distortion),
                1e-13);
  }
  EXPECT_NEAR(equal_workers_sum_rate(2, 3, 5, 1e9) * 2e9, 5, 1e-8);
}

TEST(SumRate, FallsInDistortionAndInWorkersRisesInSnr) {
  SplitMix words(24);
  for (int instance = 0; instance < 200; ++instance) {
    const Doubles var_n = testing::powers(words, 1 + words.below(20), -1, 1);
    const double distortion = minimal_distortion(var_n) * (1 + testing::power(words, -1, 1));
    const double rate = least_sum_rate(1, var_n, distortion);
    EXPECT_LT(least_sum_rate(1, var_n, distortion * 1.01), rate);
    EXPECT_GT(least_sum_rate(1.01, var_n, distortion), rate);
    Doubles more = var_n;
    more.push_back(testing::power(words, -1, 1));
    EXPECT_LE(least_sum_rate(1, more, distortion), rate * (1 + 64 * kEps));
  }
}

TEST(SumRate, SlopeIsTheDerivative) {
  SplitMix words(25);
  for (int instance = 0; instance < 200; ++instance) {
    const Doubles var_n = testing::powers(words, 1 + words.below(10), -1, 1);
    const double distortion = minimal_distortion(var_n) * (1 + testing::power(words, -1, 1));
    const double step = 1e-4 * (distortion - minimal_distortion(var_n));
    const double difference = (least_sum_rate(2, var_n, distortion - step) -
                               least_sum_rate(2, var_n, distortion + step)) /
                              (2 * step);
    const double slope = sum_rate_slope(2, var_n, distortion);
    // Third derivatives are about slope/excess^2; where a worker falls silent the second one jumps.
    EXPECT_NEAR(difference, slope, 1e-3 * slope);
    // The formula of section 4, with the active workers counted.
    double active = 0;
    double precision = 0;
    const Channel channel = channel_from_distortion(2, var_n, distortion);
    for (std::size_t k = 0; k < var_n.size(); ++k) {
      if (channel.rate[k] == 0) continue;
      active += 1;
      precision += 1 / var_n[k];
    }
    const double square = 2 * distortion * distortion;
    EXPECT_NEAR(
        slope,
        active / square / (precision - 1 / distortion) + 1 / square / (1 / 2.0 + 1 / distortion),
        1e-12 * slope);
  }
}

TEST(SumRate, IndependentCodingIsNoOptimum) {
  // Remark 4's Rind is the rate of equal channels: at high snr six of ten workers alone need less.
  EXPECT_NEAR(bits(equal_workers_independent_rate(100, 1, 10, 0.2)), 33.36, 5e-3);
  EXPECT_LT(bits(equal_workers_independent_rate(100, 1, 6, 0.2)), 28);
}

TEST(SumRateErrors, NameTheFeasibleRange) {
  for (const double distortion : {0.1, 0.05, 0.0, -1.0, kInf, std::nan("")}) {
    EXPECT_THAT(message_of([&] { return equal_workers_sum_rate(1, 1, 10, distortion); }),
                AllOf(HasSubstr("not feasible"), HasSubstr("Dmin"), HasSubstr("= 0.1")));
    EXPECT_THAT(message_of([&] { return least_sum_rate(1, Doubles(10, 1.0), distortion); }),
                AllOf(HasSubstr("not feasible"), HasSubstr("Dmin")));
    EXPECT_THAT(
        message_of([&] { return printed_unequal_sum_rate(1, Doubles(8, 1.0), distortion); }),
        AllOf(HasSubstr("not feasible"), HasSubstr("0.125")));
  }
  EXPECT_THAT(message_of([] { return equal_workers_sum_rate(-1, 0, 0, 1); }),
              AllOf(HasSubstr("var_x = -1"), HasSubstr("var_n = 0"), HasSubstr("no worker")));
  EXPECT_THAT(message_of([] { return many_workers_sum_rate(1, 1, -2); }),
              HasSubstr("distortion = -2"));
  EXPECT_THAT(message_of([] {
                return sum_rate(NormalForm{0, -1, 0});
              }),
              AllOf(HasSubstr("delta = 0"), HasSubstr("snr = -1"), HasSubstr("no worker")));
  EXPECT_THAT(message_of([] {
                return independent_rate(NormalForm{kInf, 1, 2});
              }),
              HasSubstr("delta = inf"));
  EXPECT_THAT(message_of([] { return sum_rate_slope(1, Doubles{}, 1); }), HasSubstr("no worker"));
}

}  // namespace
}  // namespace ceo::theory
