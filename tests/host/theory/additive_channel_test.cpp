#include "host/theory/additive_channel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/math/quadrature/exp_sinh.hpp>
#include <cmath>
#include <functional>
#include <numbers>

#include "host/theory/converse.hpp"
#include "tests/support/error_message.hpp"

namespace ceo::theory {
namespace {

using ceo::testing::message_of;
using std::numbers::pi;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr double kStated = 1e-11;  // nat, the accuracy that the header promises
constexpr NoiseShape kShapes[] = {NoiseShape::gaussian, NoiseShape::uniform, NoiseShape::laplace};

/// 2 * integral over y > 0 of -f ln f by Simpson's rule in t, y = sinh(t); `nodes` is even.
double entropy_sum(const std::function<double(double)>& density, double high, int nodes) {
  const double top = std::asinh(high);
  double sum = 0;
  for (int i = 0; i <= nodes; ++i) {
    const double t = top * i / nodes;
    const double f = density(std::sinh(t));
    const double weight = (i == 0 || i == nodes ? 1.0 : i % 2 == 0 ? 2.0 : 4.0) / 3;
    if (f > 0) sum += weight * std::cosh(t) * -f * std::log(f);
  }
  return 2 * sum * top / nodes;
}

TEST(AdditiveTestTools, EntropyOfANormal) {
  const auto normal = [](double y) { return std::exp(-y * y / 2) / std::sqrt(2 * pi); };
  EXPECT_NEAR(entropy_sum(normal, 12, 4000), std::log(2 * pi * std::numbers::e) / 2, 1e-13);
}

/// Uniform noise of variance v plus a normal of variance g, in long double.
double uniform_density(double y, double v, double g) {
  const long double half = std::sqrt(3.0L * v);
  const long double scale = std::sqrt(2.0L * g);
  return static_cast<double>(
      (std::erfc((std::abs(y) - half) / scale) - std::erfc((std::abs(y) + half) / scale)) /
      (4 * half));
}

/// Laplace noise of variance v plus a normal of variance g, as a mixture of normals: a Laplace
/// variable is a normal one whose variance is exponential of mean v.
double laplace_density(double y, double v, double g) {
  static boost::math::quadrature::exp_sinh<double> rule;
  return rule.integrate(
      [=](double t) {
        const double variance = g + v * t;
        return std::exp(-t - y * y / (2 * variance)) / std::sqrt(2 * pi * variance);
      },
      1e-13);
}

TEST(AdditiveInformation, UniformAgreesWithSimpson) {
  for (const double var_x : {0.2, 1.0, 20.0}) {
    for (const double var_gauss : {0.5, 3.0}) {
      const double with = entropy_sum(
          [&](double y) { return uniform_density(y, 1, var_x + var_gauss); }, 60, 20000);
      const double without =
          entropy_sum([&](double y) { return uniform_density(y, 1, var_gauss); }, 60, 20000);
      EXPECT_NEAR(additive_information(NoiseShape::uniform, var_x, 1, var_gauss), with - without,
                  kStated);
      EXPECT_NEAR(additive_information(NoiseShape::uniform, var_x + var_gauss, 1),
                  with - std::log(12) / 2, kStated);
    }
  }
}

TEST(AdditiveInformation, LaplaceAgreesWithTheMixtureOfNormals) {
  for (const double var_x : {0.3, 1.0, 20.0}) {
    const double with =
        entropy_sum([&](double y) { return laplace_density(y, 1, var_x + 0.2); }, 60, 2000);
    const double without =
        entropy_sum([&](double y) { return laplace_density(y, 1, 0.2); }, 60, 2000);
    EXPECT_NEAR(additive_information(NoiseShape::laplace, var_x, 1, 0.2), with - without, kStated);
    EXPECT_NEAR(additive_information(NoiseShape::laplace, var_x + 0.2, 1),
                with - 1 - std::log(2) / 2, kStated);
  }
}

TEST(AdditiveInformation, LemmaThreeBoundsItWithEqualityForGaussianNoise) {
  for (const double var_gauss : {0.0, 0.3, 10.0}) {
    for (double var_x = 1e-6; var_x < 1e6; var_x *= 7) {
      const double bound = unbiased_information_bound(var_x, 1 + var_gauss);
      EXPECT_NEAR(additive_information(NoiseShape::gaussian, var_x, 1, var_gauss), bound, kStated);
      for (const NoiseShape shape : {NoiseShape::uniform, NoiseShape::laplace}) {
        EXPECT_GT(additive_information(shape, var_x, 1, var_gauss), bound - kStated) << var_x;
      }
    }
  }
}

TEST(AdditiveInformation, TheExcessAtHighRateIsTheShapingLoss) {
  // D(W || Gaussian): (1/2) ln(2 pi e/12) for a uniform, (1/2) ln(pi/e) for a Laplace variable.
  const double high = 1e6;
  const double bound = unbiased_information_bound(high, 1);
  EXPECT_NEAR(additive_information(NoiseShape::uniform, high, 1) - bound,
              std::log(2 * pi * std::numbers::e / 12) / 2, 1e-9);
  EXPECT_NEAR(additive_information(NoiseShape::laplace, high, 1) - bound,
              std::log(pi / std::numbers::e) / 2, 1e-9);
}

TEST(AdditiveInformation, ASmallSignalSeesTheFisherInformation) {
  // I = (sX2/2) J + O(sX2^2), J the Fisher information of the noise: 2/v for Laplace.
  const double small = 1e-6;
  EXPECT_NEAR(additive_information(NoiseShape::laplace, small, 1) / small, 1, 2e-3);
  // Where the edges are soft a uniform variable plus much Gaussian noise is nearly Gaussian.
  const double soft = additive_information(NoiseShape::uniform, 1, 1, 1e3);
  EXPECT_NEAR(soft, unbiased_information_bound(1, 1001), 1e-9);
}

TEST(AdditiveInformation, OnlyRatiosMatter) {
  for (const NoiseShape shape : kShapes) {
    EXPECT_NEAR(additive_information(shape, 3, 2, 0.5),
                additive_information(shape, 3e-8, 2e-8, 5e-9), 1e-13);
    EXPECT_LT(additive_information(shape, 3, 2, 0.5), additive_information(shape, 3, 2, 0.4));
    EXPECT_LT(additive_information(shape, 3, 2, 0.5), additive_information(shape, 3.1, 2, 0.5));
  }
}

TEST(AdditiveInformation, BadInputSaysTheRange) {
  EXPECT_THAT(
      message_of([] { return additive_information(NoiseShape::uniform, 0, -1, -2); }),
      AllOf(HasSubstr("var_x = 0"), HasSubstr("var_noise = -1"), HasSubstr("var_gauss = -2")));
  EXPECT_THAT(message_of([] { return additive_information(NoiseShape::laplace, 1e7, 1); }),
              AllOf(HasSubstr("var_x/var_noise = 1e+07"), HasSubstr("[1e-06, 1e+06]")));
}

}  // namespace
}  // namespace ceo::theory
