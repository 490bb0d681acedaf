// Correlations of the normals behind the samples.
#include "reports/figures/correlations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>

#include "host/base/text.hpp"
#include "host/stats/correlations.hpp"
#include "host/stats/moments.hpp"
#include "reports/figures/script.hpp"
#include "reports/numbers.hpp"

namespace ceo::reports {
namespace {

constexpr int kHalfRange = 6;
constexpr int kBinsPerUnit = 4;
// A larger matrix has cells that no screen shows.
constexpr int kMostRows = 257;
constexpr int kBins = 2 * kHalfRange * kBinsPerUnit;

/// r sqrt(n) below the diagonal, row by row; empty where a variance is not positive.
struct Scaled {
  const run::CellRecord* cell = nullptr;
  int rows = 0;
  std::vector<double> t;  ///< [i (i - 1)/2 + j]
};

Scaled scaled_correlations(const run::CellRecord& cell) {
  Scaled scaled{&cell, cell.totals.rows, {}};
  if (cell.totals.normals.empty() || cell.totals.matrix_strips == 0) return scaled;
  const stats::Moments moments =
      stats::moments_of(cell.totals, cell.scale_exponent, cell.row_exponent);
  for (int i = 0; i < scaled.rows; ++i) {
    const auto diagonal = static_cast<std::size_t>(i) * static_cast<std::size_t>(i + 3) / 2;
    if (!(moments.normals[diagonal] > 0)) return scaled;
  }
  std::vector<int> rows(static_cast<std::size_t>(scaled.rows));
  std::iota(rows.begin(), rows.end(), 0);
  scaled.t = stats::correlations(moments.normals, rows).r;
  const double root = std::sqrt(static_cast<double>(moments.matrix_samples));
  for (double& r : scaled.t) r *= root;
  return scaled;
}

std::string row_name(int row) {
  if (row == 0) return "X";
  return fmt::format("{}{}", row % 2 == 1 ? "N" : "V", (row + 1) / 2);
}

Figure matrix_figure(const Scaled& scaled) {
  std::string data = "$m << EOD\n";
  const auto at = [&](int i, int j) {
    if (i == j) return 0.0;
    const int high = std::max(i, j), low = std::min(i, j);
    return scaled.t[static_cast<std::size_t>(high) * static_cast<std::size_t>(high - 1) / 2 +
                    static_cast<std::size_t>(low)];
  };
  for (int i = 0; i < scaled.rows; ++i) {
    for (int j = 0; j < scaled.rows; ++j)
      data += fmt::format("{}{:.2f}", j == 0 ? "" : " ", std::clamp(at(i, j), -5.0, 5.0));
    data += "\n";
  }
  std::vector<Tick> names;
  const int step = std::max(1, (scaled.rows + 7) / 8);
  for (int i = 0; i < scaled.rows; i += step) names.emplace_back(i, row_name(i));
  const auto largest = std::max_element(scaled.t.begin(), scaled.t.end(), [](double a, double b) {
    return std::abs(a) < std::abs(b);
  });
  Figure figure;
  figure.id = "figure-matrix";
  figure.height = 400;
  figure.script =
      data + "EOD\n" + axes("normal behind", "normal behind") + ticks('x', names) +
      ticks('y', names) + "unset grid\nset size ratio -1\nset xrange " +
      range(-0.5, scaled.rows - 0.5) + "\nset yrange " + range(scaled.rows - 0.5, -0.5) +
      "\nset palette defined (-5 '#0072B2', 0 '#ffffff', 5 '#D55E00')\nset cbrange [-5:5]\n"
      "set cblabel 'correlation r \u00d7 \u221an (1)'\nplot $m matrix with image\n";
  figure.caption = fmt::format(
      "Correlation of every normal with every other at the point {}, in units of its spread "
      "1/\u221an (diagonal left white). Independent draws look like grain: a line, block or edge "
      "would be a fault.",
      scaled.cell->point);
  figure.alt =
      fmt::format("Matrix of {} by {} correlations; the largest |r| \u221an of {} pairs is {}.",
                  scaled.rows, scaled.rows, scaled.t.size(), digits(std::abs(*largest), 3));
  return figure;
}

Figure law_figure(const std::vector<Scaled>& cells) {
  std::array<double, kBins> counts{};
  double pairs = 0, largest = 0;
  for (const Scaled& scaled : cells) {
    for (const double t : scaled.t) {
      const int bin = static_cast<int>(std::floor((t + kHalfRange) * kBinsPerUnit));
      if (bin >= 0 && bin < kBins) ++counts[static_cast<std::size_t>(bin)];
      largest = std::max(largest, std::abs(t));
      ++pairs;
    }
  }
  const boost::math::normal law;
  DataBlock found("found"), expected("expected");
  for (int bin = 0; bin < kBins; ++bin) {
    const double from = -kHalfRange + static_cast<double>(bin) / kBinsPerUnit;
    const double to = from + 1.0 / kBinsPerUnit;
    const double count = counts[static_cast<std::size_t>(bin)];
    const double mean = pairs * (boost::math::cdf(law, to) - boost::math::cdf(law, from));
    expected.row(
        {(from + to) / 2, mean, std::max(mean - std::sqrt(mean), 0.05), mean + std::sqrt(mean)});
    if (count > 0) found.row({(from + to) / 2, count});
  }
  Figure figure;
  figure.id = "figure-correlations";
  figure.height = 400;
  figure.script = found.str() + expected.str() +
                  axes("correlation r \u00d7 \u221an (1)", "pairs per bin of 1/4 (1)") +
                  "set logscale y\n" + ticks('y', power_ticks(0.1, 10 * pairs)) + "set yrange " +
                  range(0.1, std::max(1.0, pairs)) + "\nset xrange [-6:6]\nset key top right\n" +
                  fmt::format(
                      "plot $expected using 1:3:4 with filledcurves {}, $expected using "
                      "1:2 with lines lw 1.4 {} title 'normal law', $found using 1:2 with "
                      "points pt 7 ps 0.45 {} title 'found'\n",
                      kBand, kOrange, kBlue);
  figure.caption = fmt::format(
      "The correlations of all {} pairs in all matrices of the run, against their law at this "
      "sample "
      "count (band: one standard deviation of the count). Dots above the curve in the tails would "
      "be "
      "dependence.",
      grouped(static_cast<unsigned long long>(pairs)));
  figure.alt = fmt::format(
      "Histogram of {} values of r \u221an on the standard normal curve; the "
      "largest magnitude is {}.",
      grouped(static_cast<unsigned long long>(pairs)), digits(largest, 3));
  return figure;
}

}  // namespace

std::vector<Figure> correlation_figures(const run::Record& record) {
  std::vector<Scaled> cells;
  const Scaled* widest = nullptr;
  for (const run::CellRecord& cell : record.cells) {
    if (!cell.fault.empty()) continue;
    Scaled scaled = scaled_correlations(cell);
    if (!scaled.t.empty()) cells.push_back(std::move(scaled));
  }
  for (const Scaled& scaled : cells) {
    if (scaled.rows > kMostRows) continue;
    if (widest == nullptr || scaled.rows > widest->rows) widest = &scaled;
  }
  if (cells.empty()) return {};
  std::vector<Figure> figures;
  if (widest != nullptr) figures.push_back(matrix_figure(*widest));
  figures.push_back(law_figure(cells));
  return figures;
}

}  // namespace ceo::reports
