// Short forms for the host checks of rates and their curves.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "host/run/host_check.hpp"
#include "host/run/series.hpp"

namespace ceo::verify {

/// A quantity whose check is still to be set.
[[nodiscard]] inline run::HostQuantity host_quantity(std::string id, std::string statement,
                                                     std::string unit, std::string resolution) {
  run::HostQuantity quantity;
  quantity.id = std::move(id);
  quantity.statement = std::move(statement);
  quantity.unit_name = std::move(unit);
  quantity.resolution_name = std::move(resolution);
  return quantity;
}

/// A number in nats that rounding alone can move; the resolution is in nats too.
[[nodiscard]] inline run::HostQuantity in_nats(
    std::string id, std::string statement,
    std::function<run::HostOutcome(const run::HostContext&)> check) {
  run::HostQuantity quantity = host_quantity(std::move(id), std::move(statement), "nat", "nat");
  quantity.check = std::move(check);
  return quantity;
}

/// The same without a unit, relative to 1.
[[nodiscard]] inline run::HostQuantity relative(
    std::string id, std::string statement,
    std::function<run::HostOutcome(const run::HostContext&)> check) {
  run::HostQuantity quantity = in_nats(std::move(id), std::move(statement), std::move(check));
  quantity.unit_name = quantity.resolution_name = "1";
  return quantity;
}

/// The form printed in the source, beside the corrected one.
[[nodiscard]] inline run::HostQuantity as_printed(run::HostQuantity quantity) {
  quantity.printed = true;
  return quantity;
}

/// A curve without points yet.
[[nodiscard]] inline run::Curve curve_of(std::string name,
                                         run::CurveStyle style = run::CurveStyle::line) {
  run::Curve curve;
  curve.name = std::move(name);
  curve.style = style;
  return curve;
}

inline void add_point(run::Curve& curve, double x, double y) {
  curve.x.push_back(x);
  curve.y.push_back(y);
}

/// A point with an interval of `half` on each side.
inline void add_bar(run::Curve& curve, double x, double y, double half) {
  add_point(curve, x, y);
  curve.low.push_back(y - half);
  curve.high.push_back(y + half);
}

/// The figures whose data were recorded; of the others their findings say so.
[[nodiscard]] inline std::vector<run::Series> recorded_figures(
    const std::vector<std::function<run::Series()>>& makers) {
  std::vector<run::Series> all;
  for (const auto& make : makers) {
    try {
      all.push_back(make());
    } catch (const run::NotRecorded&) {
      continue;
    }
  }
  return all;
}

}  // namespace ceo::verify
