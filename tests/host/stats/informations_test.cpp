// Informations against determinants in long double, their moments and laws against simulated
// Wishart matrices.
#include "host/stats/informations.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "tests/host/stats/uniformity.hpp"

namespace ceo::stats {
namespace {

using Real = long double;
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;

/// Covariance of X, Y_1, U_1, .. with unit var_x and equal workers, var_n and var_v.
Matrix channel(int workers, Real var_n, Real var_v) {
  const int rows = 2 * workers + 1;
  Matrix sigma = Matrix::Ones(rows, rows);
  for (int k = 0; k < workers; ++k) {
    for (const int i : {1 + 2 * k, 2 + 2 * k}) {
      for (const int j : {1 + 2 * k, 2 + 2 * k}) sigma(i, j) += var_n;
    }
    sigma(2 + 2 * k, 2 + 2 * k) += var_v;
  }
  return sigma;
}

template <class M>
std::vector<double> triangle(const M& matrix) {
  std::vector<double> lower;
  for (int i = 0; i < matrix.rows(); ++i) {
    for (int j = 0; j <= i; ++j) lower.push_back(static_cast<double>(matrix(i, j)));
  }
  return lower;
}

Matrix back(const std::vector<double>& lower, int size) {
  Matrix matrix(size, size);
  for (int i = 0, at = 0; i < size; ++i) {
    for (int j = 0; j <= i; ++j, ++at) {
      matrix(i, j) = matrix(j, i) = lower[static_cast<std::size_t>(at)];
    }
  }
  return matrix;
}

/// ln det of some rows, by Gaussian elimination with pivots in long double.
Real log_det(const Matrix& all, std::vector<int> rows) {
  if (rows.empty()) return 0;
  Matrix some(rows.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows.size(); ++j) {
      some(static_cast<int>(i), static_cast<int>(j)) = all(rows[i], rows[j]);
    }
  }
  return some.fullPivLu().matrixLU().diagonal().array().abs().log().sum();
}

std::vector<int> joined(std::vector<int> first, const std::vector<int>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Real by_determinants(const Matrix& sigma, const InformationRows& rows) {
  const std::vector<int> ac = joined(rows.a, rows.given);
  const std::vector<int> bc = joined(rows.b, rows.given);
  return (log_det(sigma, ac) + log_det(sigma, bc) - log_det(sigma, rows.given) -
          log_det(sigma, joined(rows.a, bc))) /
         2;
}

/// Y and U of workers first .. last - 1; the U of the others are given.
InformationRows of_workers(int workers, int first, int last) {
  InformationRows rows;
  for (int k = 0; k < workers; ++k) {
    if (k >= first && k < last) {
      rows.a.push_back(2 + 2 * k);
      rows.b.push_back(1 + 2 * k);
    } else {
      rows.given.push_back(2 + 2 * k);
    }
  }
  return rows;
}

TEST(Information, IsThatOfTheDeterminants) {
  for (const Real var_v : {1.0L, 1e-2L, 1e-6L}) {  // the last near Dmin
    for (const int workers : {1, 3, 10, 64}) {
      const int rows_of_all = 2 * workers + 1;
      const std::vector<double> lower = triangle(channel(workers, 1, var_v));
      const Matrix sigma = back(lower, rows_of_all);
      for (const int last : {1, (workers + 1) / 2, workers}) {
        const InformationRows rows = of_workers(workers, 0, last);
        const auto expected = static_cast<double>(by_determinants(sigma, rows));
        // Roundings of double: some eps times the ratio of variances, for each of the workers.
        const double rounding = 0x1p-50 * static_cast<double>(3 / var_v) * workers;
        EXPECT_NEAR(information(lower, rows).value, expected, rounding) << workers << " " << last;
      }
    }
  }
}

TEST(Information, OfOnePairIsThatOfItsCorrelation) {
  const std::vector<double> lower = {4, 3, 9};
  const Information found = information(lower, {{0}, {1}, {}});
  EXPECT_NEAR(found.value, -std::log(0.75) / 2, 1e-15);
  EXPECT_NEAR(found.squares, 0.25, 1e-15);
  EXPECT_NEAR(found.quartics, 0.0625, 1e-15);
}

TEST(Information, SquaresAreTracesOfTheCanonicalProblem) {
  const std::vector<double> lower = triangle(channel(4, 2, 0.5));
  const InformationRows rows = of_workers(4, 0, 3);
  const Matrix sigma = back(lower, 9);
  // Conditional covariance given C by Schur's complement, then S_bb^-1 S_ba S_aa^-1 S_ab.
  const auto block = [&](const std::vector<int>& r, const std::vector<int>& c) {
    Matrix some(r.size(), c.size());
    for (std::size_t i = 0; i < r.size(); ++i) {
      for (std::size_t j = 0; j < c.size(); ++j) {
        some(static_cast<int>(i), static_cast<int>(j)) = sigma(r[i], c[j]);
      }
    }
    return some;
  };
  const auto given = [&](const std::vector<int>& r, const std::vector<int>& c) -> Matrix {
    return block(r, c) -
           block(r, rows.given) * block(rows.given, rows.given).inverse() * block(rows.given, c);
  };
  const Matrix product = given(rows.b, rows.b).inverse() * given(rows.b, rows.a) *
                         given(rows.a, rows.a).inverse() * given(rows.a, rows.b);
  const Information found = information(lower, rows);
  EXPECT_NEAR(found.squares, static_cast<double>(product.trace()), 1e-13);
  EXPECT_NEAR(found.quartics, static_cast<double>((product * product).trace()), 1e-13);
}

TEST(Information, OfNoCovarianceIsNotANumber) {
  const std::vector<double> lower = {1, 2, 1};
  EXPECT_TRUE(std::isnan(information(lower, {{0}, {1}, {}}).value));
  const InformationRows rows{{0}, {1}, {}};
  EXPECT_TRUE(
      std::isnan(test_information(information(lower, rows), {0.1, 0.1, 0.01}, rows, 100, 0).p));
}

/// W/n of n samples of a covariance, by Bartlett's decomposition.
std::vector<double> wishart(const Eigen::MatrixXd& root, int samples, std::mt19937_64& generator) {
  const auto size = static_cast<int>(root.rows());
  std::normal_distribution<double> normal;
  Eigen::MatrixXd bartlett = Eigen::MatrixXd::Zero(size, size);
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < i; ++j) bartlett(i, j) = normal(generator);
    std::chi_squared_distribution<double> square(samples - i);
    bartlett(i, i) = std::sqrt(square(generator));
  }
  const Eigen::MatrixXd lower = root * bartlett;
  return triangle(Eigen::MatrixXd(lower * lower.transpose() / samples));
}

Eigen::MatrixXd root_of(const Matrix& sigma) {
  return sigma.cast<double>().llt().matrixL();
}

TEST(Information, BiasAndVarianceAreThoseOfWishartMatrices) {
  constexpr int kSamples = 60, kRuns = 40000;
  std::mt19937_64 generator(7);
  const Matrix sigma = channel(3, 1, 0.5);
  const InformationRows rows = of_workers(3, 0, 2);
  const Information truth = information(triangle(sigma), rows);
  const Eigen::MatrixXd root = root_of(sigma);
  const double degrees = information_degrees(kSamples, rows);
  EXPECT_EQ(degrees, kSamples - 1);
  double sum = 0, squares = 0;
  for (int run = 0; run < kRuns; ++run) {
    const double off = information(wishart(root, kSamples, generator), rows).value - truth.value;
    sum += off;
    squares += off * off;
  }
  const double mean = sum / kRuns;
  const double variance = squares / kRuns - mean * mean;
  // 6.2 standard errors: a false alarm in 1.8e9.
  const double of_mean = 6.2 * std::sqrt(variance / kRuns);
  EXPECT_NEAR(mean, information_bias(2, 2, degrees), of_mean);
  EXPECT_GT(std::abs(mean - 2 / degrees), of_mean / 10) << "the first order alone is seen to miss";
  // The variance to its second order; what is left out is of the third.
  const double expected = truth.squares / degrees + 4 / (2 * degrees * degrees);
  const double left_out = 4 / (degrees * degrees);
  EXPECT_NEAR(variance, expected, 6.2 * variance * std::sqrt(2.0 / kRuns) + left_out);
}

struct Case {
  const char* name;
  Matrix sigma;
  InformationRows rows;
  int samples;
};

std::vector<Case> cases() {
  return {{"a pair", channel(2, 1, 1), {{2}, {1}, {0}}, 400},
          {"a pair of almost nothing", channel(2, 1, 1e6), {{2}, {1}, {0}}, 1000},
          {"two workers of three", channel(3, 1, 0.5), of_workers(3, 0, 2), 2000},
          {"four workers", channel(4, 2, 0.5), of_workers(4, 0, 4), 2000},
          {"four workers of little rate", channel(4, 1, 2000), of_workers(4, 0, 4), 100000}};
}

TEST(InformationTest, PValuesOfSoundSamplesAreUniform) {
  constexpr int kRuns = 10000;
  std::mt19937_64 generator(11);
  for (const Case& at : cases()) {
    const Information expected = information(triangle(at.sigma), at.rows);
    const Eigen::MatrixXd root = root_of(at.sigma);
    std::vector<double> p, faulty;
    for (int run = 0; run < kRuns; ++run) {
      const Information found = information(wishart(root, at.samples, generator), at.rows);
      p.push_back(test_information(found, expected, at.rows, at.samples, 0).p);
      Information off = expected;
      off.value += 0.7 * std::sqrt(expected.squares / at.samples);
      faulty.push_back(test_information(found, off, at.rows, at.samples, 0).p);
    }
    if (std::string(at.name) == "a pair of almost nothing") continue;  // next test
    EXPECT_LE(testing::distance_from_uniform(p), testing::allowed_distance(p.size())) << at.name;
    EXPECT_GT(testing::distance_from_uniform(faulty), testing::allowed_distance(p.size()))
        << at.name;
  }
}

TEST(InformationTest, APairWithoutASignGivesNoFalseAlarms) {
  // Where the correlation is lost in its own noise its sign is unknown, and p is too large.
  constexpr int kRuns = 20000;
  std::mt19937_64 generator(13);
  const Case at = cases()[1];
  const Information expected = information(triangle(at.sigma), at.rows);
  const Eigen::MatrixXd root = root_of(at.sigma);
  int alarms = 0;
  for (int run = 0; run < kRuns; ++run) {
    const Information found = information(wishart(root, at.samples, generator), at.rows);
    alarms += test_information(found, expected, at.rows, at.samples, 0).p <= 0.01 ? 1 : 0;
  }
  EXPECT_LE(alarms, 0.01 * kRuns + 6 * std::sqrt(0.01 * kRuns));
}

TEST(InformationTest, TheFarTailIsFishers) {
  // The transformation for many canonical correlations, on one: against Fisher's at p near 1e-11.
  for (const double rho : {0.1, 0.5, 0.9}) {
    for (const double samples : {1e6, 1e8}) {
      const Information expected{-std::log1p(-rho * rho) / 2, rho * rho, std::pow(rho, 4)};
      for (const double z : {-6.8, 6.8}) {
        const double moved = std::tanh(std::atanh(rho) + z / std::sqrt(samples));
        const Information found{-std::log1p(-moved * moved) / 2, 0, 0};
        const InformationRows pair{{0}, {1}, {}};
        const InformationTest exact = test_information(found, expected, pair, samples, 0);
        EXPECT_NEAR(exact.z, z, 1e-2);
        // Two more rows that add nothing keep the law but for 4 cells of noise.
        const InformationRows four{{0, 2}, {1, 3}, {}};
        Information shifted = found;
        shifted.value += information_bias(2, 2, samples) - information_bias(1, 1, samples);
        const InformationTest many = test_information(shifted, expected, four, samples, 0);
        EXPECT_NEAR(many.p / exact.p, 1, 0.25) << rho << " " << samples << " " << z;
      }
    }
  }
}

TEST(InformationTest, TheSystematicErrorIsTakenOff) {
  const Information expected{0.5, 0.6, 0.3};
  const InformationRows rows{{0, 1}, {2, 3}, {}};
  Information found = expected;
  found.value += 1e-3 + information_bias(2, 2, 1e6);
  EXPECT_GT(test_information(found, expected, rows, 1e6, 0).z, 1);
  EXPECT_NEAR(test_information(found, expected, rows, 1e6, 1e-3).z, 0, 1e-2);
  EXPECT_TRUE(std::isnan(test_information(found, expected, rows, 1e6, std::nan("")).p));
}

TEST(InformationGain, IsTheSumOfPartsLessTheWhole) {
  const Matrix sigma = channel(5, 1, 0.5);
  const std::vector<double> lower = triangle(sigma);
  const InformationRows all = of_workers(5, 0, 5);
  const Gain found = information_gain(lower, all.b, all.a, 1e15);
  Real parts = 0;
  for (int k = 0; k < 5; ++k) parts += by_determinants(sigma, {{2 + 2 * k}, {1 + 2 * k}, {}});
  EXPECT_NEAR(found.separate, static_cast<double>(parts), 1e-12);
  EXPECT_NEAR(found.gain, static_cast<double>(parts - by_determinants(sigma, all)), 1e-12);
}

TEST(InformationGain, VariancesAreThoseOfWishartMatrices) {
  constexpr int kSamples = 2000, kRuns = 20000;
  std::mt19937_64 generator(17);
  const Matrix sigma = channel(3, 1, 0.5);
  const InformationRows all = of_workers(3, 0, 3);
  const Gain truth = information_gain(triangle(sigma), all.b, all.a, 1e15);
  const Eigen::MatrixXd root = root_of(sigma);
  double separate = 0, separate2 = 0, gain = 0, gain2 = 0;
  for (int run = 0; run < kRuns; ++run) {
    const Gain found = information_gain(wishart(root, kSamples, generator), all.b, all.a, kSamples);
    separate += found.separate - truth.separate;
    separate2 += std::pow(found.separate - truth.separate, 2);
    gain += found.gain - truth.gain;
    gain2 += std::pow(found.gain - truth.gain, 2);
  }
  const auto check = [&](double sum, double squares, double variance) {
    const double expected = variance / kSamples;
    EXPECT_NEAR(sum / kRuns, 0, 6.2 * std::sqrt(expected / kRuns));
    // The next order of the variance is some degrees/n of it.
    EXPECT_NEAR(squares / kRuns / expected, 1, 6.2 * std::sqrt(2.0 / kRuns) + 10.0 / kSamples);
  };
  check(separate, separate2, truth.separate_variance);
  check(gain, gain2, truth.gain_variance);
}

TEST(InformationRounding, BoundsWhatOffMomentsDo) {
  constexpr double kOff = 1e-6;
  std::mt19937_64 generator(19);
  const Matrix sigma = channel(4, 1, 0.01);
  const InformationRows rows = of_workers(4, 0, 3);
  const std::vector<double> sound = triangle(sigma);
  const double bound = information_rounding(sound, rows, kOff);
  const double value = information(sound, rows).value;
  double largest = 0;
  for (int run = 0; run < 200; ++run) {
    std::vector<double> off = sound;
    for (int i = 0, at = 0; i < 9; ++i) {
      for (int j = 0; j <= i; ++j, ++at) {
        const auto size = static_cast<double>(std::sqrt(sigma(i, i) * sigma(j, j)));
        off[static_cast<std::size_t>(at)] += (generator() % 2 == 0 ? kOff : -kOff) * size;
      }
    }
    largest = std::max(largest, std::abs(information(off, rows).value - value));
  }
  EXPECT_LE(largest, bound * 1.001);
  EXPECT_GE(largest, bound / 100);
}

}  // namespace
}  // namespace ceo::stats
