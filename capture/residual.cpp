#include "capture/residual.hpp"

#include <cmath>

namespace ceo::capture {
namespace {

Layer convolution(std::string name, const Convolution& c) {
  const std::size_t seen = c.inputs * c.kernel * c.kernel;
  const float sd = std::sqrt(2.0F / static_cast<float>(seen));
  return {std::move(name), {{c.outputs * seen, sd, 0}, {c.outputs, 0, 1}, {c.outputs, 0, 0}}};
}

}  // namespace

std::size_t Block::stride() const {
  std::size_t stride = 1;
  for (const Convolution& c : path) stride *= c.stride;
  return stride;
}

ResidualNetwork resnet20(std::size_t channels, std::size_t classes) {
  ResidualNetwork network{"resnet20", {channels, 16, 3, 1}, {}, classes};
  constexpr std::size_t kWidths[] = {16, 32, 64};
  std::size_t inputs = kWidths[0];
  for (const std::size_t width : kWidths) {
    for (std::size_t i = 0; i < 3; ++i) {
      const std::size_t stride = i == 0 && width > kWidths[0] ? 2 : 1;
      network.blocks.push_back({{{inputs, width, 3, stride}, {width, width, 3, 1}}, {}});
      inputs = width;
    }
  }
  return network;
}

ResidualNetwork resnet50(std::size_t channels, std::size_t classes, std::size_t stem_stride) {
  ResidualNetwork network{"resnet50", {channels, 64, 3, stem_stride}, {}, classes};
  constexpr std::size_t kStages[][2] = {{64, 3}, {128, 4}, {256, 6}, {512, 3}};
  std::size_t inputs = 64;
  for (const auto& [width, blocks] : kStages) {
    for (std::size_t i = 0; i < blocks; ++i) {
      const std::size_t stride = i == 0 && width > 64 ? 2 : 1, outputs = 4 * width;
      Block block{{{inputs, width, 1, 1}, {width, width, 3, stride}, {width, outputs, 1, 1}}, {}};
      if (i == 0) block.shortcut = Convolution{inputs, outputs, 1, stride};
      network.blocks.push_back(block);
      inputs = outputs;
    }
  }
  return network;
}

std::vector<Layer> layers_of(const ResidualNetwork& network) {
  std::vector<Layer> layers = {convolution("stem", network.stem)};
  for (std::size_t b = 0; b < network.blocks.size(); ++b) {
    const Block& block = network.blocks[b];
    const std::string name = "block_" + std::to_string(b + 1) + "_";
    for (std::size_t i = 0; i < block.path.size(); ++i) {
      layers.push_back(convolution(name + "conv_" + std::to_string(i + 1), block.path[i]));
    }
    if (block.shortcut) layers.push_back(convolution(name + "shortcut", *block.shortcut));
  }
  layers.push_back(fully_connected("output", network.features(), network.classes));
  return layers;
}

}  // namespace ceo::capture
