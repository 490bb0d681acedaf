#include "host/theory/sign_sgd.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <numbers>
#include <vector>

#include "host/theory/quantised_channel.hpp"
#include "tests/support/error_message.hpp"

namespace ceo::theory {
namespace {

using ceo::testing::message_of;
using std::numbers::log2e;
using ::testing::AllOf;
using ::testing::HasSubstr;

SignWorkers workers_of(double snr, int count = 10) {
  return {snr, 1, count};
}

TEST(SignRates, WorkedNumbers) {
  // theory.md section 9.
  EXPECT_NEAR(sign_independent_rate(kSignErrorDirect), 0.9538, 5e-5);
  EXPECT_NEAR(sign_independent_rate(kSignErrorForward), 0.7302, 5e-5);
  const double table[][2] = {{0.01, 0.730}, {0.1, 0.722}, {1, 0.579}, {10, 0.301}, {100, 0.221}};
  for (const auto& [snr, bits] : table) {
    EXPECT_NEAR(sign_sum_rate(workers_of(snr), kSignErrorForward), bits, 5e-4) << snr;
  }
}

TEST(SignRates, BetweenIndependentAndOneWorker) {
  for (const double kappa : {kSignErrorDirect, kSignErrorForward}) {
    for (const double snr : {1e-3, 0.3, 5.0, 1e3}) {
      // One worker has nobody to share with: Rsum = Rind. More workers only gain.
      EXPECT_NEAR(sign_sum_rate(workers_of(snr, 1), kappa), sign_independent_rate(kappa), 1e-13);
      double last = sign_independent_rate(kappa) * (1 + 1e-13);
      for (const int count : {1, 2, 5, 30, 1000}) {
        const double rate = sign_sum_rate(workers_of(snr, count), kappa);
        EXPECT_LE(rate, last);
        last = rate;
      }
    }
  }
}

TEST(SignError, AssumedErrorIsWrongAtHighSnr) {
  // theory.md section 9: true over assumed, K = 10, c = sqrt(pi/2) sY.
  const double table[][2] = {{0.01, 1.00}, {0.1, 1.00}, {1, 1.20}, {10, 4.16}};
  for (const auto& [snr, ratio] : table) {
    const SignWorkers workers = workers_of(snr);
    EXPECT_NEAR(sign_average_mse(workers, sign_forward_size(workers)) /
                    sign_assumed_mse(workers, kSignErrorForward),
                ratio, 5e-3)
        << snr;
  }
}

TEST(SignError, AgreesWithQuadratureOverX) {
  // Given X the signs are independent of mean m: E[(c/K) sum B - X]^2 = (c m - x)^2 + c^2 (1 -
  // m^2)/K.
  for (const double var_n : {0.25, 1.0, 9.0}) {
    for (const int count : {1, 3, 64}) {
      const SignWorkers workers{2, var_n, count};
      const double size = 0.8 * sign_forward_size(workers);
      const auto integrand = [&](double x) {
        const double mean = sign_conditional_mean(x, var_n, size);
        const double square = (mean - x) * (mean - x) + (size * size - mean * mean) / count;
        return square * std::exp(-x * x / 4) / std::sqrt(4 * std::numbers::pi);
      };
      const double mse = boost::math::quadrature::gauss_kronrod<double, 61>::integrate(
          integrand, -20, 20, 12, 1e-13);
      EXPECT_NEAR(sign_average_mse(workers, size), mse, 1e-11);
    }
  }
}

TEST(SignError, ForwardSizeIsUnbiasedOnlyOnAverage) {
  // The slope of c E[B | X] on X is 1, the curve is not a line.
  const SignWorkers workers = workers_of(4);
  const double c = sign_forward_size(workers);
  const auto moment = [&](double x) {
    return x * sign_conditional_mean(x, 1, c) * std::exp(-x * x / 8) /
           std::sqrt(8 * std::numbers::pi);
  };
  const double slope =
      boost::math::quadrature::gauss_kronrod<double, 61>::integrate(moment, -40, 40, 12, 1e-13) / 4;
  EXPECT_NEAR(slope, 1, 1e-11);
  EXPECT_GT(sign_conditional_mean(0.5, 1, c) / 0.5, 1.5);
  EXPECT_LT(sign_conditional_mean(6, 1, c) / 6, 0.5);
  EXPECT_EQ(sign_conditional_mean(0, 1, c), 0);
}

TEST(SignEntropy, WorkedNumbers) {
  // theory.md section 9, bits per worker at K = 10.
  const double table[][3] = {{0.1, 0.9915, 5e-5}, {0.3, 0.957, 5e-4}, {1, 0.845, 5e-4},
                             {3, 0.672, 5e-4},    {10, 0.480, 5e-4},  {100, 0.247, 5e-4}};
  for (const auto& [snr, bits, half] : table) {
    EXPECT_NEAR(sign_joint_entropy(snr, 10) / 10, bits, half * 1.02) << snr;
  }
}

TEST(SignEntropy, UniformCountsWhereSourceAndNoiseAreEqual) {
  // snr = 1: P(B = 1 | X) is uniform on (0, 1), so every count has the probability 1/(K + 1).
  for (const int count : {1, 2, 10, 100, 1024}) {
    long double entropy = std::log(static_cast<long double>(count) + 1);
    for (int m = 0; m <= count; ++m) {
      entropy +=
          (std::lgamma(count + 1.0L) - std::lgamma(m + 1.0L) - std::lgamma(count - m + 1.0L)) /
          (count + 1);
    }
    EXPECT_NEAR(sign_joint_entropy(1, count), static_cast<double>(entropy) * log2e, 1e-10 * count);
  }
}

TEST(SignEntropy, AgreesWithTheEnumeratedSigns) {
  // H(B_1..B_K) = I(X; B) + sum_k H(B_k | X), by enumeration of all 2^K cells.
  for (const double snr : {0.05, 2.0, 300.0}) {
    for (const std::size_t count : {1U, 2U, 3U, 10U}) {
      const std::vector<QuantisedWorker> workers(count, {1, sign_quantiser(1)});
      const double nats = quantised_information(snr, workers) +
                          static_cast<double>(count) * quantised_rate(snr, workers[0]);
      EXPECT_NEAR(sign_joint_entropy(snr, static_cast<int>(count)), nats * log2e,
                  1e-11 * static_cast<double>(count));
    }
  }
}

/// H of K signs by a midpoint sum in long double over x, with every count.
long double summed_entropy(double snr, int count, int nodes) {
  std::vector<long double> law(static_cast<std::size_t>(count) + 1, 0.0L);
  std::vector<long double> choose(law.size());
  for (int m = 0; m <= count; ++m) {
    choose[static_cast<std::size_t>(m)] =
        std::lgamma(count + 1.0L) - std::lgamma(m + 1.0L) - std::lgamma(count - m + 1.0L);
  }
  for (int i = 0; i < nodes; ++i) {
    const long double z = 20 * (i + 0.5L) / nodes - 10;
    const long double weight =
        20.0L / nodes * std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi_v<long double>);
    const long double q = std::erfc(-z * std::sqrt(snr / 2.0L)) / 2;
    const long double other = std::erfc(z * std::sqrt(snr / 2.0L)) / 2;
    for (std::size_t m = 0; m < law.size(); ++m) {
      law[m] += weight * std::exp(choose[m] + static_cast<long double>(m) * std::log(q) +
                                  static_cast<long double>(law.size() - 1 - m) * std::log(other));
    }
  }
  long double entropy = 0;
  for (std::size_t m = 0; m < law.size(); ++m) entropy += law[m] * (choose[m] - std::log(law[m]));
  return entropy / std::numbers::ln2_v<long double>;
}

TEST(SignEntropy, AgreesWithLongDoubleSums) {
  EXPECT_NEAR(sign_joint_entropy(0.1, 200), static_cast<double>(summed_entropy(0.1, 200, 3000)),
              1e-10 * 200);
  EXPECT_NEAR(sign_joint_entropy(30, 200), static_cast<double>(summed_entropy(30, 200, 5000)),
              1e-10 * 200);
  EXPECT_NEAR(sign_joint_entropy(100, 64), static_cast<double>(summed_entropy(100, 64, 5000)),
              1e-10 * 64);
}

TEST(SignEntropy, LimitsAndOrder) {
  EXPECT_NEAR(sign_joint_entropy(3, 1), 1, 1e-12);        // a fair bit
  EXPECT_NEAR(sign_joint_entropy(1e-9, 500), 500, 1e-4);  // independent bits
  EXPECT_LT(sign_joint_entropy(kMostSignSnr, 8), 1.2);    // one common bit and little more
  EXPECT_GT(sign_joint_entropy(kMostSignSnr, kMostSignWorkers), 1);
  double last = 0;
  for (const int count : {1, 2, 4, 50, 400, 1024}) {
    const double entropy = sign_joint_entropy(5, count);
    EXPECT_GT(entropy, last);
    EXPECT_LE(entropy, count * (1 + 1e-12));
    EXPECT_LT(sign_joint_entropy(6, count), entropy * (1 + 1e-12));
    last = entropy;
  }
}

TEST(SignErrors, BadInputSaysTheRange) {
  EXPECT_THAT(message_of([] { return sign_joint_entropy(0, 4); }),
              AllOf(HasSubstr("snr = 0"), HasSubstr("(0, 10000]")));
  EXPECT_THAT(message_of([] { return sign_joint_entropy(1, 1025); }),
              AllOf(HasSubstr("workers = 1025"), HasSubstr("[1, 1024]")));
  EXPECT_THAT(message_of([] { return sign_independent_rate(0); }), HasSubstr("kappa = 0"));
  EXPECT_THAT(message_of([] {
                return sign_sum_rate({-1, 0, 0}, 1);
              }),
              AllOf(HasSubstr("var_x = -1"), HasSubstr("var_n = 0"), HasSubstr("workers = 0")));
  EXPECT_THAT(message_of([] { return sign_average_mse({1, 1, 1}, 0); }), HasSubstr("size = 0"));
}

}  // namespace
}  // namespace ceo::theory
