// Entropies and informations of counted symbols: the plug-in value with the exact bias and the
// variance that it has under a known law. All in nats.
//
// The plug-in entropy -sum_j (n_j/n) ln(n_j/n) is biased downward and the plug-in information
// upward, by about (cells - 1)/(2n) (Miller 1955). Cells that expect few samples contribute less,
// so the bias is taken from the law of each count: E[N ln N] - E[N] ln E[N].
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/stats/judge.hpp"

namespace ceo::stats {

/// Probabilities or counts of pairs: entry row * columns + column.
template <class Number>
struct PairTable {
  std::size_t rows = 0, columns = 0;
  std::vector<Number> cells;
};
using LawTable = PairTable<double>;
using CountTable = PairTable<std::int64_t>;

/// The rows, or columns, of a table summed up.
[[nodiscard]] std::vector<double> row_sums(const LawTable& table);
[[nodiscard]] std::vector<double> column_sums(const LawTable& table);
[[nodiscard]] std::vector<std::int64_t> row_sums(const CountTable& table);
[[nodiscard]] std::vector<std::int64_t> column_sums(const CountTable& table);

/// What a plug-in value of n samples should be.
struct PlugInLaw {
  double value = 0;     ///< of the law itself
  double bias = 0;      ///< E[plug-in] - value
  double variance = 0;  ///< n times the variance of the first order
};

/// Fewest samples for which the laws below hold: counts that expect fewer than 200 are taken as
/// Poisson, which is wrong by at most 200/n of their share of the bias.
inline constexpr double kFewestSymbols = 1 << 15;

/// E[N ln N] - E[N] ln E[N] for N binomial of n trials and probability p, n >= kFewestSymbols.
/// Absolute error below 3e-6 + 200/n.
[[nodiscard]] double excess_of_count(double samples, double p);

/// H of symbols with these probabilities (sum 1; zeros allowed); n >= kFewestSymbols.
[[nodiscard]] PlugInLaw entropy_law(std::span<const double> probabilities, double samples);
/// I(row; column).
[[nodiscard]] PlugInLaw information_law(const LawTable& law, double samples);
/// H(column | row).
[[nodiscard]] PlugInLaw conditional_entropy_law(const LawTable& law, double samples);

/// The plug-in values. Error(internal) without samples.
[[nodiscard]] double plug_in_entropy(std::span<const std::int64_t> counts);
[[nodiscard]] double plug_in_information(const CountTable& counts);
[[nodiscard]] double plug_in_conditional_entropy(const CountTable& counts);

/// The bias taken off, with the standard error sqrt(variance/n + |bias|/n): the second term is the
/// variance degrees/(2n^2) of the chi-square that the bias is the mean of. Law: normal.
[[nodiscard]] Estimate corrected(double plug_in, const PlugInLaw& law, std::uint64_t samples);

}  // namespace ceo::stats
