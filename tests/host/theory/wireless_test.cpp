#include "host/theory/wireless.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "host/base/error.hpp"
#include "host/theory/boundary.hpp"
#include "tests/host/theory/boundary_instance.hpp"

namespace ceo::theory {
namespace {

TEST(Wireless, PricesAreInverseCapacities) {
  // SNR e - 1 carries one nat per use, SNR 3 carries two bits, and a weak channel SNR nats.
  const std::vector<double> prices = wireless_prices(
      std::vector<FadingChannel>{{std::exp(1.0) - 1, 1, 1}, {1.5, 4, 2}, {1e-9, 1, 2}});
  EXPECT_NEAR(prices[0], 1, 4e-16);
  EXPECT_NEAR(prices[1], 1 / std::log(4.0), 4e-16);
  EXPECT_NEAR(prices[2] * 0.5e-9, 1 + 0.25e-9, 1e-15);
}

TEST(Wireless, OptimalRatesCostNoMoreThanEqualOnes) {
  ceo::testing::SplitMix words(51);
  for (int i = 0; i < 100; ++i) {
    const BoundaryInstance problem = random_boundary_instance(words, 4, 2);
    std::vector<FadingChannel> channels(4);
    // |h|^2 of Rayleigh fading is exponential.
    for (FadingChannel& channel : channels) {
      channel = {-std::log((words.word() + 0.5) * 0x1p-32), 10, 1};
    }
    const std::vector<double> prices = wireless_prices(channels);
    const double equal =
        dot(prices,
            boundary_point(problem.layers, std::vector<double>(4, 1.0), problem.distortion).rate);
    const double best = boundary_point(problem.layers, prices, problem.distortion).objective;
    EXPECT_LE(best, equal * (1 + 1e-12));
  }
}

TEST(Wireless, RefusesWhatIsNoChannel) {
  const double inf = std::numeric_limits<double>::infinity();
  for (const FadingChannel& channel :
       {FadingChannel{0, 1, 1}, FadingChannel{1, -1, 1}, FadingChannel{1, 1, 0},
        FadingChannel{inf, 1, 1}, FadingChannel{1e-300, 1e-300, 1}}) {
    EXPECT_THROW((void)wireless_prices(std::vector<FadingChannel>{channel}), Error);
  }
  EXPECT_THROW((void)wireless_prices({}), Error);
}

}  // namespace
}  // namespace ceo::theory
