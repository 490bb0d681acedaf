// Kolmogorov-Smirnov: published tables, a separately written reference in 300 digits, joints of the
// methods, and simulation.
#include "host/stats/kolmogorov_smirnov.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_dec_float.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "host/base/error.hpp"
#include "host/stats/smirnov.hpp"
#include "tests/host/stats/uniformity.hpp"

namespace ceo::stats {
namespace {

using Big = boost::multiprecision::number<boost::multiprecision::cpp_dec_float<300>>;

/// P(D_n < d) by Steck's determinant (1971, Ann. Math. Stat. 42, 1): n! det M,
/// M_ij = max(0, b_i - a_j)^(j-i+1)/(j-i+1)!, a_j = max(0, j/n - d), b_i = min(1, (i-1)/n + d).
/// M is upper Hessenberg with ones below the diagonal: a recursion over the columns, which cancels
/// heavily and has the digits for it.
Big reference_cdf(const Big& d, int n) {
  const auto lower = [&](int j) { return Big(Big(j) / n - d > 0 ? Big(j) / n - d : Big(0)); };
  const auto upper = [&](int i) {
    const Big value = Big(i - 1) / n + d;
    return Big(value < 1 ? value : Big(1));
  };
  std::vector<Big> det(static_cast<std::size_t>(n) + 1);
  det[0] = 1;
  for (int j = 1; j <= n; ++j) {
    Big sum = 0;
    Big factorial = 1;
    for (int i = j; i >= 1; --i) {
      factorial *= j - i + 1;
      const Big base = upper(i) - lower(j);
      if (base <= 0) break;
      const Big entry = pow(base, j - i + 1) / factorial * det[static_cast<std::size_t>(i) - 1];
      sum += (j - i) % 2 == 0 ? entry : -entry;
    }
    det[static_cast<std::size_t>(j)] = sum;
  }
  Big result = det[static_cast<std::size_t>(n)];
  for (int i = 2; i <= n; ++i) result *= i;
  return result;
}

/// P(D+ >= d) by the plain sum of Birnbaum and Tingey.
Big reference_one_sided(const Big& d, int n) {
  Big sum = 0;
  Big choose = 1;
  for (int j = 0; Big(j) / n < 1 - d; ++j) {
    sum += choose * pow(Big(d + Big(j) / n), j - 1) * pow(Big(1 - d - Big(j) / n), n - j);
    choose = choose * (n - j) / (j + 1);
  }
  return d * sum;
}

double relative_to(double value, const Big& expected) {
  return static_cast<double>(Big(value) / expected - 1);
}

TEST(Smirnov, OneSidedTailAgainstThePlainSum) {
  for (const int n : {1, 2, 5, 10, 37, 100, 400}) {
    for (const double d : {1e-3, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9}) {
      const Big expected = reference_one_sided(Big(d), n);
      if (expected < Big("1e-300")) continue;
      const double value = smirnov_upper_tail(d, static_cast<std::uint64_t>(n));
      EXPECT_NEAR(relative_to(value, expected), 0, 1e-12) << n << " " << d;
    }
  }
}

TEST(Smirnov, LargeSamplesAgainstTheAsymptoticExpansion) {
  // Li-Chien (1956) and Lauwerier (1963), to n^(-3/2). The next term is of order z^8/n^2.
  for (const std::uint64_t n : {40000ULL, 1ULL << 17U, 1ULL << 20U, 1ULL << 22U}) {
    const auto count = static_cast<double>(n);
    for (const double z : {0.5, 1.0, 2.0, 3.0, 4.0}) {
      const double z2 = z * z;
      const double expansion =
          std::exp(-2 * z2) *
          (1 - 2 * z / (3 * std::sqrt(count)) + 2 * z2 / (3 * count) * (1 - 2 * z2 / 3) +
           4 * z / (9 * count * std::sqrt(count)) * (0.2 - 19 * z2 / 15 + 2 * z2 * z2 / 3));
      const double next = (z2 + 1) * (z2 + 1) * (z2 + 1) * (z2 + 1) / (count * count);
      EXPECT_NEAR(smirnov_upper_tail(z / std::sqrt(count), n) / expansion, 1, next + 1e-12)
          << n << " " << z;
    }
  }
}

TEST(Smirnov, StridesGiveTheSum) {
  // 32767 samples are summed term by term, 32768 at every fourth: the law of n changes by its
  // derivative in n only, which the neighbours give.
  for (const double z : {0.3, 1.0, 3.0, 6.0, 15.0}) {
    const double d = z / std::sqrt(32768.0);
    const double at = std::log(smirnov_upper_tail(d, 32768));
    const double below = std::log(smirnov_upper_tail(d, 32767));
    const double before = std::log(smirnov_upper_tail(d, 32766));
    const double twice = std::log(smirnov_upper_tail(d, 32765));
    EXPECT_NEAR(at, 3 * below - 3 * before + twice, 3e-12) << z;
  }
}

TEST(KolmogorovSmirnovLaw, PublishedValues) {
  // Marsaglia, Tsang and Wang (2003): digits beyond those of a double are theirs.
  EXPECT_NEAR(ks_cdf_durbin(0.274, 10), 0.6284796154565043, 1e-14);
  EXPECT_NEAR(ks_cdf_durbin(0.04, 2000), 0.99676943191713676985, 1e-12);
  EXPECT_NEAR(ks_p_value(0.04, 2000) / (1 - 0.99676943191713676985), 1, 1e-8);
  EXPECT_NEAR(ks_p_value(0.06, 2000) / (1 - 0.99999893956930568118), 1, 1e-9);
  EXPECT_NEAR(ks_p_value(0.016, 16000) / (1 - 0.99945234913828052085), 1, 1e-9);
  // Miller (1956, JASA 51, 111): critical values at 5 % and 1 %, rounded to five decimals.
  struct Critical {
    std::uint64_t samples;
    double five, one;
  };
  for (const Critical& row : {Critical{1, 0.97500, 0.99500}, Critical{5, 0.56328, 0.66853},
                              Critical{10, 0.40925, 0.48893}, Critical{20, 0.29408, 0.35241},
                              Critical{100, 0.13403, 0.16081}}) {
    // His values are twice the one-sided tail at half the level, like this recipe's far tail.
    for (const auto& [value, level] : {std::pair{row.five, 0.025}, std::pair{row.one, 0.005}}) {
      EXPECT_GE(smirnov_upper_tail(value - 6e-6, row.samples), level) << row.samples;
      EXPECT_LE(smirnov_upper_tail(value + 6e-6, row.samples), level) << row.samples;
    }
  }
  // Birnbaum (1952, JASA 47, 425), P(D_n < c/n), five decimals.
  EXPECT_NEAR(ks_cdf_durbin(1.0 / 5, 5), 0.03840, 5e-6);
  EXPECT_NEAR(ks_cdf_durbin(2.0 / 5, 5), 0.69120, 5e-6);
  EXPECT_NEAR(ks_cdf_durbin(1.0 / 10, 10), 0.00036, 5e-6);
  EXPECT_NEAR(ks_cdf_durbin(2.0 / 10, 10), 0.25128, 5e-6);
  EXPECT_NEAR(ks_cdf_durbin(3.0 / 10, 10), 0.72946, 5e-6);
}

TEST(KolmogorovSmirnovLaw, AgainstSteckInThreeHundredDigits) {
  for (const int n : {1, 2, 3, 7, 10, 20, 50, 140}) {
    const auto samples = static_cast<std::uint64_t>(n);
    for (const double z : {0.3, 0.5, 0.8, 1.0, 1.3, 1.6, 1.78, 1.8, 2.2, 3.0, 4.5, 7.0}) {
      const double d = z / std::sqrt(n);
      if (2 * n * d <= 1 || d >= 1) continue;
      const Big expected = 1 - reference_cdf(Big(d), n);
      const double error = relative_to(ks_p_value(d, samples), expected);
      // Twice the one-sided tail counts double alarms twice: 1e-8, above the truth only.
      EXPECT_NEAR(error, 0, z * z >= 3.2 ? 1e-8 : 1e-9) << n << " " << z;
      EXPECT_GT(error, z * z >= 3.2 ? -1e-12 : -1e-9) << n << " " << z;
      EXPECT_NEAR(relative_to(ks_cdf_durbin(d, samples), Big(1 - expected)), 0, 1e-12) << n;
    }
  }
}

TEST(KolmogorovSmirnovLaw, PelzGoodErrorFallsAsTheSquareOfN) {
  for (const std::uint64_t n : {100ULL, 300ULL, 1000ULL, 2000ULL, 4000ULL}) {
    const auto count = static_cast<double>(n);
    for (double z = 0.35; z < 1.79; z += 0.12) {
      const double d = z / std::sqrt(count);
      EXPECT_NEAR(ks_cdf_pelz_good(d, n), ks_cdf_durbin(d, n), 0.06 / (count * count) + 1e-12)
          << n << " " << z;
      // The promise of ks_p_value beyond 2000 samples.
      if (n >= 2000) {
        EXPECT_NEAR((1 - ks_cdf_pelz_good(d, n)) / (1 - ks_cdf_durbin(d, n)), 1, 5e-7) << z;
      }
    }
  }
}

TEST(KolmogorovSmirnovLaw, MethodsMeet) {
  for (const std::uint64_t n : {4ULL, 10ULL, 100ULL, 2000ULL, 2001ULL, 100000ULL, 1ULL << 22U}) {
    const double d = std::sqrt(3.2 / static_cast<double>(n));
    const double before = ks_p_value(d * (1 - 1e-12), n);
    const double after = ks_p_value(d * (1 + 1e-12), n);
    EXPECT_NEAR(before / after, 1, n <= 2000 ? 1.1e-8 : 5e-7) << n;
  }
}

TEST(KolmogorovSmirnovLaw, FallsFromOneToZero) {
  for (const std::uint64_t n : {1ULL, 2ULL, 9ULL, 150ULL, 5000ULL, 1ULL << 22U}) {
    const auto count = static_cast<double>(n);
    double last = 1;
    EXPECT_EQ(ks_p_value(0.5 / count, n), 1);
    for (double z = 0.05; z < 26; z *= 1.07) {
      const double p = ks_p_value(z / std::sqrt(count), n);
      // Twice the one-sided tail starts at most 1e-8 above the exact law.
      EXPECT_LE(p, last * (1 + (n > 2000 ? 5e-7 : 1e-8))) << n << " " << z;
      EXPECT_GE(p, 0);
      last = p;
    }
    EXPECT_EQ(ks_p_value(1, n), 0);
  }
  EXPECT_TRUE(std::isnan(ks_p_value(std::nan(""), 5)));
  EXPECT_THROW((void)ks_p_value(0.1, 0), Error);
}

TEST(KolmogorovSmirnovDistance, SmallSamplesByHand) {
  const Cdf uniform = [](double x) { return x; };
  EXPECT_EQ(ks_distance(std::vector<float>{0.25F}, uniform), 0.75);
  EXPECT_EQ(ks_distance(std::vector<float>{0.5F, 0.5F}, uniform), 0.5);
  EXPECT_EQ(ks_distance(std::vector<float>{0.25F, 0.75F}, uniform), 0.25);
  EXPECT_EQ(ks_distance(std::vector<float>{0.75F, 0.875F}, uniform), 0.75);
  EXPECT_EQ(ks_distance(std::vector<float>{0}), 0.5);
  EXPECT_NEAR(ks_distance(std::vector<float>{-1, 1}), 0.5 - 0.15865525393145707, 1e-16);
}

TEST(KolmogorovSmirnovDistance, SkipsNoSampleThatDecides) {
  std::mt19937_64 generator(17);
  for (const double shift : {0.0, 0.01, -0.3}) {
    for (const std::size_t count : {63U, 64U, 65U, 129U, 50000U}) {
      std::normal_distribution<double> normal(shift);
      std::vector<float> sample(count);
      for (float& x : sample) x = static_cast<float>(normal(generator));
      // A gap inside a block: the largest distance is at neither of its ends.
      for (std::size_t i = 0; i < count / 3; ++i) sample[i] = shift < 0 ? 0.0F : sample[i];
      std::sort(sample.begin(), sample.end());
      double expected = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const double p = normal_cdf(sample[i]);
        const auto n = static_cast<double>(count);
        expected = std::max(expected, static_cast<double>(i + 1) / n - p);
        expected = std::max(expected, p - static_cast<double>(i) / n);
      }
      EXPECT_EQ(ks_distance(sample), expected) << shift << " " << count;
    }
  }
}

TEST(KolmogorovSmirnovDistance, BadSamples) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW((void)ks_distance({}), Error);
  EXPECT_THROW((void)ks_distance(std::vector<float>{1, 0}), Error);
  EXPECT_THROW((void)ks_distance(std::vector<float>{nan}), Error);
  EXPECT_THROW((void)ks_distance(std::vector<float>{0, nan}), Error);
}

/// p-values of `runs` normal samples with a mean of `shift`.
std::vector<double> simulated(std::size_t count, int runs, double shift) {
  std::mt19937_64 generator(13);
  std::normal_distribution<double> normal(shift);
  std::vector<double> p;
  std::vector<float> sample(count);
  for (int i = 0; i < runs; ++i) {
    for (float& x : sample) x = static_cast<float>(normal(generator));
    std::sort(sample.begin(), sample.end());
    p.push_back(ks_p_value(ks_distance(sample), count));
  }
  return p;
}

TEST(KolmogorovSmirnovLaw, IsUniformUnderTheNullAndSeesAFault) {
  for (const std::size_t count : {5U, 60U, 2500U}) {
    const int runs = count > 1000 ? 1500 : 5000;
    const double allowed = testing::allowed_distance(static_cast<std::size_t>(runs));
    const double shift = 0.9 / std::sqrt(static_cast<double>(count));
    EXPECT_LE(testing::distance_from_uniform(simulated(count, runs, 0)), allowed) << count;
    EXPECT_GT(testing::distance_from_uniform(simulated(count, runs, shift)), allowed) << count;
  }
}

TEST(KolmogorovSmirnovLaw, RejectsAPlantedFaultAtATinyLevel) {
  const std::vector<double> p = simulated(1U << 16U, 1, 0.05);  // 13 standard errors
  EXPECT_LT(p[0], 1e-11);
}

}  // namespace
}  // namespace ceo::stats
