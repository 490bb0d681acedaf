#include "host/stats/histogram.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "host/stats/chi_square_sum.hpp"

namespace ceo::stats {
namespace {

void check(std::span<const double> probabilities) {
  ensure(probabilities.size() >= 2, "histogram: fewer than 2 cells");
  double sum = 0;
  for (const double probability : probabilities) {
    ensure(probability > 0, "histogram: a probability is not positive");
    sum += probability;
  }
  ensure(std::abs(sum - 1) < 1e-9, "histogram: the probabilities do not sum to 1");
}

std::uint64_t total(const Histogram& cells) {
  ensure(cells.counts.size() == cells.probabilities.size(),
         "histogram: counts and probabilities differ in number");
  check(cells.probabilities);
  return std::accumulate(cells.counts.begin(), cells.counts.end(), std::uint64_t{0});
}

double samples_of(const Histogram& cells) {
  const std::uint64_t samples = total(cells);
  if (samples == 0) {
    throw Error(ExitCode::usage, "the histogram has no samples", "", "Give the cell more samples.");
  }
  return static_cast<double>(samples);
}

/// H_j and 1 - H_j, each summed from its own side, for the first cells - 1 cells.
struct Cumulative {
  std::vector<double> below, above;
};

Cumulative cumulative(std::span<const double> probabilities) {
  const std::size_t inner = probabilities.size() - 1;
  Cumulative sums{std::vector<double>(inner), std::vector<double>(inner)};
  double below = 0;
  double above = 0;
  for (std::size_t j = 0; j < inner; ++j) {
    sums.below[j] = below += probabilities[j];
    sums.above[inner - 1 - j] = above += probabilities[inner - j];
  }
  return sums;
}

/// t_j/(H_j (1 - H_j)).
double weight_of(const Cumulative& sums, std::span<const double> probabilities, std::size_t j) {
  return (probabilities[j] + probabilities[j + 1]) / 2 / (sums.below[j] * sums.above[j]);
}

}  // namespace

Histogram merged(const Histogram& cells, double smallest) {
  const auto samples = static_cast<double>(total(cells));
  Histogram result;
  std::uint64_t count = 0;
  double probability = 0;
  for (std::size_t j = 0; j < cells.counts.size(); ++j) {
    count += cells.counts[j];
    probability += cells.probabilities[j];
    if (probability * samples >= smallest) {
      result.counts.push_back(count);
      result.probabilities.push_back(probability);
      count = 0;
      probability = 0;
    }
  }
  if (result.counts.size() < 2) {
    throw Error(ExitCode::usage,
                human_count(samples) + " samples fill fewer than 2 cells with " +
                    human_count(smallest) + " expected samples each",
                "", "Give the cell more samples.");
  }
  result.counts.back() += count;
  result.probabilities.back() += probability;
  return result;
}

FitTest chi_square_test(const Histogram& cells) {
  const double samples = samples_of(cells);
  FitTest test;
  test.cells = static_cast<int>(cells.counts.size());
  for (std::size_t j = 0; j < cells.counts.size(); ++j) {
    const double expected = samples * cells.probabilities[j];
    const double excess = static_cast<double>(cells.counts[j]) - expected;
    test.statistic += excess * excess / expected;
  }
  const double half = (test.cells - 1) / 2.0;
  test.tails = {boost::math::gamma_p(half, test.statistic / 2),
                boost::math::gamma_q(half, test.statistic / 2)};
  return test;
}

std::vector<double> grouped_weights(std::span<const double> probabilities) {
  check(probabilities);
  const Cumulative sums = cumulative(probabilities);
  const auto size = static_cast<Eigen::Index>(sums.below.size());
  // Covariance of Z_i/sqrt(n) and Z_j/sqrt(n), i <= j: H_i (1 - H_j), times the roots of the
  // weights.
  Eigen::MatrixXd form(size, size);
  for (Eigen::Index j = 0; j < size; ++j) {
    const auto column = static_cast<std::size_t>(j);
    for (Eigen::Index i = 0; i <= j; ++i) {
      const auto row = static_cast<std::size_t>(i);
      form(j, i) = form(i, j) =
          sums.below[row] * sums.above[column] *
          std::sqrt(weight_of(sums, probabilities, row) * weight_of(sums, probabilities, column));
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(form, Eigen::EigenvaluesOnly);
  ensure(solver.info() == Eigen::Success, "grouped_weights: no eigenvalues");
  const Eigen::VectorXd& values = solver.eigenvalues();
  std::vector<double> weights(values.data(), values.data() + values.size());
  std::reverse(weights.begin(), weights.end());
  return weights;
}

FitTest grouped_anderson_darling(const Histogram& cells) {
  const double samples = samples_of(cells);
  const Cumulative sums = cumulative(cells.probabilities);
  FitTest test;
  test.cells = static_cast<int>(cells.counts.size());
  std::uint64_t count = 0;
  for (std::size_t j = 0; j + 1 < cells.counts.size(); ++j) {
    count += cells.counts[j];
    const double excess = static_cast<double>(count) - samples * sums.below[j];
    test.statistic += excess * excess / samples * weight_of(sums, cells.probabilities, j);
  }
  test.tails = chi_square_sum(grouped_weights(cells.probabilities), test.statistic);
  return test;
}

}  // namespace ceo::stats
