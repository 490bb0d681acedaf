#include "host/theory/quantised_channel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "host/theory/additive_channel.hpp"
#include "tests/support/error_message.hpp"

namespace ceo::theory {
namespace {

using ceo::testing::message_of;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Workers = std::vector<QuantisedWorker>;

constexpr double kStated = 1e-12;  // nat, the accuracy that the header promises

double content(double p) {
  return p > 0 ? -p * std::log(p) : 0;
}

long double content(long double p) {
  return p > 0 ? -p * std::log(p) : 0;
}

TEST(Quantisers, CellsAndLevels) {
  const Quantiser two = uniform_midrise(2, 0.5);
  EXPECT_THAT(two.thresholds, ElementsAre(-0.5, 0, 0.5));
  EXPECT_THAT(two.levels, ElementsAre(-0.75, -0.25, 0.25, 0.75));
  EXPECT_EQ(uniform_midrise(8, 1).levels.size(), 256U);
  const Quantiser sign = sign_quantiser(3);
  EXPECT_THAT(sign.thresholds, ElementsAre(0));
  EXPECT_EQ(sign.levels[1], std::sqrt(6 / std::numbers::pi));
  EXPECT_EQ(sign.levels[0], -sign.levels[1]);
  EXPECT_EQ(uniform_midrise(1, 2).thresholds, sign.thresholds);
}

TEST(QuantisedRate, SignByAnotherQuadrature) {
  for (const double snr : {0.01, 1.0, 30.0, 1e4}) {
    const auto integrand = [&](double z) {
      const double q = std::erfc(-z * std::sqrt(snr / 2)) / 2;
      const double other = std::erfc(z * std::sqrt(snr / 2)) / 2;
      return (content(q) + content(other)) * std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    };
    const double width = 12 / std::sqrt(1 + snr);  // beyond it the sign is certain
    double error = 0;
    const double rate = 2 * boost::math::quadrature::gauss_kronrod<double, 61>::integrate(
                                integrand, 0, width, 15, 1e-14, &error);
    EXPECT_NEAR(quantised_rate(snr, {1, sign_quantiser(1)}), rate, kStated) << snr;
  }
}

TEST(QuantisedInformation, SignsByTheArcsineLaw) {
  // P(all signs equal +) is 1/4 + asin(rho)/(2 pi) for two and 1/8 + 3 asin(rho)/(4 pi) for three
  // workers (orthant probabilities, Sheppard 1899), rho = sX2/sqrt(sY2_j sY2_k).
  for (const double snr : {0.01, 1.0, 30.0, 1e3}) {
    const double angle = std::asin(snr / (snr + 1)) / std::numbers::pi;
    const double rate = quantised_rate(snr, {1, sign_quantiser(1)});
    const Workers two(2, {1, sign_quantiser(1)});
    const double both = 2 * (content(0.25 + angle / 2) + content(0.25 - angle / 2));
    EXPECT_NEAR(quantised_information(snr, two), both - 2 * rate, 2 * kStated);
    const Workers three(3, {1, sign_quantiser(1)});
    const double equal = 0.125 + 3 * angle / 4;
    const double all = 2 * content(equal) + 6 * content((0.5 - equal) / 3);
    EXPECT_NEAR(quantised_information(snr, three), all - 3 * rate, 2 * kStated);
  }
}

/// I(X; C_A) = E sum_c p(c | X) ln(p(c | X)/p(c)) and sum_k H(C_k | X), by midpoint sums in long
/// double, cell by cell, without any entropy of the joint law.
struct Direct {
  long double information = 0, rate = 0;
};

Direct direct(double var_x, const Workers& workers, int nodes) {
  std::size_t cells = 1;
  for (const auto& worker : workers) cells *= worker.quantiser.levels.size();
  const auto factor = [](const QuantisedWorker& worker, std::size_t cell, long double x) {
    const auto tail = [&](long double t) {
      return std::erfc((t - x) / std::sqrt(2.0L * worker.var_n)) / 2;
    };
    const auto& t = worker.quantiser.thresholds;
    const long double above = cell == 0 ? 1 : tail(t[cell - 1]);
    return above - (cell == t.size() ? 0 : tail(t[cell]));
  };
  const auto weight = [&](long double z) {
    return 20.0L / nodes * std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi_v<long double>);
  };
  Direct result;
  for (std::size_t c = 0; c < cells; ++c) {
    std::vector<long double> given(static_cast<std::size_t>(nodes), 1.0L);
    long double total = 0;
    for (int i = 0; i < nodes; ++i) {
      const long double z = 20 * (i + 0.5L) / nodes - 10;
      std::size_t rest = c;
      long double& p = given[static_cast<std::size_t>(i)];
      for (const auto& worker : workers) {
        p *= factor(worker, rest % worker.quantiser.levels.size(), z * std::sqrt(var_x));
        rest /= worker.quantiser.levels.size();
      }
      total += weight(z) * p;
      result.rate += weight(z) * content(p);
    }
    for (int i = 0; i < nodes; ++i) {
      const long double z = 20 * (i + 0.5L) / nodes - 10;
      const long double p = given[static_cast<std::size_t>(i)];
      if (p > 0) result.information += weight(z) * p * std::log(p / total);
    }
  }
  return result;
}

TEST(QuantisedInformation, AgreesWithLongDoubleSums) {
  const Workers sets[] = {
      {{1, uniform_midrise(1, 1)}},
      {{0.3, uniform_midrise(3, 0.7)}},
      {{2, uniform_midrise(5, 0.2)}},
      {{1, uniform_midrise(8, 0.05)}},
      {{1, uniform_midrise(4, 0.5)}, {0.1, uniform_midrise(2, 1)}},
      {{1, uniform_midrise(5, 0.25)}, {4, uniform_midrise(5, 0.4)}},
      {{0.5, uniform_midrise(3, 1)}, {1, sign_quantiser(3)}, {2, uniform_midrise(2, 1.5)}}};
  for (const Workers& workers : sets) {
    const Direct expected = direct(2, workers, 900);
    double rates = 0;
    for (const auto& worker : workers) rates += quantised_rate(2, worker);
    EXPECT_NEAR(quantised_information(2, workers), static_cast<double>(expected.information),
                kStated);
    EXPECT_NEAR(rates, static_cast<double>(expected.rate),
                kStated * static_cast<double>(workers.size()));
  }
}

TEST(QuantisedInformation, FineCellsReachTheChannelItself) {
  // 8 bits over +-6.4 sY: what is lost of (1/2) ln(1 + snr) is of order step^2/sN2.
  for (const double snr : {0.1, 1.0, 10.0}) {
    const double step = 0.05 * std::sqrt(snr + 1);
    const double limit = std::log1p(snr) / 2;
    const double found = quantised_information(snr, Workers{{1, uniform_midrise(8, step)}});
    EXPECT_LT(found, limit);
    EXPECT_GT(found, limit - step * step / 12);
  }
}

TEST(QuantisedInformation, FinerCellsAndMoreWorkersTellMore) {
  double information = 0;
  double rate = 0;
  for (int bits = 1; bits <= 8; ++bits) {  // each step halves the cells of the one before
    const QuantisedWorker worker{0.8, uniform_midrise(bits, 8.0 / (1 << bits))};
    const double more = quantised_information(1.5, Workers{worker});
    EXPECT_GT(more, information);
    EXPECT_GT(quantised_rate(1.5, worker), rate);
    EXPECT_LT(more, std::log1p(1.5 / 0.8) / 2);  // no processing adds information
    information = more;
    rate = quantised_rate(1.5, worker);
  }
  Workers workers;
  double last = 0;
  for (int k = 0; k < 4; ++k) {
    workers.push_back({1.0 + k, uniform_midrise(3, 1)});
    const double joint = quantised_information(2, workers);
    EXPECT_GT(joint, last);
    EXPECT_LT(joint - last, quantised_information(2, {&workers.back(), 1}) + 1e-12);
    last = joint;
  }
}

TEST(QuantisedInformation, UnitsAndOrderDoNotMatter) {
  const Workers workers{{1, uniform_midrise(3, 0.5)}, {2, uniform_midrise(2, 1)}};
  const Workers turned{workers[1], workers[0]};
  const Workers scaled{{9, uniform_midrise(3, 1.5)}, {18, uniform_midrise(2, 3)}};
  const double information = quantised_information(1.3, workers);
  EXPECT_NEAR(quantised_information(1.3, turned), information, kStated);
  EXPECT_NEAR(quantised_information(9 * 1.3, scaled), information, kStated);
}

TEST(DitheredInformation, IsThatOfTheAdditiveChannel) {
  for (const double snr : {0.1, 1.0, 30.0}) {
    for (const double step : {0.2, 1.0, 2.0, 4.0}) {
      EXPECT_NEAR(dithered_information(snr, 1, step),
                  additive_information(NoiseShape::uniform, snr, step * step / 12, 1), 1e-9)
          << snr << ' ' << step;
    }
  }
  EXPECT_THAT(message_of([] { return dithered_information(1, 1, 4.5); }),
              AllOf(HasSubstr("step/sd(N) = 4.5"), HasSubstr("(0, 4]")));
  EXPECT_THAT(message_of([] { return dithered_information(1, 1, 1e-3); }), HasSubstr("4096]"));
  EXPECT_THAT(message_of([] { return dithered_information(0, 0, 0); }),
              AllOf(HasSubstr("var_x = 0"), HasSubstr("var_n = 0"), HasSubstr("step = 0")));
}

TEST(QuantisedInformation, BadInputSaysTheRange) {
  EXPECT_THAT(message_of([] { return uniform_midrise(9, 1); }),
              AllOf(HasSubstr("bits = 9"), HasSubstr("[1, 8]")));
  EXPECT_THAT(message_of([] { return uniform_midrise(0, -1); }),
              AllOf(HasSubstr("bits = 0"), HasSubstr("step = -1")));
  EXPECT_THAT(message_of([] { return quantised_information(1, Workers{}); }),
              HasSubstr("no worker"));
  EXPECT_THAT(message_of([] {
                return quantised_information(1, Workers(3, {1, uniform_midrise(8, 0.1)}));
              }),
              AllOf(HasSubstr("1048576 cells"), HasSubstr("fewer bits")));
  EXPECT_THAT(message_of([] {
                return quantised_rate(1, {1, {{1.0, 1.0}, {0.0, 1.0, 2.0}}});
              }),
              HasSubstr("do not rise"));
  EXPECT_THAT(message_of([] {
                return quantised_rate(1, {1e-9, sign_quantiser(1)});
              }),
              HasSubstr("(0, 10000]"));
  EXPECT_THAT(message_of([] {
                return quantised_rate(0, {0, sign_quantiser(1)});
              }),
              AllOf(HasSubstr("var_x = 0"), HasSubstr("var_n = 0")));
}

}  // namespace
}  // namespace ceo::theory
