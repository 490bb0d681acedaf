// Layers as typed: --layer "var-x=1;var-n=1,2", once for each.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "host/theory/layer_split.hpp"
#include "verify/commands/theory/point.hpp"

namespace ceo::verify {

/// Declares --layer, which may be repeated.
CLI::Option* add_layer_option(CLI::App& parser, std::vector<std::string>& layers);

/// The layers of the texts "var-x=NUMBER;var-n=LIST", in this order; --workers of `point` repeats
/// single values. Throws Error(usage) with all that is wrong.
[[nodiscard]] std::vector<theory::Layer> layers_of(const std::vector<std::string>& texts,
                                                   const PointOptions& point);

}  // namespace ceo::verify
