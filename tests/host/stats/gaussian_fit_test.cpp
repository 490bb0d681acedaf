// The squared correlation of a histogram with a Gaussian density.
#include "host/stats/gaussian_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <random>
#include <vector>

#include "host/base/error.hpp"

namespace ceo::stats {
namespace {

std::vector<double> equal_edges(double from, double to, int cells) {
  std::vector<double> edges;
  for (int j = 0; j <= cells; ++j) edges.push_back(from + (to - from) * j / cells);
  return edges;
}

template <class Draw>
std::vector<std::uint64_t> filled(const std::vector<double>& edges, int samples, Draw&& draw) {
  std::vector<std::uint64_t> counts(edges.size() - 1, 0);
  const double width = edges[1] - edges[0];
  for (int i = 0; i < samples; ++i) {
    const double place = std::floor((draw() - edges.front()) / width);
    if (place >= 0 && place < static_cast<double>(counts.size())) {
      ++counts[static_cast<std::size_t>(place)];
    }
  }
  return counts;
}

TEST(GaussianFit, OneForTheCurveItself) {
  const std::vector<double> edges = equal_edges(-1, 9, 20);
  std::vector<std::uint64_t> counts;
  for (std::size_t j = 0; j < 20; ++j) {
    const double middle = ((edges[j] + edges[j + 1]) / 2 - 4) / 1.5;
    counts.push_back(static_cast<std::uint64_t>(1e12 * std::exp(-middle * middle / 2)));
  }
  EXPECT_NEAR(gaussian_fit(counts, edges, 4, 1.5).r_squared, 1, 1e-12);
  EXPECT_LT(gaussian_fit(counts, edges, 5, 1.5).r_squared, 0.9);
}

TEST(GaussianFit, WorkedNumbers) {
  // Densities 1, 2, 1.5 against a curve that is symmetric about the middle cell: about their means
  // (-1, 1, 0)/2 and (-1, 2, -1) h, so r^2 = (1.5 h)^2/(0.5 * 6 h^2) = 0.75.
  const std::vector<double> edges{-3, -1, 1, 3};
  EXPECT_NEAR(gaussian_fit(std::vector<std::uint64_t>{2, 4, 3}, edges, 0, 1).r_squared, 0.75,
              1e-14);
  // Unequal cells: counts 4, 4, 3 in widths 4, 2, 2 have densities 1, 2, 1.5.
  const std::vector<double> wide{-5, -1, 1, 3};
  const double middle = std::exp(0.0), left = std::exp(-4.5), right = std::exp(-2.0);
  const double mean = (left + middle + right) / 3;
  const double xy = (-(left - mean) + (middle - mean)) / 2;
  const double xx =
      std::pow(left - mean, 2) + std::pow(middle - mean, 2) + std::pow(right - mean, 2);
  EXPECT_NEAR(gaussian_fit(std::vector<std::uint64_t>{4, 4, 3}, wide, 0, 1).r_squared,
              xy * xy / (xx * 0.5), 1e-14);
}

TEST(GaussianFit, ExpectedShortfallIsTheMeanOfSimulations) {
  std::mt19937_64 generator(61);
  std::normal_distribution<double> normal(1, 2);
  for (const int cells : {8, 60}) {
    const std::vector<double> edges = equal_edges(-5, 7, cells);
    double sum = 0;
    double squares = 0;
    double expected = 0;
    constexpr int kRuns = 3000;
    for (int run = 0; run < kRuns; ++run) {
      const GaussianFit fit =
          gaussian_fit(filled(edges, 2000, [&] { return normal(generator); }), edges, 1, 2);
      sum += 1 - fit.r_squared;
      squares += (1 - fit.r_squared) * (1 - fit.r_squared);
      expected = fit.expected_shortfall;
    }
    const double mean = sum / kRuns;
    const double error = std::sqrt((squares / kRuns - mean * mean) / kRuns);
    // 6.2 standard errors (6e-10 two-sided), and the next order: the shortfall itself.
    EXPECT_NEAR(mean, expected, 6.2 * error + expected * expected) << cells;
    EXPECT_GT(mean, 6.2 * error);
  }
}

TEST(GaussianFit, FallsForLaplaceSamples) {
  std::mt19937_64 generator(67);
  std::exponential_distribution<double> exponential(std::numbers::sqrt2);
  const std::vector<double> edges = equal_edges(-4, 4, 40);
  const auto counts = filled(edges, 100000, [&] {
    const double size = exponential(generator);
    return generator() % 2 == 0 ? size : -size;
  });
  const GaussianFit fit = gaussian_fit(counts, edges, 0, 1);
  EXPECT_LT(fit.r_squared, 0.97);
  EXPECT_GT(fit.r_squared, 0.8);
  EXPECT_LT(fit.expected_shortfall, 0.003);
}

TEST(GaussianFit, BadInput) {
  const std::vector<std::uint64_t> counts{1, 2, 3};
  const std::vector<double> edges{0, 1, 2, 3};
  EXPECT_THROW((void)gaussian_fit(std::vector<std::uint64_t>{1, 2}, edges, 0, 1), Error);
  EXPECT_THROW((void)gaussian_fit(counts, std::vector<double>{0, 1, 2}, 0, 1), Error);
  EXPECT_THROW((void)gaussian_fit(counts, std::vector<double>{0, 1, 1, 3}, 0, 1), Error);
  EXPECT_THROW((void)gaussian_fit(counts, edges, 0, 0), Error);
  EXPECT_TRUE(std::isnan(gaussian_fit(std::vector<std::uint64_t>{5, 5, 5}, edges, 0, 1).r_squared));
}

}  // namespace
}  // namespace ceo::stats
