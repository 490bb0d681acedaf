#include "host/theory/membership.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/theory/boundary.hpp"
#include "host/theory/ellipsoid.hpp"
#include "tests/host/theory/boundary_instance.hpp"

namespace ceo::theory {
namespace {

using ::ceo::testing::SplitMix;
using ::testing::HasSubstr;
using Doubles = std::vector<double>;
using Layers = std::vector<Layer>;

constexpr double kTolerance = 1e-9;  // the default of membership()
const Layers kWorked{{1, {1, 1}}, {2, {2, 2}}};

Doubles shifted(Doubles rates, double by) {
  for (double& rate : rates) rate += by;
  return rates;
}

/// The certificate proves the lower bound by one minimisation.
void expect_certified(const BoundaryInstance& problem, const Doubles& rates,
                      const Membership& found) {
  double sum = 0;
  for (const double price : found.prices) {
    EXPECT_GE(price, 0);
    sum += price;
  }
  EXPECT_NEAR(sum, 1, 1e-14);
  const BoundaryPoint point = boundary_point(problem.layers, found.prices, problem.distortion);
  EXPECT_NEAR(point.objective - dot(found.prices, rates), found.distance, 1e-11);
  EXPECT_EQ(found.inside, found.distance <= 0);
}

TEST(Membership, FindsTheDistanceToPointsOfTheBoundary) {
  SplitMix words(41);
  for (int i = 0; i < 60; ++i) {
    const BoundaryInstance problem =
        random_boundary_instance(words, 1 + words.below(6), 1 + words.below(3));
    const BoundaryPoint point = boundary_point(problem.layers, problem.prices, problem.distortion);
    for (const double by : {-0.3, -1e-6, 1e-6, 0.4}) {
      const Doubles rates = shifted(point.rate, by);
      const Membership found = membership(problem.layers, rates, problem.distortion);
      EXPECT_NEAR(found.distance, -by, kTolerance);
      EXPECT_LE(found.distance, -by + 1e-11);
      EXPECT_GE(found.distance + found.uncertainty, -by - 1e-11);
      EXPECT_LT(found.uncertainty, 2 * kTolerance);
      expect_certified(problem, rates, found);
    }
  }
}

TEST(Membership, HoldsMixturesAndEverythingAbovePointsOfTheBoundary) {
  SplitMix words(42);
  for (int i = 0; i < 40; ++i) {
    BoundaryInstance problem = random_boundary_instance(words, 3, 2);
    const Doubles one = boundary_point(problem.layers, problem.prices, problem.distortion).rate;
    for (double& price : problem.prices) price = testing::power(words, -2, 0);
    const Doubles other = boundary_point(problem.layers, problem.prices, problem.distortion).rate;
    const double share = words.word() * 0x1p-32;
    Doubles mixed(3);
    for (std::size_t k = 0; k < 3; ++k) {
      mixed[k] = share * one[k] + (1 - share) * other[k] + (words.below(2) == 0 ? 0.5 : 0.0);
    }
    const Membership found = membership(problem.layers, mixed, problem.distortion);
    EXPECT_LE(found.distance, 1e-11);
    expect_certified(problem, mixed, found);
  }
}

/// Two workers: t by bisection on the boundary curve itself. The least R_2 that goes with R_1 is
/// found on the curve of prices (1 - p, p), along which R_1 rises with the price of worker 2. NaN
/// where t is met on the edge of rate 0 instead.
double distance_by_bisection(const BoundaryInstance& problem, const Doubles& rates) {
  double low = 1e-6;
  double high = 1 - 1e-6;
  const auto at = [&](double p) {
    return boundary_point(problem.layers, Doubles{1 - p, p}, problem.distortion).rate;
  };
  Doubles below = at(low);
  Doubles above = at(high);
  const double difference = rates[0] - rates[1];
  if (difference <= below[0] - below[1] || difference >= above[0] - above[1]) return std::nan("");
  for (int i = 0; i < 100; ++i) {
    const double p = (low + high) / 2;
    const Doubles found = at(p);
    // R + t (1, 1) leaves R_1 - R_2 alone.
    const bool left = found[0] - found[1] < difference;
    (left ? low : high) = p;
    (left ? below : above) = found;
  }
  // On a flat piece of the boundary the two ends differ; between them it is straight.
  const double gap = (above[0] - above[1]) - (below[0] - below[1]);
  const double share = gap > 0 ? (difference - (below[0] - below[1])) / gap : 0;
  return below[0] + share * (above[0] - below[0]) - rates[0];
}

TEST(Membership, AgreesWithTheCurveOfTwoWorkers) {
  SplitMix words(43);
  int compared = 0;
  for (int i = 0; i < 40; ++i) {
    const BoundaryInstance problem = random_boundary_instance(words, 2, 1 + words.below(2));
    const Doubles middle = boundary_point(problem.layers, Doubles{1, 1}, problem.distortion).rate;
    const Doubles rates{middle[0] * testing::power(words, -0.2, 0.2),
                        middle[1] * testing::power(words, -0.2, 0.2)};
    const double expected = distance_by_bisection(problem, rates);
    if (std::isnan(expected)) continue;
    ++compared;
    EXPECT_NEAR(membership(problem.layers, rates, problem.distortion).distance, expected,
                2 * kTolerance);
  }
  EXPECT_GT(compared, 25);
}

TEST(Membership, OfTheWorkedInstance) {
  // Symmetric points: 1.803, 1.013, 0.730 nat per worker at D = 2, 3, 4.
  EXPECT_NEAR(membership(kWorked, Doubles{0, 0}, 2).distance, 1.803, 5e-4);
  EXPECT_NEAR(membership(kWorked, Doubles{0, 0}, 3).distance, 1.013, 5e-4);
  EXPECT_NEAR(membership(kWorked, Doubles{0, 0}, 4).distance, 0.730, 5e-4);
  // One worker alone at D = 4 needs 1.9023 nat; beyond that the other's rate 0 is the edge.
  EXPECT_TRUE(membership(kWorked, Doubles{0, 1.9024}, 4).inside);
  EXPECT_FALSE(membership(kWorked, Doubles{0, 1.9022}, 4).inside);
  EXPECT_NEAR(membership(kWorked, Doubles{0, 5}, 4).distance, 0, 2 * kTolerance);
  // D = 2: no rate of worker 2 helps worker 1 below 0.8686 nat.
  EXPECT_FALSE(membership(kWorked, Doubles{0.868, 50}, 2).inside);
  EXPECT_TRUE(membership(kWorked, Doubles{0.869, 50}, 2).inside);
}

TEST(Membership, OneWorkerIsAHalfLine) {
  const Layers layers{{2, {0.5}}};
  const double rate = boundary_point(layers, Doubles{1}, 0.75).rate[0];
  const Membership found = membership(layers, Doubles{1}, 0.75);
  EXPECT_EQ(found.distance, rate - 1);
  EXPECT_EQ(found.uncertainty, 0);
  EXPECT_EQ(found.prices, Doubles{1});
}

TEST(Membership, SixteenWorkers) {
  SplitMix words(44);
  const BoundaryInstance problem = random_boundary_instance(words, 16, 1);
  const BoundaryPoint point = boundary_point(problem.layers, problem.prices, problem.distortion);
  const Doubles rates = shifted(point.rate, -0.25);
  const Membership found = membership(problem.layers, rates, problem.distortion);
  EXPECT_NEAR(found.distance, 0.25, kTolerance);
  EXPECT_LT(found.uncertainty, 2 * kTolerance);
  expect_certified(problem, rates, found);
}

TEST(SimplexEllipsoid, KeepsTheMarkedPointAndShrinks) {
  SplitMix words(45);
  for (const std::size_t size : {2U, 3U, 5U, 9U}) {
    Doubles mark(size);
    for (double& value : mark) value = words.word() * 0x1p-32;
    const double sum = std::accumulate(mark.begin(), mark.end(), 0.0);
    for (double& value : mark) value /= sum;
    SimplexEllipsoid ellipsoid(size);
    for (std::size_t i = 0; i < 300 * size; ++i) {
      Doubles g(size);
      for (double& value : g) value = words.word() * 0x1p-31 - 1;
      double towards = 0;
      for (std::size_t k = 0; k < size; ++k) towards += g[k] * (mark[k] - ellipsoid.centre()[k]);
      if (towards < 0) {
        for (double& value : g) value = -value;
        towards = -towards;
      }
      EXPECT_LE(towards, ellipsoid.reach(g) * (1 + 1e-9) + 1e-13);
      // Any depth up to the mark keeps it.
      if (!ellipsoid.cut(g, words.below(2) == 0 ? 0.0 : towards * 0.9)) break;
    }
    EXPECT_LT(ellipsoid.reach(mark), 0.05);
  }
}

TEST(MembershipErrors, SayWhatToDo) {
  const auto message = [](const Doubles& rates, double distortion, double tolerance) {
    return testing::message_of([&] { return membership(kWorked, rates, distortion, tolerance); });
  };
  EXPECT_THAT(message({1}, 4, 1e-9), HasSubstr("1 rates for 2 workers"));
  EXPECT_THAT(message({1, std::nan("")}, 4, 1e-9), HasSubstr("worker 2: rate nan"));
  EXPECT_THAT(message({1, 1}, 1, 1e-9), HasSubstr("not feasible"));
  EXPECT_THAT(message({1, 1}, 4, 0), HasSubstr("tolerance 0"));
  const Layers many{{1, Doubles(kMostMembers + 1, 1.0)}};
  EXPECT_THROW((void)membership(many, Doubles(kMostMembers + 1, 1.0), 4), Error);
}

}  // namespace
}  // namespace ceo::theory
