// Figures of the curves that claims give.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "host/base/text.hpp"
#include "reports/escape.hpp"
#include "reports/figures.hpp"
#include "reports/figures/script.hpp"
#include "reports/numbers.hpp"
#include "reports/run_facts.hpp"

namespace ceo::reports {
namespace {

using run::AxisScale;
using run::Curve;
using run::CurveStyle;
using run::Series;

/// Colours in turn; the next round is dashed or has other points.
constexpr std::array<const char*, 4> kColours = {kBlue, kOrange, kGreen, "lc black"};
constexpr std::array<int, 4> kPoints = {7, 5, 9, 13};

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void see(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

bool has_bars(const Series& series) {
  return std::any_of(series.curves.begin(), series.curves.end(),
                     [](const Curve& curve) { return curve.style == CurveStyle::bars; });
}

Extent extent_of(const Series& series, bool ordinate) {
  Extent extent;
  for (const Curve& curve : series.curves) {
    for (const auto* values : {ordinate ? &curve.y : &curve.x, &curve.low, &curve.high}) {
      if (!ordinate && values != &curve.x) continue;
      for (const double value : *values) extent.see(value);
    }
  }
  return extent;
}

/// The extent with some room: a share of it on each side.
Extent padded(Extent extent, AxisScale scale, double share) {
  if (scale == AxisScale::log) {
    const double factor = std::max(1.05, std::pow(extent.high / extent.low, share));
    return {extent.low / factor, extent.high * factor};
  }
  const double width = extent.high - extent.low;
  const double room = width > 0 ? share * width : std::max(0.1 * std::abs(extent.high), 1e-300);
  return {extent.low - room, extent.high + room};
}

/// 1, 2 and 5 times powers of ten; powers alone over more than three decades.
std::vector<Tick> log_ticks(const Extent& extent) {
  if (extent.high / extent.low > 1e3) return power_ticks(extent.low, extent.high);
  std::vector<Tick> ticks;
  for (int power = power_below(extent.low); power <= power_below(extent.high); ++power) {
    for (const double step : {1.0, 2.0, 5.0}) {
      const double place = step * std::pow(10.0, power);
      if (place >= extent.low && place <= extent.high)
        ticks.emplace_back(place, fmt::format("{:g}", place));
    }
  }
  return ticks;
}

/// Powers raised, since gnuplot gets no '^': "N^2" as N with a superscript.
std::string with_powers(const std::string& text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool sign = text[i] == '^' && i + 1 < text.size() && text[i + 1] == '-';
    const std::size_t first = i + (sign ? 2 : 1);
    const std::size_t end = std::min(text.find_first_not_of("0123456789", first), text.size());
    if (text[i] != '^' || end <= first) {
      made += text[i];
      continue;
    }
    made += raised(text.substr(i + 1, end - i - 1));
    i = end - 1;
  }
  return made;
}

std::string label_of(const run::Axis& axis) {
  const bool pure = axis.unit == "1" || axis.unit.empty();
  return with_powers(pure ? axis.name : axis.name + " (" + axis.unit + ")");
}

std::string axis_script(char letter, const Extent& extent, AxisScale scale) {
  std::string script = fmt::format("set {}range {}\n", letter, range(extent.low, extent.high));
  if (scale == AxisScale::linear) return script;
  script += fmt::format("set logscale {}\n", letter);
  const std::vector<Tick> places = log_ticks(extent);
  return places.size() < 2 ? script : script + ticks(letter, places);
}

/// The parts of a plot command that draw a curve.
std::string plot_of(const Curve& curve, std::size_t index) {
  const char* colour = kColours.at(index % kColours.size());
  const std::size_t round = index / kColours.size();
  const bool interval = !curve.low.empty();
  const std::string data = fmt::format("$curve{}", index);
  const std::string title = "title " + gnuplot_text(with_powers(curve.name));
  std::vector<std::string> parts;
  switch (curve.style) {
    case CurveStyle::line:
      if (interval) parts.push_back(data + " using 1:3:4 with filledcurves " + kBand);
      parts.push_back(fmt::format("{} using 1:2 with lines lw 1.6 dt {} {} {}", data, round + 1,
                                  colour, title));
      break;
    case CurveStyle::points:
      parts.push_back(fmt::format("{} using {} pt {} ps 0.5 lw 1.2 {} {}", data,
                                  interval ? "1:2:3:4 with yerrorbars" : "1:2 with points",
                                  kPoints.at(round % kPoints.size()), colour, title));
      break;
    case CurveStyle::bars:
      parts.push_back(
          fmt::format("{} using 1:2 with boxes fs solid 0.5 {} {}", data, colour, title));
      if (interval) {
        parts.push_back(data + " using 1:2:3:4 with yerrorbars pt 7 ps 0.2 lw 1.2 lc black");
      }
      break;
  }
  return join(parts, ", ");
}

std::string data_of(const Curve& curve, std::size_t index) {
  DataBlock block(fmt::format("curve{}", index));
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    const double low = curve.low.empty() ? curve.y[i] : curve.low[i];
    const double high = curve.high.empty() ? curve.y[i] : curve.high[i];
    block.row({curve.x[i], curve.y[i], low, high});
  }
  return block.str();
}

std::string alt_of(const Series& series) {
  std::vector<std::string> curves;
  for (const Curve& curve : series.curves) {
    const auto [low, high] = std::minmax_element(curve.y.begin(), curve.y.end());
    curves.push_back(fmt::format("{}: {} from {} to {}", curve.name,
                                 counted(curve.x.size(), "point"), digits(*low, 3),
                                 digits(*high, 3)));
  }
  const Extent x = extent_of(series, false);
  return fmt::format("Chart of {} over {}, from {} to {}. {}.", label_of(series.y),
                     label_of(series.x), digits(x.low, 3), digits(x.high, 3), join(curves, "; "));
}

}  // namespace

Figure series_figure(const Series& series, const std::string& id) {
  const bool bars = has_bars(series);
  Extent x = padded(extent_of(series, false), series.x.scale, bars ? 0.08 : 0.03);
  Extent y = extent_of(series, true);
  if (bars && series.y.scale == AxisScale::linear) y.see(0);
  y = padded(y, series.y.scale, 0.06);
  std::string data;
  std::vector<std::string> plots;
  for (std::size_t i = 0; i < series.curves.size(); ++i) {
    data += data_of(series.curves[i], i);
    plots.push_back(plot_of(series.curves[i], i));
  }
  Figure figure;
  figure.id = id;
  figure.height = 290 + 20 * static_cast<int>(series.curves.size());
  figure.script = data + axes(label_of(series.x), label_of(series.y)) +
                  axis_script('x', x, series.x.scale) + axis_script('y', y, series.y.scale) +
                  "set key above left Left reverse vertical maxcols 1 samplen 2\n" + "plot " +
                  join(plots, ", ") + "\n";
  figure.caption = series.title + ".";
  figure.alt = alt_of(series);
  return figure;
}

std::vector<Figure> series_figures(const run::Record& record, const std::string& claim,
                                   const std::string& id) {
  std::vector<Figure> figures;
  for (const Series& series : record.series) {
    if (series.claim != claim) continue;
    figures.push_back(series_figure(series, fmt::format("{}-series-{}", id, figures.size() + 1)));
  }
  return figures;
}

}  // namespace ceo::reports
