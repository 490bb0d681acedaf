// In place of torch_model.cpp where CMake found no LibTorch.
#include "capture/torch_model.hpp"
#include "host/base/error.hpp"

namespace ceo::capture {
namespace {

[[noreturn]] void absent() {
  throw Error(ExitCode::usage, "this build has no LibTorch", "MODEL",
              "Install libtorch-dev, or give CMAKE_PREFIX_PATH a LibTorch, and build again.");
}

}  // namespace

std::string torch_text() {
  return "none";
}

std::unique_ptr<const Model> torch_model(const std::vector<std::size_t>&, const TorchOptions&) {
  absent();
}

std::unique_ptr<const Model> torch_model(const ResidualNetwork&, const ImageShape&, std::size_t,
                                         const TorchOptions&) {
  absent();
}

}  // namespace ceo::capture
