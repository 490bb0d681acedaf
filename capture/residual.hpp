// The residual networks of the source, as lists of convolutions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "capture/model.hpp"

namespace ceo::capture {

/// A square convolution without bias, padded by kernel/2, and the batch norm behind it.
struct Convolution {
  std::size_t inputs = 0, outputs = 0, kernel = 3, stride = 1;
};

/// A residual block: the convolutions of its path one after the other, rectified but for the last,
/// plus a shortcut, rectified.
struct Block {
  std::vector<Convolution> path;
  /// The projection of the input; absent, the input itself: every stride-th pixel, and channels of
  /// zeros around it where the path has more.
  std::optional<Convolution> shortcut;
  [[nodiscard]] std::size_t stride() const;
};

struct ResidualNetwork {
  std::string name;  ///< "resnet20"
  Convolution stem;
  std::vector<Block> blocks;
  std::size_t classes = 0;  ///< of the fully connected layer behind the mean over the pixels
  [[nodiscard]] std::size_t features() const { return blocks.back().path.back().outputs; }
};

/// 19 convolutions of 3 x 3 in three stages of 16, 32, 64 channels and a fully connected layer;
/// shortcuts without parameters (He et al. 2016, section 4.2, option A).
[[nodiscard]] ResidualNetwork resnet20(std::size_t channels, std::size_t classes);
/// Bottleneck blocks, 3, 4, 6, 3 of them, with the stride in their 3 x 3 convolution and
/// projections where shapes change; for small images: a stem of 3 x 3 and no pooling behind it.
/// @param stem_stride  1; 2 quarters the work: all maps have half the sides
[[nodiscard]] ResidualNetwork resnet50(std::size_t channels, std::size_t classes,
                                       std::size_t stem_stride);

/// A layer for each convolution, with the scales (1) and shifts (0) of its batch norm behind its
/// weights ([output][input][row][column], from N(0, 2/inputs of a unit)), in the order stem, blocks
/// (path, then shortcut), output.
[[nodiscard]] std::vector<Layer> layers_of(const ResidualNetwork& network);

}  // namespace ceo::capture
