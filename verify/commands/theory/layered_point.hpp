// Options of topics that take one layer, or several of their own variances, and a total distortion.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "host/theory/layer_split.hpp"
#include "verify/commands/theory/point.hpp"

namespace ceo::verify {

/// As typed: --var-x, --var-n and --workers, or --layer for each layer; --distortion.
struct LayeredPoint {
  PointOptions point;
  std::vector<std::string> layers;
  double distortion = 0;
};

void add_layered_point(CLI::App& parser, LayeredPoint& layered);

/// The layers. Throws Error(usage) if there is neither a layer nor a source with workers.
[[nodiscard]] std::vector<theory::Layer> layers_of(const LayeredPoint& layered);

/// A line each: D, Dmin and the variances of the layers.
[[nodiscard]] std::string layers_text(const std::vector<theory::Layer>& layers, double distortion);

}  // namespace ceo::verify
