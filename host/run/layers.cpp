#include "host/run/layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

namespace ceo::run {
namespace {

/// {"NAME", 3} for "NAME.l03"; nothing for a name that does not end in a layer.
std::optional<std::pair<std::string, int>> split(const std::string& point) {
  const std::size_t dot = point.rfind(".l");
  if (dot == std::string::npos || dot == 0) return std::nullopt;
  const char* const end = point.data() + point.size();
  int layer = 0;
  const auto parsed = std::from_chars(point.data() + dot + 2, end, layer);
  if (parsed.ec != std::errc() || parsed.ptr != end || layer < 1) return std::nullopt;
  return std::pair(point.substr(0, dot), layer);
}

}  // namespace

std::string layer_name(const std::string& joined, int layer, int layers) {
  const std::size_t digits = std::max<std::size_t>(2, std::to_string(layers).size());
  return fmt::format("{}.l{:0{}}", joined, layer, digits);
}

std::string joined_name(const std::string& point, int layer) {
  const auto named = split(point);
  return named && named->second == layer ? named->first : "";
}

bool is_layer_of(const std::string& point, const std::string& joined) {
  const auto named = split(point);
  return named && named->first == joined;
}

std::vector<LayeredPoint> layered_points(const std::vector<PointConfig>& points,
                                         const std::vector<std::string>& chosen) {
  std::map<std::string, std::map<int, std::string>> joined;
  for (const PointConfig& point : points) {
    if (point.layer > 0) joined[joined_name(point.name, point.layer)][point.layer] = point.name;
  }
  std::vector<LayeredPoint> result;
  for (const auto& [name, layers] : joined) {
    LayeredPoint row{name, {}};
    for (const auto& [layer, point] : layers) {
      if (std::find(chosen.begin(), chosen.end(), point) != chosen.end()) {
        row.layers.push_back(point);
      }
    }
    if (row.layers.size() == layers.size()) result.push_back(std::move(row));
  }
  return result;
}

}  // namespace ceo::run
