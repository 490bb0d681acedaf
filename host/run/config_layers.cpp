// The keys `layers` and `layer` of a point: several layers in one table, or one by one.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/base/text.hpp"
#include "host/run/config_point.hpp"
#include "host/run/layers.hpp"
#include "host/run/toml_text.hpp"

namespace ceo::run {

bool read_layers(Section& section, const std::string& name, RawPoint& raw) {
  const auto layers = section.count("layers", 2, kMaxLayers);
  const auto layer = section.count("layer", 1, kMaxLayers);
  if (layers) raw.layers = static_cast<int>(*layers);
  if (layer) raw.layer = static_cast<int>(*layer);
  if (section.has("layers") && section.has("layer")) {
    section.value_problem("layer", "a layer has no layers",
                          "Give layers for all of them, or layer for one.");
    return false;
  }
  if (layer && joined_name(name, *raw.layer).empty()) {
    section.value_problem(
        "layer", fmt::format("the name of layer {} does not say so", *layer),
        fmt::format("Call the point {}.", toml_string(layer_name("NAME", *raw.layer, *raw.layer))));
    raw.layer.reset();
  }
  return raw.layers.has_value() == section.has("layers") &&
         raw.layer.has_value() == section.has("layer");
}

bool check_layer_lists(Section& section, const RawPoint& raw) {
  bool agree = true;
  const auto check = [&](const std::optional<NumberList>& list, const char* key) {
    if (!list || list->scalar) return;
    const auto count = static_cast<int>(list->values.size());
    if (count == *raw.layers) return;
    section.value_problem(
        key, fmt::format("has {} numbers, but layers says {} layers", count, *raw.layers),
        "Give one number per layer, or a single number for all. All workers of a layer have the "
        "same; for unequal workers give each layer a table of its own, with the key layer.");
    agree = false;
  };
  check(raw.var_x, "var_x");
  check(raw.var_n, "var_n");
  check(raw.distortion, "distortion");
  check(raw.var_v, "var_v");
  check(raw.rates, "rates");
  return agree;
}

RawPoint layer_of(const RawPoint& raw, int layer) {
  RawPoint one = raw;
  for (std::optional<NumberList>* list :
       {&one.var_x, &one.var_n, &one.distortion, &one.var_v, &one.rates}) {
    if (*list && !(*list)->scalar) {
      *list = NumberList{{(*list)->values.at(static_cast<std::size_t>(layer) - 1)}, true};
    }
  }
  return one;
}

std::vector<PointName> points_of(const std::string& name, const RawPoint& raw,
                                 const std::vector<launch::Generator>& generators) {
  std::vector<PointName> points;
  for (const launch::Generator rng : generators) {
    const std::string suffix = generators.size() == 1 ? "" : '.' + launch::to_string(rng);
    if (raw.layers) {
      for (int layer = 1; layer <= *raw.layers; ++layer) {
        points.push_back(
            {layer_name(name + suffix, layer, *raw.layers), name + suffix, layer, rng});
      }
    } else if (raw.layer) {
      const std::string joined = joined_name(name, *raw.layer);
      points.push_back(
          {joined + suffix + name.substr(joined.size()), joined + suffix, *raw.layer, rng});
    } else {
      points.push_back({name + suffix, "", 0, rng});
    }
  }
  return points;
}

void check_layered(Section& points, const PointTable& table) {
  for (const auto& [name, layers] : table.layered) {
    if (std::find(table.declared.begin(), table.declared.end(), name) != table.declared.end()) {
      points.problem(toml_string(name) + " is both a point and a layered point",
                     "Rename one of them.");
    }
    const int last = layers.rbegin()->first;
    if (layers.size() >= 2 && layers.size() == static_cast<std::size_t>(last)) continue;
    std::vector<std::string> found;
    for (const auto& [layer, point] : layers) found.push_back(std::to_string(layer));
    points.problem(fmt::format("the layers of {} are not 1 to L: there is {}", toml_string(name),
                               join(found, ", ")),
                   "Add the missing layers, at least two in all, or leave out the key layer.");
  }
}

}  // namespace ceo::run
