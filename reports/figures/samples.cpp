// Figures of the samples themselves.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "host/base/text.hpp"
#include "kernels/core/shape.hpp"
#include "reports/figures.hpp"
#include "reports/figures/correlations.hpp"
#include "reports/figures/script.hpp"
#include "reports/numbers.hpp"

namespace ceo::reports {
namespace {

/// Fewer counts than this have no normal error bar.
constexpr double kFewestForRatio = 25;

std::vector<const run::CellRecord*> with_shape(const run::Record& record) {
  std::vector<const run::CellRecord*> cells;
  for (const run::CellRecord& cell : record.cells) {
    if (cell.fault.empty() && cell.shape.every > 0 && cell.shape.totals.variables >= 3)
      cells.push_back(&cell);
  }
  return cells;
}

/// Counts of e/sd(e) in the bins of core/shape.hpp, over all cells.
std::array<double, kShapeBins> error_counts(const std::vector<const run::CellRecord*>& cells) {
  std::array<double, kShapeBins> counts{};
  for (const run::CellRecord* cell : cells) {
    const launch::ShapeTotals& totals = cell->shape.totals;
    const auto first = static_cast<std::size_t>(totals.variables - 1) * kShapeBins;
    for (std::size_t bin = 0; bin < kShapeBins; ++bin)
      counts[bin] += static_cast<double>(totals.histogram.at(first + bin));
  }
  return counts;
}

struct Histogram {
  DataBlock found{"found"}, law{"law"}, ratio{"ratio"};
  double samples = 0;
  double worst = 0;  ///< largest |count - expected| / sqrt(expected)
};

Histogram histogram_of(const std::vector<const run::CellRecord*>& cells) {
  const auto counts = error_counts(cells);
  const boost::math::normal normal;
  Histogram histogram;
  for (const double count : counts) histogram.samples += count;
  for (int bin = 1; bin < kShapeBins - 1; ++bin) {
    const double from = -kShapeHalfRange + static_cast<double>(bin - 1) / kShapeBinsPerUnit;
    const double middle = from + 0.5 / kShapeBinsPerUnit;
    // By the smaller tail, so that far bins keep their digits.
    const double near = std::abs(middle) - 0.5 / kShapeBinsPerUnit;
    const double share =
        boost::math::cdf(boost::math::complement(normal, near)) -
        boost::math::cdf(boost::math::complement(normal, near + 1.0 / kShapeBinsPerUnit));
    const double expected = histogram.samples * share;
    const double count = counts[static_cast<std::size_t>(bin)];
    histogram.law.row({middle, expected});
    if (count > 0) histogram.found.row({middle, count});
    if (expected < kFewestForRatio) continue;
    histogram.ratio.row({middle, count / expected, 1 / std::sqrt(expected)});
    histogram.worst = std::max(histogram.worst, std::abs(count - expected) / std::sqrt(expected));
  }
  return histogram;
}

Figure error_histogram(const std::vector<const run::CellRecord*>& cells) {
  const Histogram histogram = histogram_of(cells);
  const std::string samples = human_count(histogram.samples);
  Figure figure;
  figure.id = "figure-error-histogram";
  figure.height = 460;
  // Two panels with one scale of e below each other: counts, and counts over the law.
  figure.script =
      histogram.found.str() + histogram.law.str() + histogram.ratio.str() +
      axes("", "samples per bin of 1/16") + "set multiplot\nset lmargin 10\nset rmargin 2\n" +
      "set xrange [-6.1:6.1]\nset origin 0,0.4\nset size 1,0.6\nset bmargin 1\nset format x ''\n"
      "set logscale y\n" +
      ticks('y', power_ticks(0.1, 2 * histogram.samples)) + "set yrange " +
      range(0.3, std::max(1.0, 0.2 * histogram.samples)) +
      fmt::format(
          "\nset key bottom center\nplot $law using 1:2 with lines lw 1.4 {} title "
          "'Gaussian', $found using 1:2 with points pt 7 ps 0.3 {} title 'found'\n",
          kOrange, kBlue) +
      "unset logscale y\nset ytics auto\nset autoscale y\nset origin 0,0\nset size 1,0.42\n"
      "set tmargin 1\nunset bmargin\nset format x\n" +
      axes("error e / sd(e) (1)", "found / Gaussian") +
      fmt::format(
          "plot 1 with lines lw 1 {}, $ratio using 1:2:3 with yerrorbars pt 7 ps 0.2 lw 0.6 "
          "{}\nunset multiplot\n",
          kOrange, kBlue);
  figure.caption = fmt::format(
      "The error of {} samples at {}, each in units of its sd(e), against the Gaussian: counts on "
      "a "
      "logarithmic axis, and their ratio with one standard deviation. The ratio should scatter "
      "about "
      "1; a bend at the ends would be a wrong tail.",
      samples, counted(cells.size(), "point"));
  figure.alt = fmt::format(
      "Histogram of the error on a Gaussian curve. The largest distance of a bin "
      "with {} or more samples is {} standard deviations.",
      kFewestForRatio, digits(histogram.worst, 3));
  return figure;
}

std::vector<Figure> mean_error(const std::vector<const run::CellRecord*>& cells) {
  const boost::math::normal normal;
  DataBlock means("means");
  double worst = 0, widest = 0;
  std::vector<std::array<double, 3>> rows;
  for (std::size_t bin = 0; bin < kSourceBins; ++bin) {
    std::array<double, kSourceBinSums> sums{};
    for (const run::CellRecord* cell : cells) {
      for (std::size_t s = 0; s < kSourceBinSums; ++s)
        sums[s] += static_cast<double>(cell->shape.totals.source_bins.at(s * kSourceBins + bin));
    }
    const double count = sums[kBinSamples];
    if (count < 2) continue;
    const double mean = sums[kBinError] / static_cast<double>(kBinErrorScale) / count;
    const double square = sums[kBinError2] / static_cast<double>(kBinError2Scale) / count;
    const double error = std::sqrt(std::max(0.0, square - mean * mean) / count);
    const double middle = (static_cast<double>(bin) + 0.5) / kSourceBins;
    rows.push_back({boost::math::quantile(normal, middle), mean, error});
    widest = std::max(widest, std::abs(mean) + error);
    if (error > 0) worst = std::max(worst, std::abs(mean) / error);
  }
  if (rows.empty()) return {};
  const int power = power_below(widest);
  const double scale = std::pow(10.0, -power);
  for (const auto& [x, mean, error] : rows) means.row({x, mean * scale, error * scale});
  Figure figure;
  figure.id = "figure-mean-error";
  figure.height = 340;
  figure.script =
      means.str() + axes("X / sd(X) (1)", "mean of e / sd(e), in " + power_text(power)) +
      "set xrange [-2.5:2.5]\n" +
      fmt::format("plot 0 with lines lw 1 {}, $means using 1:2:3 with yerrorbars pt 7 ps 0.45 {}\n",
                  kOrange, kBlue);
  figure.caption =
      "Mean error in 32 equally probable bins of the source X, with one standard error. "
      "Unbiasedness "
      "given X says 0 in every bin; a slope would be shrinkage, a curve a bias that no slope "
      "shows.";
  figure.alt = fmt::format(
      "Mean error over {} bins of X, all points of the plan together. The largest "
      "is {} standard errors from 0.",
      rows.size(), digits(worst, 3));
  return {figure};
}

}  // namespace

std::vector<Figure> sample_figures(const run::Record& record) {
  std::vector<Figure> figures;
  const auto cells = with_shape(record);
  if (!cells.empty()) {
    figures.push_back(error_histogram(cells));
    for (Figure& figure : mean_error(cells)) figures.push_back(std::move(figure));
  }
  for (Figure& figure : correlation_figures(record)) figures.push_back(std::move(figure));
  return figures;
}

}  // namespace ceo::reports
