#include "host/theory/channel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "tests/reference/channel_reference.hpp"
#include "tests/support/error_message.hpp"

namespace ceo::theory {
namespace {

using ceo::testing::message_of;
using ::testing::AllOf;
using ::testing::HasSubstr;
using Doubles = std::vector<double>;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kEps =
    std::numeric_limits<double>::epsilon() / 2;  // half a unit in the last place

double rate_sum(const Channel& channel) {
  return std::accumulate(channel.rate.begin(), channel.rate.end(), 0.0);
}

/// Sum rate of spec/theory.md section 6: sum r_k + (1/2) ln(1 + sX2/D).
double sum_rate(const Channel& channel) {
  return rate_sum(channel) + 0.5 * std::log1p(channel.var_x / channel.distortion);
}

TEST(Channel, AgreesWithTheDirectFormulasAndTheNormalEquations) {
  const Doubles var_n{1, 0.3, 7, 2.5, 1e-3, 4e4};
  const Doubles var_v{0.5, 1e-4, kInf, 3e5, 0.2, 1};
  const Channel channel = channel_from_noise(2.0, var_n, var_v);
  const reference::Reals n = reference::widen(var_n);
  const reference::Reals v = reference::widen(var_v);
  const reference::Reals a = reference::precisions(n, v);
  const reference::LinearDecoder decoder = reference::best_unbiased_decoder(n, v);
  const reference::Reals r = reference::rates(n, v);
  // At most one rounding per worker in the sum and eight elsewhere; the rates go through log1p.
  const auto tolerance = static_cast<double>(var_n.size() + 8) * kEps;
  const auto close = [&](double found, long double expected, long double reference_error = 0) {
    EXPECT_LE(std::abs(found - expected), tolerance * std::abs(expected) + reference_error)
        << found;
  };
  close(channel.distortion, 1 / reference::sum(a));
  close(channel.distortion, decoder.mse);
  for (std::size_t k = 0; k < var_n.size(); ++k) {
    close(channel.precision[k], a[k]);
    close(channel.weight[k], decoder.weight[k]);
    close(channel.weight[k], a[k] / reference::sum(a));
    // The reference rounds 1 + sN2/sV2 before its logarithm: no digits below this.
    close(channel.rate[k], r[k], std::numeric_limits<long double>::epsilon());
  }
}

TEST(Channel, RatesAreConditionalInformations) {
  for (const double var_n : {0.1, 1.0, 10.0}) {
    for (const double var_v : {0.05, 1.0, 20.0}) {
      const Channel channel = channel_from_noise(1.5, Doubles{var_n}, Doubles{var_v});
      const long double information = reference::conditional_information(1.5L, var_n, var_v);
      // A determinant of 3 x 3 numbers of size s is off by about 20 roundings of s^3; relative to
      // the determinant that is the ratio below. The double result adds 8 roundings of its own.
      const double s = 1.5 + var_n + var_v;
      const double determinant = 1.5 * var_n * var_v;
      const double tolerance =
          20 * static_cast<double>(std::numeric_limits<long double>::epsilon()) *
              (s * s * s / determinant) +
          8 * kEps * channel.rate[0];
      EXPECT_NEAR(channel.rate[0], static_cast<double>(information), tolerance);
    }
  }
}

TEST(Channel, SilentWorkersAreExact) {
  const Channel loud = channel_from_noise(1, Doubles{1, 3}, Doubles{2, 5});
  const Channel mixed = channel_from_noise(1, Doubles{4, 1, 9, 3}, Doubles{kInf, 2, kInf, 5});
  EXPECT_EQ(mixed.distortion, loud.distortion);
  for (const std::size_t k : {0U, 2U}) {
    EXPECT_EQ(mixed.precision[k], 0);
    EXPECT_EQ(mixed.weight[k], 0);
    EXPECT_EQ(mixed.rate[k], 0);
    EXPECT_EQ(mixed.var_v[k], kInf);
  }
  EXPECT_EQ(mixed.weight[1], loud.weight[0]);
  EXPECT_EQ(mixed.weight[3], loud.weight[1]);
  const Channel by_rate = channel_from_rates(1, Doubles{4, 1}, Doubles{0, 0.5});
  EXPECT_EQ(by_rate.var_v[0], kInf);
  EXPECT_EQ(by_rate.weight[0], 0);
  EXPECT_EQ(by_rate.weight[1], 1);
}

TEST(Channel, HomogeneousWorkedCase) {
  // K equal workers with sV2 = sN2: D = 2 sN2/K, r = (1/2) ln 2.
  const Channel channel = channel_from_noise(1, Doubles(64, 0.5), Doubles(64, 0.5));
  EXPECT_DOUBLE_EQ(channel.distortion, 1.0 / 64);
  EXPECT_DOUBLE_EQ(channel.rate[63], 0.5 * std::log(2.0));
  EXPECT_DOUBLE_EQ(channel.weight[0], 1.0 / 64);
}

TEST(WaterFilling, WorkedNumbers) {
  // spec/theory.md section 6: sN2 = (1, 1, 10), D = 1, sX2 = 1: 1.0397 nat = ln 2 + (1/2) ln 2.
  const Doubles var_n{1, 1, 10};
  const Channel channel = channel_from_distortion(1, var_n, 1);
  EXPECT_NEAR(sum_rate(channel), 1.5 * std::log(2.0), 8 * kEps);
  EXPECT_EQ(channel.rate[2], 0);
  EXPECT_EQ(channel.var_v[2], kInf);
  // The draft formula without the minimum lets the noisy worker have a negative rate: 0.7002, which
  // no scheme reaches. It must differ from ours.
  const double nu = (2.1 - 1) / 3;
  double draft = 0.5 * std::log(2.0);
  for (const double n : var_n) draft += 0.5 * std::log(1 / (nu * n));
  EXPECT_NEAR(draft, 0.7002, 5e-5);
  EXPECT_GT(sum_rate(channel), draft + 0.3);
}

TEST(WaterFilling, HomogeneousSumRate) {
  // ZTW eq 22, and the table of spec/theory.md section 6 (bits, K = 10, delta = 1, snr = sX2/sN2).
  const Doubles snr{0.1, 1, 10, 100};
  const Doubles bits{5.292, 6.292, 7.836, 9.484};
  for (std::size_t i = 0; i < snr.size(); ++i) {
    const Channel channel = channel_from_distortion(snr[i], Doubles(10, 1.0), 2.0 / 10);
    EXPECT_NEAR(sum_rate(channel) / std::log(2.0), bits[i], 5.1e-4);  // printed to 3 or 4 places
    const double closed = 5 * std::log(10 * 0.2 / (10 * 0.2 - 1)) + 0.5 * std::log1p(snr[i] / 0.2);
    EXPECT_NEAR(sum_rate(channel), closed, 40 * kEps * closed);
  }
}

TEST(WaterFilling, AgreesWithBisectionAndSearch) {
  const Doubles var_n{3, 0.2, 1, 8, 0.5, 40, 1};
  const double minimum = minimal_distortion(var_n);
  for (const double factor : {1.0000001, 1.001, 1.1, 2.0, 10.0, 1e3, 1e8, 1e15}) {
    const double distortion = minimum * factor;
    const Channel channel = channel_from_distortion(1, var_n, distortion);
    const reference::Reals n = reference::widen(var_n);
    const long double nu = reference::water_level(n, distortion);
    long double least = 0;
    long double precision = 0;
    for (const long double variance : n) {
      if (nu * variance < 1) least -= std::log(nu * variance) / 2;
      precision += 1 / variance;
    }
    // Rounding D by eps moves nu by eps/(D m); the sums add a rounding per worker of sum 1/sN2.
    const long double wobble = 20 * kEps * precision / nu;
    EXPECT_LE(std::abs(rate_sum(channel) - least), 7 * wobble + 1e-18L) << factor;
    if (factor < 1e6) {  // the logarithm of the direct search loses rates below 1e-19
      EXPECT_LE(std::abs(rate_sum(channel) - reference::least_rate_by_search(n, distortion)),
                7 * wobble + 1e-18L)
          << factor;
    }
    for (std::size_t k = 0; k < n.size(); ++k) {
      EXPECT_EQ(channel.rate[k] > 0, nu * n[k] < 1) << factor << ' ' << k;
    }
  }
}

TEST(WaterFilling, HugeDistortionKeepsItsDigits) {
  // Only the best workers speak, each with a = 1/(2 D) and r = sN2/(4 D), which no double near
  // exp(-2 r) = 1 can hold.
  for (const double distortion : {1e20, 1e100, 1e250}) {
    const Channel channel = channel_from_distortion(1, Doubles{2, 1, 1}, distortion);
    EXPECT_EQ(channel.rate[0], 0);
    EXPECT_NEAR(channel.rate[1] * 4 * distortion, 1, 8 * kEps);
    EXPECT_NEAR(channel.distortion / distortion, 1, 8 * kEps);
    EXPECT_EQ(channel.weight[1], 0.5);
  }
  EXPECT_THAT(message_of([] {
                return channel_from_distortion(1, Doubles{1, 1}, 1.7e308);
              }),
              HasSubstr("beyond a double's range"));
}

TEST(Channel, ExtremeRatesStaySane) {
  const Channel tiny = channel_from_rates(1, Doubles{1, 1}, Doubles{1e-300, 1e-300});
  EXPECT_NEAR(tiny.distortion * 4e-300, 1, 8 * kEps);  // a = 2 r each
  EXPECT_EQ(tiny.weight[0], 0.5);
  // So small that sV2 overflows: silent in effect, and said so in all fields.
  const Channel none = channel_from_rates(1, Doubles{1, 1}, Doubles{1e-320, 1});
  EXPECT_EQ(none.rate[0], 0);
  EXPECT_EQ(none.var_v[0], kInf);
  const Channel large = channel_from_rates(1, Doubles{1}, Doubles{300});
  EXPECT_EQ(large.distortion, 1);
  EXPECT_GT(large.var_v[0], 0);
  EXPECT_THAT(message_of([] { return channel_from_rates(1, Doubles{1}, Doubles{400}); }),
              AllOf(HasSubstr("worker 1"), HasSubstr("smaller rate")));
  // The ratio sN2/sV2 overflows, its logarithm does not.
  const Channel wide = channel_from_noise(1, Doubles{1e200}, Doubles{1e-200});
  EXPECT_NEAR(wide.rate[0], 200 * std::log(10.0), 8 * kEps * 1000);
}

TEST(MinimalDistortion, Values) {
  EXPECT_EQ(minimal_distortion(Doubles{3}), 3);
  EXPECT_DOUBLE_EQ(minimal_distortion(Doubles{1, 1, 10}), 1 / 2.1);
  EXPECT_DOUBLE_EQ(minimal_distortion(Doubles{1e-300, 1e300}), 1e-300);
}

TEST(ChannelErrors, NameTheWorkerAndTheRemedy) {
  EXPECT_THAT(message_of([] {
                return channel_from_noise(0, Doubles{1, -2}, Doubles{1, kNan});
              }),
              AllOf(HasSubstr("var_x = 0"), HasSubstr("worker 2: var_n = -2"),
                    HasSubstr("worker 2: var_v = nan")));
  EXPECT_THAT(message_of([] { return channel_from_noise(1, Doubles{}, Doubles{}); }),
              HasSubstr("no worker"));
  EXPECT_THAT(message_of([] {
                return channel_from_noise(1, Doubles{1, 1}, Doubles{1});
              }),
              HasSubstr("var_v has 1 values and var_n has 2"));
  EXPECT_THAT(message_of([] { return channel_from_noise(1, Doubles{1}, Doubles{kInf}); }),
              HasSubstr("every worker is silent"));
  EXPECT_THAT(message_of([] { return channel_from_noise(kInf, Doubles{1}, Doubles{1}); }),
              HasSubstr("var_x = inf"));
  EXPECT_THAT(message_of([] { return channel_from_noise(1, Doubles{1}, Doubles{0}); }),
              HasSubstr("var_v = 0"));
  EXPECT_THAT(message_of([] { return channel_from_noise(1, Doubles{1e308}, Doubles{1e308}); }),
              HasSubstr("leaves the range"));
  EXPECT_THAT(message_of([] { return channel_from_rates(1, Doubles{1}, Doubles{-0.1}); }),
              HasSubstr("worker 1: rate -0.1"));
  EXPECT_THAT(message_of([] { return channel_from_rates(1, Doubles{1}, Doubles{0}); }),
              HasSubstr("every worker is silent"));
  EXPECT_THAT(message_of([] { return minimal_distortion(Doubles{0}); }), HasSubstr("worker 1"));
}

TEST(ChannelErrors, InfeasibleDistortionNamesTheRange) {
  const double minimum = minimal_distortion(Doubles{1, 1});
  for (const double distortion : {minimum, 0.1, 0.0, -1.0, kInf, kNan}) {
    EXPECT_THAT(message_of([&] {
                  return channel_from_distortion(1, Doubles{1, 1}, distortion);
                }),
                AllOf(HasSubstr("not feasible"), HasSubstr("Dmin"), HasSubstr("= 0.5")))
        << distortion;
  }
  EXPECT_NO_THROW((void)channel_from_distortion(1, Doubles{1, 1}, std::nextafter(minimum, 1)));
}

}  // namespace
}  // namespace ceo::theory
