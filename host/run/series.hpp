// Curves that a claim gives for a figure: plain numbers, drawn by reports and kept in the run file.
#pragma once

#include <string>
#include <vector>

namespace ceo::run {

enum class AxisScale { linear, log };
/// "linear" or "log": the word in files.
[[nodiscard]] std::string to_string(AxisScale scale);

struct Axis {
  std::string name;        ///< "workers N"
  std::string unit = "1";  ///< "1" for pure numbers
  AxisScale scale = AxisScale::linear;
};

enum class CurveStyle { line, points, bars };
/// "line", "points" or "bars": the word in files.
[[nodiscard]] std::string to_string(CurveStyle style);

struct Curve {
  std::string name;  ///< for the legend
  CurveStyle style = CurveStyle::line;
  std::vector<double> x, y;
  std::vector<double> low{}, high{};  ///< ends of an interval about each y; both empty without
};

/// One figure.
struct Series {
  std::string claim;  ///< id; filled in by the pipeline
  std::string id;     ///< unique within its claim: "gap"
  std::string title;  ///< a sentence without a full stop
  Axis x, y;
  std::vector<Curve> curves;
};

/// Throws Error(internal) unless there is an id, a title, a curve, and in every curve a point; all
/// numbers are finite, as many x as y, low and high all or none, and positive on a log axis.
void require_drawable(const Series& series);

}  // namespace ceo::run
