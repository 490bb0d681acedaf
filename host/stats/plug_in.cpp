#include "host/stats/plug_in.hpp"

#include <cmath>
#include <cstddef>

#include "host/base/error.hpp"

namespace ceo::stats {
namespace {

double p_log_p(double p) {
  return p > 0 ? p * std::log(p) : 0;
}

/// Mean count from which on the series of excess_of_count() is right; below, the sum over counts.
constexpr double kPoisson = 200;
constexpr double kReach = 14;  // standard deviations of a count that are summed
constexpr std::size_t kCounts = 430;

/// k ln k for the counts that are summed.
const std::vector<double>& count_logs() {
  static const std::vector<double> kTable = [] {
    std::vector<double> values(kCounts);
    for (std::size_t k = 0; k < kCounts; ++k) values[k] = p_log_p(static_cast<double>(k));
    return values;
  }();
  return kTable;
}

template <class Number>
std::vector<Number> rows_of(const PairTable<Number>& table) {
  ensure(table.cells.size() == table.rows * table.columns, "a table of pairs has another size");
  std::vector<Number> sums(table.rows);
  for (std::size_t i = 0; i < table.cells.size(); ++i) sums[i / table.columns] += table.cells[i];
  return sums;
}

template <class Number>
std::vector<Number> columns_of(const PairTable<Number>& table) {
  ensure(table.cells.size() == table.rows * table.columns, "a table of pairs has another size");
  std::vector<Number> sums(table.columns);
  for (std::size_t i = 0; i < table.cells.size(); ++i) sums[i % table.columns] += table.cells[i];
  return sums;
}

double sum_p_log_p(std::span<const double> probabilities) {
  double sum = 0;
  for (const double p : probabilities) sum += p_log_p(p);
  return sum;
}

double excess_sum(std::span<const double> probabilities, double samples) {
  double sum = 0;
  for (const double p : probabilities) {
    if (p > 0) sum += excess_of_count(samples, p);
  }
  return sum;
}

/// sum_j (n_j/n) ln(n_j/n).
double plug_in_sum(std::span<const std::int64_t> counts) {
  double samples = 0;
  for (const std::int64_t count : counts) samples += static_cast<double>(count);
  ensure(samples > 0, "an entropy of no samples");
  double sum = 0;
  for (const std::int64_t count : counts) sum += p_log_p(static_cast<double>(count) / samples);
  return sum;
}

/// Variance of log_ratio(row, column) under the law.
template <class LogRatio>
double variance_of(const LawTable& law, double mean, const LogRatio& log_ratio) {
  double variance = 0;
  for (std::size_t i = 0; i < law.cells.size(); ++i) {
    const double p = law.cells[i];
    if (p <= 0) continue;
    const double deviation = log_ratio(i / law.columns, i % law.columns, p) - mean;
    variance += p * deviation * deviation;
  }
  return variance;
}

}  // namespace

std::vector<double> row_sums(const LawTable& table) {
  return rows_of(table);
}
std::vector<double> column_sums(const LawTable& table) {
  return columns_of(table);
}
std::vector<std::int64_t> row_sums(const CountTable& table) {
  return rows_of(table);
}
std::vector<std::int64_t> column_sums(const CountTable& table) {
  return columns_of(table);
}

double excess_of_count(double samples, double p) {
  ensure(samples >= kFewestSymbols, "too few samples for the law of a plug-in value");
  const double mean = samples * p;
  if (mean >= kPoisson) {
    // The moments of a binomial count in the Taylor series of t ln t.
    const double q = 1 - p;
    return q / 2 + q * (1 + p) / (12 * mean) + q / (12 * mean * mean);
  }
  const auto last = static_cast<std::size_t>(mean + kReach * std::sqrt(mean) + 30);
  const std::vector<double>& logs = count_logs();
  double term = std::exp(-mean);  // P(N = k)
  double sum = 0;
  for (std::size_t k = 1; k <= last; ++k) {
    term *= mean / static_cast<double>(k);
    sum += term * logs[k];
  }
  return sum - p_log_p(mean);
}

PlugInLaw entropy_law(std::span<const double> probabilities, double samples) {
  PlugInLaw law;
  law.value = -sum_p_log_p(probabilities);
  law.bias = -excess_sum(probabilities, samples) / samples;
  for (const double p : probabilities) {
    if (p > 0) law.variance += p * (std::log(p) + law.value) * (std::log(p) + law.value);
  }
  return law;
}

PlugInLaw information_law(const LawTable& law, double samples) {
  const std::vector<double> rows = row_sums(law);
  const std::vector<double> columns = column_sums(law);
  PlugInLaw result;
  result.value = sum_p_log_p(law.cells) - sum_p_log_p(rows) - sum_p_log_p(columns);
  result.bias =
      (excess_sum(law.cells, samples) - excess_sum(rows, samples) - excess_sum(columns, samples)) /
      samples;
  result.variance =
      variance_of(law, result.value, [&](std::size_t row, std::size_t column, double p) {
        return std::log(p / (rows[row] * columns[column]));
      });
  return result;
}

PlugInLaw conditional_entropy_law(const LawTable& law, double samples) {
  const std::vector<double> rows = row_sums(law);
  PlugInLaw result;
  result.value = sum_p_log_p(rows) - sum_p_log_p(law.cells);
  result.bias = (excess_sum(rows, samples) - excess_sum(law.cells, samples)) / samples;
  result.variance = variance_of(
      law, result.value,
      [&](std::size_t row, std::size_t /*column*/, double p) { return -std::log(p / rows[row]); });
  return result;
}

double plug_in_entropy(std::span<const std::int64_t> counts) {
  return -plug_in_sum(counts);
}

double plug_in_information(const CountTable& counts) {
  return plug_in_sum(counts.cells) - plug_in_sum(row_sums(counts)) -
         plug_in_sum(column_sums(counts));
}

double plug_in_conditional_entropy(const CountTable& counts) {
  return plug_in_sum(row_sums(counts)) - plug_in_sum(counts.cells);
}

Estimate corrected(double plug_in, const PlugInLaw& law, std::uint64_t samples) {
  const auto n = static_cast<double>(samples);
  return {plug_in - law.bias, std::sqrt((law.variance + std::abs(law.bias)) / n), samples,
          Law::normal, 1};
}

}  // namespace ceo::stats
