// Joint laws of scalar channels against separate quadrature, closed forms and finer bins.
#include "host/theory/scalar_law.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "host/theory/sign_sgd.hpp"

namespace ceo::theory {
namespace {

std::vector<double> edges_of(int per_unit, double unit) {
  std::vector<double> edges;
  for (int i = -6 * per_unit; i <= 6 * per_unit; ++i) {
    edges.push_back(i * unit / static_cast<double>(per_unit));
  }
  return edges;
}

double density(double z) {
  return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
}

/// P(W <= t), W of variance 1.
double noise_below(NoiseShape shape, double t) {
  if (shape == NoiseShape::uniform) {
    return std::min(1.0, std::max(0.0, 0.5 + t / (2 * std::numbers::sqrt3)));
  }
  const double tail = std::exp(-std::numbers::sqrt2 * std::abs(t)) / 2;
  return t < 0 ? tail : 1 - tail;
}

/// P(G + W <= t) by the trapezoidal rule over G: its corners limit it to 1e-7.
double distribution_by_sum(NoiseShape shape, double t, double sd_gauss) {
  constexpr double kStep = 1.0 / 4096;
  double sum = 0;
  for (double z = -9; z <= 9; z += kStep) {
    sum += kStep * density(z) * noise_below(shape, t - sd_gauss * z);
  }
  return sum;
}

TEST(ScalarLaw, DistributionOfASumIsThatOfTheConvolution) {
  for (const NoiseShape shape : {NoiseShape::uniform, NoiseShape::laplace}) {
    for (const double sd_gauss : {0.1, 0.5, 2.0, 10.0}) {
      for (const double t : {-8.0, -1.7, -0.3, 0.0, 0.9, 4.0}) {
        EXPECT_NEAR(additive_distribution(shape, t, 1, sd_gauss),
                    distribution_by_sum(shape, t, sd_gauss), 1e-7)
            << t << " " << sd_gauss;
        // The law is symmetric, to the rounding that the header states.
        EXPECT_NEAR(additive_distribution(shape, t, 1, sd_gauss) +
                        additive_distribution(shape, -t, 1, sd_gauss),
                    1, 2e-14);
      }
    }
  }
  EXPECT_NEAR(additive_distribution(NoiseShape::gaussian, 1, 0.6, 0.8), 0.8413447460685429, 1e-15);
}

double information_of(const std::vector<double>& table, std::size_t columns) {
  std::vector<double> row(table.size() / columns);
  std::vector<double> column(columns);
  for (std::size_t i = 0; i < table.size(); ++i) {
    row[i / columns] += table[i];
    column[i % columns] += table[i];
  }
  double information = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i] > 0) {
      information += table[i] * std::log(table[i] / (row[i / columns] * column[i % columns]));
    }
  }
  return information;
}

/// The information of binned variables grows to that of the channel as the bins shrink, a quarter
/// of the gap for bins of half the width.
TEST(ScalarLaw, BinnedInformationTendsToThatOfTheChannel) {
  for (const NoiseShape shape : {NoiseShape::gaussian, NoiseShape::uniform, NoiseShape::laplace}) {
    const double exact = additive_information(shape, 1, 1, 0.1);
    double gap[2];
    for (const int fine : {0, 1}) {
      const int per_unit = fine == 0 ? 8 : 16;
      const std::vector<double> rows = edges_of(per_unit, 1);
      const std::vector<double> columns = edges_of(per_unit, 1.5);
      const std::vector<double> table = joint_with_source(
          rows, columns.size() + 1, additive_columns(shape, 1, 1, std::sqrt(0.1), columns));
      EXPECT_NEAR(std::accumulate(table.begin(), table.end(), 0.0), 1, 1e-12);
      gap[fine] = exact - information_of(table, columns.size() + 1);
      EXPECT_GT(gap[fine], 0);
    }
    EXPECT_NEAR(gap[0] / gap[1], 4, 0.4);
    EXPECT_LT(gap[1], 1.5e-3);
  }
}

TEST(ScalarLaw, RowsAreProbabilitiesOfTheSource) {
  const std::vector<double> edges = edges_of(16, 1);
  const std::vector<double> table = joint_with_source(edges, 11, positive_signs(100, 10));
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    double row = 0;
    for (std::size_t m = 0; m < 11; ++m) row += table[(i + 1) * 11 + m];
    const double expected =
        (std::erf(edges[i + 1] / std::numbers::sqrt2) - std::erf(edges[i] / std::numbers::sqrt2)) /
        2;
    EXPECT_NEAR(row, expected, 1e-12 * expected + 1e-15) << i;
  }
}

/// H(C | X) of the channel and of the bins, and the order of the columns.
TEST(ScalarLaw, CellsOfSeveralWorkersAreThoseOfEach) {
  const std::vector<QuantisedWorker> workers = {{0.5, uniform_midrise(2, 1)},
                                                {2, uniform_midrise(3, 0.5)}};
  const std::vector<double> edges = edges_of(16, 1);
  const std::vector<double> table = joint_with_source(edges, 32, quantised_columns(1, workers));
  const double gap = quantised_information(1, workers) - information_of(table, 32);
  EXPECT_GT(gap, 0);
  EXPECT_LT(gap, 1e-3);
  const std::vector<double> first = joint_with_source(edges, 4, quantised_columns(1, {workers[0]}));
  const std::vector<double> second =
      joint_with_source(edges, 8, quantised_columns(1, {workers[1]}));
  for (std::size_t row = 0; row <= edges.size(); ++row) {
    for (std::size_t j = 0; j < 4; ++j) {
      double sum = 0;
      for (std::size_t c = 0; c < 8; ++c) sum += table[row * 32 + j + 4 * c];
      EXPECT_NEAR(sum, first[row * 4 + j], 1e-15);
    }
    for (std::size_t j = 0; j < 8; ++j) {
      double sum = 0;
      for (std::size_t c = 0; c < 4; ++c) sum += table[row * 32 + c + 4 * j];
      EXPECT_NEAR(sum, second[row * 8 + j], 1e-15);
    }
  }
}

TEST(ScalarLaw, SignVectorsHaveTheEntropyOfTheFormula) {
  for (const double snr : {0.01, 1.0, 100.0}) {
    for (const int workers : {1, 3, 10, 16}) {
      const std::vector<double> law = sign_patterns(snr, workers);
      EXPECT_NEAR(std::accumulate(law.begin(), law.end(), 0.0), 1, 1e-12);
      double entropy = 0;
      for (const double p : law) entropy -= p > 0 ? p * std::log2(p) : 0;
      EXPECT_NEAR(entropy, sign_joint_entropy(snr, workers), 1e-9) << snr << " " << workers;
    }
  }
}

}  // namespace
}  // namespace ceo::theory
