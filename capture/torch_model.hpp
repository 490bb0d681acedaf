// Models on LibTorch. This header is plain: torch_model.cpp alone includes LibTorch, and
// torch_absent.cpp stands in for it in a build without.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "capture/model.hpp"
#include "capture/residual.hpp"

namespace ceo::capture {

/// Channels, rows and columns of an image.
struct ImageShape {
  std::size_t channels = 0, height = 0, width = 0;
};

struct TorchOptions {
  std::string device = "cpu";     ///< cpu or cuda
  bool double_precision = false;  ///< float64 inside, for tests
};

/// "LibTorch 1.13.0 (AVX512)", with what decides its bits on this machine; "none" in a build
/// without.
[[nodiscard]] std::string torch_text();

/// A fully connected network, rectified linear units between its layers, laid out as EigenModel.
/// Gradients by LibTorch's autograd, one thread per call, deterministic algorithms. These throw
/// Error(usage) in a build without LibTorch, and for a device that is not there.
[[nodiscard]] std::unique_ptr<const Model> torch_model(const std::vector<std::size_t>& widths,
                                                       const TorchOptions& options);
/// A residual network. Its batch norms take mean and variance (plus 1e-5) of the examples of the
/// call, in score() too; they keep no running ones, so that the parameters are all its state.
/// @param batch  examples of a pass at most: of the size of a local batch, so that the global
///               gradient is the mean of what local batches have
[[nodiscard]] std::unique_ptr<const Model> torch_model(const ResidualNetwork& network,
                                                       const ImageShape& shape, std::size_t batch,
                                                       const TorchOptions& options);

}  // namespace ceo::capture
