#include "host/stats/batch_estimate.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "host/stats/ceo_estimates.hpp"
#include "tests/host/stats/simulated_moments.hpp"
#include "tests/host/stats/uniformity.hpp"

namespace ceo::stats {
namespace {

using models::GaussianCeo;
using testing::ErrorAndSource;
using testing::kFalseAlarm;
using testing::simulated_moments;
using Means = std::span<const double>;

constexpr double kEps = std::numeric_limits<double>::epsilon() / 2;

double second_moment(Means means) {
  return means[GaussianCeo::kError2];
}

double slope_of(Means means) {
  const double var_x = means[GaussianCeo::kX2] - means[GaussianCeo::kX] * means[GaussianCeo::kX];
  return 1 + (means[GaussianCeo::kErrorX] - means[GaussianCeo::kError] * means[GaussianCeo::kX]) /
                 var_x;
}

template <class Generator>
Moments sample(Generator& generator, std::uint64_t batch_samples) {
  std::normal_distribution<double> normal;
  return simulated_moments(batch_samples, [&] {
    const double x = 0.5 + 2 * normal(generator);
    return ErrorAndSource{0.7 * normal(generator), x};
  });
}

TEST(BatchEstimate, OfALinearFunctionIsTheSpreadOfTheBatches) {
  std::mt19937_64 generator(1);
  const Moments moments = sample(generator, 8);
  const Estimate estimate = batch_estimate(moments, second_moment);
  double squares = 0;
  for (const double mean : moments.batch_mean[GaussianCeo::kError2]) {
    const double deviation = mean - moments.mean[GaussianCeo::kError2];
    squares += deviation * deviation;
  }
  const double expected = std::sqrt(squares / (kBatches - 1.0) / kBatches);
  EXPECT_EQ(estimate.value, moments.mean[GaussianCeo::kError2]);
  EXPECT_EQ(estimate.samples, moments.samples);
  EXPECT_EQ(estimate.law, Law::t255);
  // Leaving one batch out moves the mean by 1/255 of its deviation, so eps of the mean counts 255
  // times in a deviation; 256 such errors enter the sum of squares.
  const double tolerance = 2 * 255 * kEps * estimate.value / std::sqrt(squares / kBatches);
  EXPECT_NEAR(estimate.standard_error / expected, 1, tolerance + 256 * kEps);
}

/// Ratio of the squared batch error to the squared exact error, and its allowed range: chi-square
/// with 255 degrees of freedom, and the exact error's own relative deviation `wobble` (in squares).
void expect_same_error(const Estimate& batches, const Estimate& exact, double wobble) {
  const boost::math::chi_squared law(kBatches - 1.0);
  const double low = boost::math::quantile(law, kFalseAlarm / 2) / (kBatches - 1.0);
  const double high =
      boost::math::quantile(boost::math::complement(law, kFalseAlarm / 2)) / (kBatches - 1.0);
  const double ratio = std::pow(batches.standard_error / exact.standard_error, 2);
  EXPECT_GT(ratio, low * (1 - wobble));
  EXPECT_LT(ratio, high * (1 + wobble));
  EXPECT_NEAR(batches.value, exact.value, exact.standard_error * 1e-6);
}

TEST(BatchEstimate, AgreesWithExactErrors) {
  std::mt19937_64 generator(2);
  const Moments moments = sample(generator, 1024);
  const auto n = static_cast<double>(moments.samples);
  // E[e^4] - E[e^2]^2 = 2 D^2 is estimated with variance 96 D^4/n at most; residual variance over
  // source variance with relative variance 4/n. Seven standard deviations each (3e-12).
  expect_same_error(batch_estimate(moments, second_moment), distortion(moments),
                    7 * std::sqrt(96 / n) / 2);
  expect_same_error(batch_estimate(moments, slope_of), slope(moments), 7 * std::sqrt(4 / n));
}

std::vector<double> p_values(double understate) {
  std::mt19937_64 generator(3);
  std::vector<double> p;
  for (int seed = 0; seed < 2000; ++seed) {
    const Moments moments = sample(generator, 8);
    const Estimate estimate = batch_estimate(moments, slope_of);
    p.push_back(
        two_sided_p((estimate.value - 1) / (estimate.standard_error / understate), estimate.law));
  }
  return p;
}

TEST(BatchEstimate, CoversTheTruthAsOftenAsItSays) {
  const std::vector<double> p = p_values(1);
  EXPECT_LE(testing::distance_from_uniform(p), testing::allowed_distance(p.size()));
}

TEST(BatchEstimate, CoverageTestRejectsUnderstatedErrors) {
  const std::vector<double> p = p_values(1.3);
  EXPECT_GT(testing::distance_from_uniform(p), testing::allowed_distance(p.size()));
}

TEST(BatchEstimate, UnknownBatchesGiveNoError) {
  std::mt19937_64 generator(4);
  Moments moments = sample(generator, 4);
  moments.batch_mean[GaussianCeo::kError2][3] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(batch_estimate(moments, second_moment).standard_error));
}

}  // namespace
}  // namespace ceo::stats
