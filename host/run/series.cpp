#include "host/run/series.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/error.hpp"

namespace ceo::run {
namespace {

void require_on(const Axis& axis, const std::vector<double>& values) {
  const bool log = axis.scale == AxisScale::log;
  ensure(std::all_of(values.begin(), values.end(),
                     [&](double v) { return std::isfinite(v) && (!log || v > 0); }),
         "a series has a number that its axis cannot show");
}

}  // namespace

std::string to_string(AxisScale scale) {
  return scale == AxisScale::log ? "log" : "linear";
}

std::string to_string(CurveStyle style) {
  switch (style) {
    case CurveStyle::line:
      return "line";
    case CurveStyle::points:
      return "points";
    case CurveStyle::bars:
      return "bars";
  }
  ensure(false, "unknown style of a curve");
  return "";
}

void require_drawable(const Series& series) {
  ensure(!series.id.empty() && !series.title.empty(), "a series has no id or title");
  ensure(!series.curves.empty(), "a series has no curve");
  for (const Curve& curve : series.curves) {
    const std::size_t points = curve.x.size();
    ensure(points > 0 && curve.y.size() == points, "a curve has no point, or not as many x as y");
    const bool interval = !curve.low.empty() || !curve.high.empty();
    ensure(!interval || (curve.low.size() == points && curve.high.size() == points),
           "a curve has intervals for some of its points");
    require_on(series.x, curve.x);
    for (const auto* values : {&curve.y, &curve.low, &curve.high}) require_on(series.y, *values);
  }
}

}  // namespace ceo::run
