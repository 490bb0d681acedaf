#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

#include "host/theory/channel.hpp"
#include "tests/reference/channel_reference.hpp"
#include "tests/support/rapidcheck_seed.hpp"

namespace ceo::theory {
namespace {

using Doubles = std::vector<double>;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kEps = std::numeric_limits<double>::epsilon() / 2;

/// Exponent in steps of 1/1000: 10^[low, high].
double draw_power(int low, int high) {
  return std::pow(10.0, *rc::gen::inRange(low * 1000, high * 1000 + 1) / 1000.0);
}

Doubles draw_powers(std::size_t count, int low, int high) {
  Doubles values(count);
  for (double& value : values) value = draw_power(low, high);
  return values;
}

std::size_t draw_workers() {
  return *rc::gen::inRange<std::size_t>(1, 65);
}

double total(const Doubles& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(ChannelProperties, WeightsSumToOneAndDistortionIsTheirInversePrecision) {
  EXPECT_TRUE(rc::check([] {
    const std::size_t workers = draw_workers();
    const Doubles var_n = draw_powers(workers, -6, 6);
    Doubles var_v = draw_powers(workers, -6, 6);
    for (double& v : var_v) {
      if (*rc::gen::inRange(0, 4) == 0) v = kInf;
    }
    var_v[0] = 1;
    const Channel channel = channel_from_noise(1, var_n, var_v);
    // Three roundings in each weight, one per addition here and in the sum that divides them.
    const double tolerance = static_cast<double>(2 * workers + 8) * kEps;
    RC_ASSERT(std::abs(total(channel.weight) - 1) <= tolerance);
    RC_ASSERT(std::abs(channel.distortion * total(channel.precision) - 1) <= tolerance);
    RC_ASSERT(channel.distortion > minimal_distortion(var_n) * (1 - tolerance));
  }));
}

TEST(ChannelProperties, NoiseAndRatesAreInverse) {
  EXPECT_TRUE(rc::check([] {
    const std::size_t workers = draw_workers();
    const Doubles var_n = draw_powers(workers, -6, 6);
    const Doubles rates = draw_powers(workers, -12, 2);
    const Channel forth = channel_from_rates(2, var_n, rates);
    const Channel back = channel_from_noise(2, var_n, forth.var_v);
    for (std::size_t k = 0; k < workers; ++k) {
      // sV2 ~ exp(-2r): a rounding of the exponent 2r, and a few more, come back as (few + 2r) eps
      // in sV2, which moves r by that times 1/2 at most, and by that times r for small r.
      const double relative = (8 + 2 * rates[k]) * kEps;
      RC_ASSERT(std::abs(back.rate[k] - rates[k]) <= 2 * relative * rates[k]);
      RC_ASSERT(back.var_v[k] == forth.var_v[k]);
    }
    RC_ASSERT(back.distortion == forth.distortion);
  }));
}

TEST(ChannelProperties, MoreRateLessDistortion) {
  EXPECT_TRUE(rc::check([] {
    const std::size_t workers = draw_workers();
    const Doubles var_n = draw_powers(workers, -1, 1);
    Doubles rates = draw_powers(workers, -2, 0);
    const double before = channel_from_rates(1, var_n, rates).distortion;
    rates[*rc::gen::inRange<std::size_t>(0, workers)] *= 1.5;
    RC_ASSERT(channel_from_rates(1, var_n, rates).distortion < before);
  }));
}

TEST(ChannelProperties, WaterFillingReachesTheDistortion) {
  EXPECT_TRUE(rc::check([] {
    const Doubles var_n = draw_powers(draw_workers(), -3, 3);
    const double distortion = minimal_distortion(var_n) * (1 + draw_power(-9, 9));
    const Channel channel = channel_from_distortion(1, var_n, distortion);
    const reference::Reals a =
        reference::precisions(reference::widen(var_n), reference::widen(channel.var_v));
    // Errors of a_k, relative to the sum 1/D. The depth, a sum of m terms, enters every a_k = depth
    // - deficit. Through nu, a sum of m terms of size 1/sN2, sV2 = nu sN2/a is off by eps sN2
    // sum(1/sN2)/m times 1 - (share of sV2) <= 1.
    double depth = 0;
    double precisions = 0;
    double noisiest = 0;
    double active = 0;
    for (std::size_t k = 0; k < var_n.size(); ++k) {
      if (std::isinf(channel.var_v[k])) continue;
      active += 1;
      depth = std::max(depth, channel.precision[k]);
      precisions += 1 / var_n[k];
      noisiest = std::max(noisiest, var_n[k]);
    }
    const double condition =
        active * depth * distortion + std::max(1.0, noisiest * precisions / active);
    const double tolerance = (active + 8) * kEps * condition;
    RC_ASSERT(std::abs(static_cast<double>(1 / reference::sum(a)) / distortion - 1) <= tolerance);
    RC_ASSERT(std::abs(channel.distortion / distortion - 1) <= tolerance);
  }));
}

/// sum_k r_k in nats as a function of the precisions, r = -(1/2) ln(1 - sN2 a).
long double rate_sum(const Doubles& var_n, const reference::Reals& a) {
  long double sum = 0;
  for (std::size_t k = 0; k < var_n.size(); ++k) sum -= std::log1p(-var_n[k] * a[k]) / 2;
  return sum;
}

TEST(ChannelProperties, NoOtherSplitNeedsLessRate) {
  EXPECT_TRUE(rc::check([] {
    const std::size_t workers = *rc::gen::inRange<std::size_t>(2, 13);
    const Doubles var_n = draw_powers(workers, -1, 1);
    const double distortion = minimal_distortion(var_n) * (1 + draw_power(-2, 2));
    const Channel channel = channel_from_distortion(1, var_n, distortion);
    const reference::Reals best =
        reference::precisions(reference::widen(var_n), reference::widen(channel.var_v));
    reference::Reals other = best;
    for (int move = 0; move < 4; ++move) {
      const std::size_t from = *rc::gen::inRange<std::size_t>(0, workers);
      const std::size_t to = *rc::gen::inRange<std::size_t>(0, workers);
      const long double share = draw_power(-3, 0) / 2;
      const long double step = share * std::min(other[from], 1 / (1.0L * var_n[to]) - other[to]);
      other[from] -= step;
      other[to] += step;
    }
    // The optimum was rounded to double; the rate is stationary there up to the slope nu' = nu/2
    // along the constraint, so the loss is second order in eps, and rounding of the long double sum
    // remains.
    const long double slack =
        1e3L * std::numeric_limits<long double>::epsilon() * (1 + rate_sum(var_n, best));
    RC_ASSERT(rate_sum(var_n, other) >= rate_sum(var_n, best) - slack);
  }));
}

TEST(ChannelProperties, OptimalityCheckRejectsAnEvenSplit) {
  const Doubles var_n{1, 4};
  const double distortion = 2;
  const Channel channel = channel_from_distortion(1, var_n, distortion);
  const reference::Reals best =
      reference::precisions(reference::widen(var_n), reference::widen(channel.var_v));
  EXPECT_GT(rate_sum(var_n, {0.25L, 0.25L - 1e-9L}), rate_sum(var_n, best) + 0.01L);
}

TEST(ChannelProperties, OrderOfWorkersDoesNotMatter) {
  EXPECT_TRUE(rc::check([] {
    Doubles var_n = draw_powers(draw_workers(), -2, 2);
    const double distortion = minimal_distortion(var_n) * (1 + draw_power(-3, 3));
    const Channel channel = channel_from_distortion(1, var_n, distortion);
    std::reverse(var_n.begin(), var_n.end());
    Doubles reversed = channel_from_distortion(1, var_n, distortion).var_v;
    std::reverse(reversed.begin(), reversed.end());
    for (std::size_t k = 0; k < reversed.size(); ++k) {
      if (std::isinf(channel.var_v[k])) {
        RC_ASSERT(std::isinf(reversed[k]));
      } else {  // equal noises may trade places in the sums, in the same order: the same bits
        RC_ASSERT(reversed[k] == channel.var_v[k]);
      }
    }
  }));
}

}  // namespace
}  // namespace ceo::theory
