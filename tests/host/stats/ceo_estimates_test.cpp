#include "host/stats/ceo_estimates.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include "host/base/error.hpp"
#include "tests/host/stats/simulated_moments.hpp"
#include "tests/host/stats/uniformity.hpp"

namespace ceo::stats {
namespace {

using testing::ErrorAndSource;
using testing::simulated_moments;

constexpr double kEps = std::numeric_limits<double>::epsilon() / 2;

TEST(CeoEstimates, AgreeWithEigensLeastSquares) {
  constexpr std::uint64_t kBatchSamples = 128;
  constexpr auto kSamples = static_cast<Eigen::Index>(kBatches * kBatchSamples);
  std::mt19937_64 generator(5);
  std::normal_distribution<double> normal;
  Eigen::MatrixXd design(kSamples, 2);
  Eigen::VectorXd decoded(kSamples);
  Eigen::VectorXd error(kSamples);
  Eigen::Index row = 0;
  const Moments moments = simulated_moments(kBatchSamples, [&] {
    // A shifted source and a shrunk decoder, so that every term of the formulas matters.
    const double x = 0.7 + 2 * normal(generator);
    const double e = 0.2 - 0.05 * x + 0.5 * normal(generator);
    design.row(row) << 1, x;
    decoded(row) = x + e;
    error(row++) = e;
    return ErrorAndSource{e, x};
  });

  const Eigen::VectorXd fit = design.colPivHouseholderQr().solve(decoded);
  const double n = kSamples;
  const double residual = (decoded - design * fit).squaredNorm() / n;
  const Eigen::MatrixXd covariance = residual * (design.transpose() * design).inverse();
  const Eigen::ArrayXd square = error.array().square();
  const double second = square.mean();
  const double fourth = (square - second).square().mean();
  // Sums of n terms: at most n roundings, of terms that are a few times the result.
  const double tolerance = 8 * n * kEps;
  EXPECT_NEAR(slope(moments).value, fit(1), tolerance);
  EXPECT_NEAR(slope(moments).standard_error / std::sqrt(covariance(1, 1)), 1, tolerance);
  EXPECT_NEAR(intercept(moments).value, fit(0), tolerance);
  EXPECT_NEAR(intercept(moments).standard_error / std::sqrt(covariance(0, 0)), 1, tolerance);
  EXPECT_NEAR(distortion(moments).value / second, 1, tolerance);
  EXPECT_NEAR(distortion(moments).standard_error / std::sqrt(fourth / n), 1, tolerance);
  EXPECT_NEAR(mean_error(moments).value, error.mean(), tolerance);
  const double scaled = (0.8 * decoded - design.col(1)).squaredNorm() / n;
  EXPECT_NEAR(scaled_distortion(moments, 0.8).value / scaled, 1, tolerance);
  EXPECT_NEAR(scaled_distortion(moments, 0.8).standard_error / (scaled * std::sqrt(2 / n)), 1,
              tolerance);
  const double spread = (error.array() - error.mean()).square().mean();
  EXPECT_NEAR(mean_error(moments).standard_error / std::sqrt(spread / n), 1, tolerance);
  EXPECT_EQ(slope(moments).samples, static_cast<std::uint64_t>(kSamples));
  EXPECT_EQ(slope(moments).law, Law::normal);
}

TEST(CeoEstimates, SlopeKeepsTinyErrorBars) {
  // D/sX2 = 1e-12: the residual must come from e, not from a difference of sizes near sX2.
  std::mt19937_64 generator(6);
  std::normal_distribution<double> normal;
  const Moments moments = simulated_moments(32, [&] {
    return ErrorAndSource{1e-6 * normal(generator), normal(generator)};
  });
  const Estimate estimate = slope(moments);
  const double expected = 1e-6 / std::sqrt(kBatches * 32.0);
  // var(residual)/var(x) of n normals each: a relative deviation of 7 of its standard deviations,
  // sqrt(4/n), would have probability 3e-12; the root halves it.
  EXPECT_NEAR(estimate.standard_error / expected, 1, 7 * std::sqrt(1 / (kBatches * 32.0)));
  EXPECT_LE(std::abs(estimate.value - 1), 7 * expected);
}

TEST(CeoEstimates, RefuseAnotherModel) {
  Moments moments;
  moments.mean = {1, 2};
  EXPECT_THROW((void)distortion(moments), Error);
}

TEST(CeoEstimates, EmptyMomentsGiveNoNumber) {
  Moments moments;
  moments.mean.assign(models::GaussianCeo::kOutputs, std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(std::isnan(distortion(moments).value));
  EXPECT_TRUE(std::isnan(slope(moments).standard_error));
}

/// p-values over seeds of each estimate under its null; `understate` divides the standard errors.
struct Calibration {
  std::vector<double> distortion, mean_error, slope, intercept;
};

Calibration calibrate(double understate) {
  Calibration p;
  std::mt19937_64 generator(7);
  std::normal_distribution<double> normal;
  constexpr double kSdX = 3;
  constexpr double kSdE = 0.5;
  const auto p_of = [&](const Estimate& estimate, double truth) {
    return two_sided_p((estimate.value - truth) / (estimate.standard_error / understate),
                       estimate.law);
  };
  for (int seed = 0; seed < 2000; ++seed) {
    const Moments moments = simulated_moments(8, [&] {
      return ErrorAndSource{kSdE * normal(generator), kSdX * normal(generator)};
    });
    p.distortion.push_back(p_of(distortion(moments), kSdE * kSdE));
    p.mean_error.push_back(p_of(mean_error(moments), 0));
    p.slope.push_back(p_of(slope(moments), 1));
    p.intercept.push_back(p_of(intercept(moments), 0));
  }
  return p;
}

TEST(CeoEstimates, PValuesAreUniformOverSeeds) {
  const Calibration p = calibrate(1);
  const double allowed = testing::allowed_distance(p.slope.size());
  EXPECT_LE(testing::distance_from_uniform(p.distortion), allowed);
  EXPECT_LE(testing::distance_from_uniform(p.mean_error), allowed);
  EXPECT_LE(testing::distance_from_uniform(p.slope), allowed);
  EXPECT_LE(testing::distance_from_uniform(p.intercept), allowed);
}

TEST(CeoEstimates, CalibrationRejectsUnderstatedErrors) {
  const Calibration p = calibrate(1.3);
  const double allowed = testing::allowed_distance(p.slope.size());
  EXPECT_GT(testing::distance_from_uniform(p.distortion), allowed);
  EXPECT_GT(testing::distance_from_uniform(p.mean_error), allowed);
  EXPECT_GT(testing::distance_from_uniform(p.slope), allowed);
  EXPECT_GT(testing::distance_from_uniform(p.intercept), allowed);
}

}  // namespace
}  // namespace ceo::stats
