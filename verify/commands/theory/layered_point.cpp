#include "verify/commands/theory/layered_point.hpp"

#include <fmt/format.h>

#include "host/base/error.hpp"
#include "verify/commands/theory/layers.hpp"

namespace ceo::verify {

void add_layered_point(CLI::App& parser, LayeredPoint& layered) {
  add_point_options(parser, layered.point, false);
  add_layer_option(parser, layered.layers)->excludes("--var-x")->excludes("--var-n");
  parser.add_option("--distortion", layered.distortion, "Distortion D, of all layers together")
      ->required()
      ->type_name("D");
}

std::vector<theory::Layer> layers_of(const LayeredPoint& layered) {
  if (!layered.layers.empty()) return layers_of(layered.layers, layered.point);
  if (!layered.point.var_x || layered.point.var_n.empty()) {
    throw Error(ExitCode::usage, "there is no source and no worker", "--var-x, --var-n",
                "Give both, or --layer for each layer.");
  }
  return {{*layered.point.var_x, noises_of(layered.point)}};
}

std::string layers_text(const std::vector<theory::Layer>& layers, double distortion) {
  return fmt::format(
      "  D = {:.10g} (above Dmin = sum_l 1/sum_k 1/sN2_kl = {:.10g}), L = {}, K = {}\n", distortion,
      theory::minimal_total_distortion(layers), layers.size(), layers.front().var_n.size());
}

}  // namespace ceo::verify
