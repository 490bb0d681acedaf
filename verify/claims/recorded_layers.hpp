// Many layers in a sentence and in a figure.
#pragma once

#include <string>
#include <vector>

#include "host/run/series.hpp"
#include "host/run/trace.hpp"

namespace ceo::verify {

/// Layers that are named one by one: no more fit into a sentence.
inline constexpr std::size_t kNamedLayers = 3;

/// Layers with figures of their own: all, or the first, the middle and the last of many.
[[nodiscard]] std::vector<std::size_t> shown_layers(const run::Trace& trace);

/// "0.5 in the middle of 20 layers, from 0.1 (block_3_conv_2) to 0.9 (stem)".
[[nodiscard]] std::string over_layers(const std::vector<double>& values,
                                      const std::vector<std::string>& names);

/// The words of each layer, or what over_layers() says where there are many.
[[nodiscard]] std::string layers_text(const std::vector<std::string>& words,
                                      const std::vector<double>& values,
                                      const std::vector<std::string>& names);

/// A number for each layer.
struct LayerValues {
  std::string name;
  std::vector<double> values;
};

/// Two of them over the number of the layer, from 1: one a line, the other points.
[[nodiscard]] run::Series by_layer(std::string id, std::string title, run::Axis y,
                                   const LayerValues& line, const LayerValues& points);

}  // namespace ceo::verify
