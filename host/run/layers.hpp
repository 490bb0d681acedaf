// Layered points: L independent layers, each a point and a cell of its own, joined by their names.
#pragma once

#include <string>
#include <vector>

#include "host/run/config.hpp"

namespace ceo::run {

/// Most layers that a point may have.
inline constexpr int kMaxLayers = 200;

/// Name of a layer: "NAME.l03" for layer 3 of NAME; as many digits as `layers` has, at least two.
/// @param layer  from 1 to layers
[[nodiscard]] std::string layer_name(const std::string& joined, int layer, int layers);

/// The layered point that a layer's name belongs to: "NAME" for "NAME.l03" and `layer` 3; empty if
/// the name does not end that way.
[[nodiscard]] std::string joined_name(const std::string& point, int layer);

/// Whether a point's name is that of any layer of `joined`.
[[nodiscard]] bool is_layer_of(const std::string& point, const std::string& joined);

/// A layered point whose layers are all there.
struct LayeredPoint {
  std::string name;
  std::vector<std::string> layers;  ///< [L] names of their points, in the order of the layers
};

/// The layered points of `points` that have every one of their layers among `chosen`, sorted by
/// name. A claim that leaves out a layer has no joined quantities there.
[[nodiscard]] std::vector<LayeredPoint> layered_points(const std::vector<PointConfig>& points,
                                                       const std::vector<std::string>& chosen);

}  // namespace ceo::run
