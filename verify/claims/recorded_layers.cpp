#include "verify/claims/recorded_layers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/error.hpp"
#include "host/base/text.hpp"
#include "verify/claims/host_quantity.hpp"

namespace ceo::verify {

std::vector<std::size_t> shown_layers(const run::Trace& trace) {
  const std::size_t count = trace.layers.size();
  if (count > kNamedLayers) return {0, count / 2, count - 1};
  std::vector<std::size_t> all;
  for (std::size_t l = 0; l < count; ++l) all.push_back(l);
  return all;
}

std::string over_layers(const std::vector<double>& values, const std::vector<std::string>& names) {
  ensure(!values.empty() && values.size() == names.size(), "every layer has a value");
  const auto least = std::min_element(values.begin(), values.end());
  const auto largest = std::max_element(values.begin(), values.end());
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const auto name = [&](auto place) {
    return names[static_cast<std::size_t>(place - values.begin())];
  };
  return fmt::format("{:.3g} in the middle of {} layers, from {:.3g} ({}) to {:.3g} ({})",
                     sorted[sorted.size() / 2], values.size(), *least, name(least), *largest,
                     name(largest));
}

std::string layers_text(const std::vector<std::string>& words, const std::vector<double>& values,
                        const std::vector<std::string>& names) {
  return names.size() > kNamedLayers ? over_layers(values, names) : join(words, "; ");
}

run::Series by_layer(std::string id, std::string title, run::Axis y, const LayerValues& line,
                     const LayerValues& points) {
  run::Series series;
  series.id = std::move(id);
  series.title = std::move(title);
  series.x = {"number of the layer", "1", run::AxisScale::linear};
  series.y = std::move(y);
  series.curves = {curve_of(line.name), curve_of(points.name, run::CurveStyle::points)};
  for (std::size_t l = 0; l < line.values.size(); ++l) {
    add_point(series.curves[0], static_cast<double>(l + 1), line.values[l]);
    add_point(series.curves[1], static_cast<double>(l + 1), points.values[l]);
  }
  return series;
}

}  // namespace ceo::verify
