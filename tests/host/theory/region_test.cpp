#include "host/theory/region.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

#include "tests/host/theory/random_instance.hpp"
#include "tests/reference/region_reference.hpp"

namespace ceo::theory {
namespace {

using ::ceo::testing::SplitMix;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;
using Doubles = std::vector<double>;
using Set = std::vector<std::size_t>;

constexpr double kEps = std::numeric_limits<double>::epsilon() / 2;

reference::Matrix covariance_of(const Channel& channel) {
  return reference::covariance(channel.var_x, reference::widen(channel.var_n),
                               reference::widen(channel.var_v));
}

/// Each sum has a rounding per worker, each rate and logarithm a few.
double rounding(const Channel& channel, double size) {
  return static_cast<double>(2 * channel.rate.size() + 8) * kEps * size;
}

TEST(Region, WorkedValues) {
  // sX2 = 1, sN2 = (1, 1), r = (1/2) ln 2 each: a = 1/2 each, D = 1.
  const Channel channel =
      channel_from_rates(1, Doubles{1, 1}, Doubles{0.5 * std::log(2.0), 0.5 * std::log(2.0)});
  const double r = 0.5 * std::log(2.0);
  EXPECT_NEAR(subset_information(channel, Set{0}), r + 0.5 * std::log(2.0 / 1.5), 8 * kEps);
  EXPECT_NEAR(subset_information(channel, Set{0, 1}), 2 * r + 0.5 * std::log(2.0), 8 * kEps);
  EXPECT_EQ(subset_information(channel, Set{}), 0);
  // Decoded last: conditioned on the other. Decoded first: I(Y_2; U_2).
  const Doubles rates = vertex(channel, Set{0, 1});
  EXPECT_NEAR(rates[0], r + 0.5 * std::log(2.0 / 1.5), 8 * kEps);
  EXPECT_NEAR(rates[1], r + 0.5 * std::log(1.5), 8 * kEps);
  EXPECT_THAT(vertex(channel, Set{1, 0}), ElementsAre(rates[1], rates[0]));
}

TEST(Region, ConstraintsAgreeWithLogDeterminants) {
  SplitMix words(1);
  double largest = 0;
  for (std::size_t workers = 1; workers <= 6; ++workers) {
    for (int instance = 0; instance < 20; ++instance) {
      const Channel channel = testing::random_channel(words, workers);
      const reference::Matrix all = covariance_of(channel);
      const auto reference_error = static_cast<double>(reference::information_error(all));
      const Doubles listed = subset_informations(channel);
      ASSERT_EQ(listed.size(), std::size_t{1} << workers);
      for (std::size_t bits = 1; bits < listed.size(); ++bits) {
        const Set set = workers_of(bits);
        const auto expected = static_cast<double>(reference::subset_information(all, set));
        const double tolerance = rounding(channel, expected) + reference_error;
        EXPECT_NEAR(subset_information(channel, set), expected, tolerance);
        EXPECT_NEAR(listed[bits], expected, tolerance);
        largest = std::max(largest, tolerance);
      }
    }
  }
  EXPECT_LT(largest, 1e-11);  // the comparison means something
}

TEST(Region, VerticesAreSuccessiveConditionalInformations) {
  SplitMix words(2);
  for (std::size_t workers = 1; workers <= 6; ++workers) {
    for (int instance = 0; instance < 20; ++instance) {
      const Channel channel = testing::random_channel(words, workers);
      const reference::Matrix all = covariance_of(channel);
      const Set order = testing::random_order(words, workers);
      const Doubles rates = vertex(channel, order);
      for (std::size_t i = 0; i < workers; ++i) {
        const auto later = static_cast<std::ptrdiff_t>(i + 1);
        const Set known(order.begin() + later, order.end());
        const auto expected = static_cast<double>(reference::information(
            all, reference::y_rows({order[i]}), reference::u_rows({order[i]}, workers),
            reference::u_rows(known, workers)));
        EXPECT_NEAR(
            rates[order[i]], expected,
            rounding(channel, expected) + static_cast<double>(reference::information_error(all)));
      }
    }
  }
}

TEST(Region, TheLogTermMatters) {
  // The planted fault of thm2.region: f_r without its logarithm misses every test above.
  SplitMix words(3);
  const Channel channel = testing::random_channel(words, 4);
  const reference::Matrix all = covariance_of(channel);
  const double faulty = testing::total(channel.rate);
  EXPECT_GT(static_cast<double>(reference::subset_information(all, {0, 1, 2, 3})) - faulty, 0.01);
}

TEST(Region, AThousandWorkersHaveVertices) {
  const std::size_t workers = 1000;
  SplitMix words(4);
  const Channel channel = channel_from_distortion(2, testing::powers(words, workers, -1, 1), 0.01);
  const Set order = testing::random_order(words, workers);
  const Doubles rates = vertex(channel, order);
  const double all = testing::total(channel.rate) + 0.5 * std::log1p(2 / channel.distortion);
  EXPECT_NEAR(testing::total(rates), all, rounding(channel, all));
  for (const std::size_t k : {std::size_t{0}, std::size_t{500}, workers - 1}) {
    double known = 1 / channel.var_x;  // of those decoded before worker k
    for (auto place = std::find(order.begin(), order.end(), k) + 1; place != order.end(); ++place) {
      known += channel.precision[*place];
    }
    const double expected =
        channel.rate[k] + 0.5 * (std::log(known + channel.precision[k]) - std::log(known));
    // The difference of logarithms is off by a few roundings of each.
    EXPECT_NEAR(rates[k], expected, rounding(channel, rates[k]) + 1e3 * kEps);
  }
  // All its constraints are met, the tightest with equality.
  EXPECT_NEAR(tightest_constraint(channel, rates).slack, 0, rounding(channel, all));
}

TEST(Tightest, AgreesWithAllConstraints) {
  SplitMix words(5);
  int inside = 0;
  for (std::size_t workers = 1; workers <= 10; ++workers) {
    for (int instance = 0; instance < 40; ++instance) {
      const Channel channel = testing::random_channel(words, workers);
      // Around a vertex, and anywhere, with negative rates among them.
      Doubles rates = vertex(channel, testing::random_order(words, workers));
      for (double& rate : rates) {
        rate += (words.word() * 0x1p-31 - 0.7) * (instance % 2 == 0 ? 0.01 : 1.0);
      }
      const Doubles listed = subset_informations(channel);
      double least = std::numeric_limits<double>::infinity();
      double size = 0;
      for (std::size_t bits = 1; bits < listed.size(); ++bits) {
        double sum = 0;
        for (const std::size_t k : workers_of(bits)) sum += rates[k];
        least = std::min(least, sum - listed[bits]);
        size = std::max(size, std::abs(sum) + listed[bits]);
      }
      const TightestConstraint found = tightest_constraint(channel, rates);
      const double tolerance = rounding(channel, 2 * size);
      EXPECT_NEAR(found.slack, least, tolerance);
      double sum = 0;
      for (const std::size_t k : found.subset) sum += rates[k];
      EXPECT_NEAR(sum - subset_information(channel, found.subset), found.slack, tolerance);
      inside += least >= 0 ? 1 : 0;
    }
  }
  EXPECT_GT(inside, 40);  // both answers occur
  EXPECT_LT(inside, 360);
}

TEST(Tightest, SingleConstraintsAreNotEnough) {
  // Both workers meet their own constraint, but not their sum.
  const Channel channel = channel_from_rates(1, Doubles{1, 1}, Doubles{0.3, 0.3});
  const double alone = subset_information(channel, Set{0});
  const TightestConstraint found = tightest_constraint(channel, Doubles{alone, alone});
  EXPECT_LT(found.slack, -0.01);
  EXPECT_THAT(found.subset, ElementsAre(0, 1));
}

TEST(RegionErrors, SayWhatToDo) {
  const Channel channel = channel_from_rates(1, Doubles{1, 1, 1}, Doubles{0.3, 0.3, 0.3});
  EXPECT_THAT(message_of([&] { return subset_information(channel, Set{3}); }),
              AllOf(HasSubstr("no worker 4"), HasSubstr("1 to 3")));
  EXPECT_THAT(message_of([&] {
                return subset_information(channel, Set{1, 1});
              }),
              HasSubstr("worker 2 comes twice"));
  EXPECT_THAT(message_of([&] {
                return vertex(channel, Set{0, 1});
              }),
              HasSubstr("2 places for 3 workers"));
  EXPECT_THAT(message_of([&] { return vertex(channel, Set{0, 1, 1}); }), HasSubstr("twice"));
  EXPECT_THAT(message_of([&] {
                return tightest_constraint(channel, Doubles{1, 1});
              }),
              HasSubstr("2 rates for 3 workers"));
  EXPECT_THAT(message_of([&] {
                return tightest_constraint(channel, Doubles{1, 1, NAN});
              }),
              HasSubstr("worker 3: rate nan"));
  const Channel many = channel_from_rates(1, Doubles(21, 1.0), Doubles(21, 0.1));
  EXPECT_THAT(message_of([&] { return subset_informations(many); }),
              AllOf(HasSubstr("21 workers"), HasSubstr("at most 20")));
}

}  // namespace
}  // namespace ceo::theory
