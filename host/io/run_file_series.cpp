#include "host/io/run_file_series.hpp"

#include <array>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "host/io/words.hpp"

namespace ceo::io {
namespace {

using h5::damaged;
using h5::GroupReader;
using h5::GroupWriter;
using h5::Scale;
using run::Curve;
using run::Series;

std::string number(std::size_t index) {
  std::array<char, 24> name{};
  std::snprintf(name.data(), name.size(), "%04zu", index);
  return name.data();
}

void write_axis(const GroupWriter& group, const std::string& name, const run::Axis& axis) {
  group.attribute(name + "_name", axis.name);
  group.attribute(name + "_unit", axis.unit);
  group.attribute(name + "_scale", run::to_string(axis.scale));
}

/// All curves one after the other; NaN stands where a curve has no such numbers.
std::vector<double> joined(const std::vector<Curve>& curves, std::vector<double> Curve::*numbers) {
  std::vector<double> all;
  for (const Curve& curve : curves) {
    std::vector<double> values = curve.*numbers;
    values.resize(curve.x.size(), std::numeric_limits<double>::quiet_NaN());
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

void write_one(const GroupWriter& group, const Series& series) {
  run::require_drawable(series);
  group.attribute("claim", series.claim);
  group.attribute("id", series.id);
  group.attribute("title", series.title);
  write_axis(group, "x", series.x);
  write_axis(group, "y", series.y);
  std::vector<std::string> names, styles;
  std::vector<std::uint64_t> points;
  std::vector<std::uint8_t> intervals;
  std::size_t total = 0;
  for (const Curve& curve : series.curves) {
    names.push_back(curve.name);
    styles.push_back(run::to_string(curve.style));
    points.push_back(curve.x.size());
    intervals.push_back(curve.low.empty() ? 0 : 1);
    total += curve.x.size();
  }
  const Scale curve = group.scale({"curve", "1", "name of the curve"}, names);
  const Scale point =
      group.scale({"point", "1", "number of the point; the curves follow each other"}, total);
  group.texts({"style", "1", "line, points or bars"}, styles, curve);
  group.numbers<std::uint64_t>({"points", "1", "points of the curve"}, points, {curve});
  group.numbers<std::uint8_t>({"interval", "1", "1 if low and high are given"}, intervals, {curve});
  const std::vector<Curve>& curves = series.curves;
  group.numbers<double>({"x", series.x.unit, "abscissa"}, joined(curves, &Curve::x), {point});
  group.numbers<double>({"y", series.y.unit, "ordinate"}, joined(curves, &Curve::y), {point});
  group.numbers<double>({"low", series.y.unit, "lower end of the interval about y, or NaN"},
                        joined(curves, &Curve::low), {point});
  group.numbers<double>({"high", series.y.unit, "upper end of the interval about y, or NaN"},
                        joined(curves, &Curve::high), {point});
}

run::Axis read_axis(const GroupReader& group, const std::string& name) {
  const std::string word = group.text_attribute(name + "_scale");
  const auto scale = scale_of(word);
  if (!scale)
    damaged("no scale of an axis is called '" + word + "'", group.where("@" + name + "_scale"));
  return {group.text_attribute(name + "_name"), group.text_attribute(name + "_unit"), *scale};
}

/// The part of `all` that belongs to a curve.
std::vector<double> part(const std::vector<double>& all, std::size_t first, std::size_t count) {
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

Series read_one(const GroupReader& group) {
  Series series;
  series.claim = group.text_attribute("claim");
  series.id = group.text_attribute("id");
  series.title = group.text_attribute("title");
  series.x = read_axis(group, "x");
  series.y = read_axis(group, "y");
  const std::size_t curves = group.rows("curve", sizeof(Curve)), total = group.length("point");
  const std::vector<std::string> names = group.texts("curve", curves);
  const std::vector<std::string> styles = group.texts("style", curves);
  const auto points = group.numbers<std::uint64_t>("points", {curves});
  const auto intervals = group.numbers<std::uint8_t>("interval", {curves});
  const auto x = group.numbers<double>("x", {total}), y = group.numbers<double>("y", {total});
  const auto low = group.numbers<double>("low", {total});
  const auto high = group.numbers<double>("high", {total});
  std::size_t first = 0;
  for (std::size_t i = 0; i < curves; ++i) {
    const auto style = style_of(styles[i]);
    if (!style) damaged("no style is called '" + styles[i] + "'", group.where("style"));
    if (points[i] > total - first) damaged("a curve has too many points", group.where("points"));
    const std::size_t count = points[i];
    Curve curve{names[i], *style, part(x, first, count), part(y, first, count)};
    if (intervals[i] != 0) {
      curve.low = part(low, first, count);
      curve.high = part(high, first, count);
    }
    series.curves.push_back(std::move(curve));
    first += count;
  }
  return series;
}

}  // namespace

void write_series(const GroupWriter& root, const run::Record& record) {
  if (record.series.empty()) return;
  const GroupWriter group = root.group("series");
  group.attribute("count", std::uint64_t{record.series.size()});
  for (std::size_t i = 0; i < record.series.size(); ++i) {
    write_one(group.group(number(i)), record.series[i]);
  }
}

void read_series(const GroupReader& root, run::Record& record) {
  if (!root.has("series")) return;
  const GroupReader group = root.group("series");
  const auto count = group.attribute<std::uint64_t>("count");
  for (std::uint64_t i = 0; i < count; ++i) {
    record.series.push_back(read_one(group.group(number(i))));
  }
}

}  // namespace ceo::io
