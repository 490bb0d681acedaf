#include "capture/torch_model.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/cuda.h>
#include <torch/types.h>
#include <torch/version.h>

#include <cstdlib>
#include <functional>

#include "host/base/error.hpp"

namespace ceo::capture {
namespace {

using torch::Tensor;

constexpr double kEpsilon = 1e-5;  // of batch norms, added to the variance

std::int64_t count(std::size_t n) {
  return static_cast<std::int64_t>(n);
}

/// The parameters of a model as tensors, handed out in their order.
class Leaves {
 public:
  Leaves(const Vector<float>& parameters, const torch::TensorOptions& where, bool gradients)
      : parameters_(&parameters), where_(where), gradients_(gradients) {}

  const Tensor& take(const std::vector<std::int64_t>& shape) {
    // from_blob() wants memory that it may write to; nothing here does.
    auto* memory = const_cast<float*>(parameters_->data()) + at_;  // NOLINT
    Tensor leaf = torch::from_blob(memory, shape, torch::kFloat32).to(where_).detach();
    leaf.requires_grad_(gradients_);
    at_ += leaf.numel();
    taken_.push_back(leaf);
    return taken_.back();
  }

  [[nodiscard]] const std::vector<Tensor>& all() const { return taken_; }

 private:
  const Vector<float>* parameters_;
  torch::TensorOptions where_;
  bool gradients_;
  std::int64_t at_ = 0;
  std::vector<Tensor> taken_;
};

/// Class scores [example][class] of examples [example][value].
using Forward = std::function<Tensor(Leaves&, const Tensor& examples)>;

Tensor fully_connected(Leaves& leaves, const Tensor& x, std::size_t outputs) {
  const Tensor weights = leaves.take({x.size(1), count(outputs)});
  return torch::addmm(leaves.take({count(outputs)}), x, weights);
}

/// A convolution and its batch norm, by the statistics of these examples.
Tensor convolution(Leaves& leaves, const Tensor& x, const Convolution& c) {
  const Tensor weights =
      leaves.take({count(c.outputs), count(c.inputs), count(c.kernel), count(c.kernel)});
  const Tensor scale = leaves.take({count(c.outputs)}), shift = leaves.take({count(c.outputs)});
  // Channels last is oneDNN's own order: a third faster.
  const Tensor y = torch::conv2d(x, weights.contiguous(at::MemoryFormat::ChannelsLast), {},
                                 count(c.stride), count(c.kernel / 2));
  return torch::batch_norm(y, scale, shift, {}, {}, true, 0, kEpsilon, false);
}

Tensor residual_block(Leaves& leaves, const Tensor& x, const Block& block) {
  Tensor y = x;
  for (std::size_t i = 0; i < block.path.size(); ++i) {
    y = convolution(leaves, i == 0 ? y : torch::relu(y), block.path[i]);
  }
  Tensor shortcut = x;
  if (block.shortcut) {
    shortcut = convolution(leaves, x, *block.shortcut);
  } else if (y.sizes() != x.sizes()) {
    const std::int64_t stride = count(block.stride()), more = y.size(1) - x.size(1);
    shortcut = x.slice(2, 0, x.size(2), stride).slice(3, 0, x.size(3), stride);
    shortcut = torch::constant_pad_nd(shortcut, {0, 0, 0, 0, more / 2, more - more / 2});
  }
  return torch::relu(y + shortcut);
}

Tensor residual_network(Leaves& leaves, const Tensor& examples, const ResidualNetwork& network,
                        const ImageShape& shape) {
  Tensor x =
      examples
          .view({examples.size(0), count(shape.channels), count(shape.height), count(shape.width)})
          .contiguous(at::MemoryFormat::ChannelsLast);
  x = torch::relu(convolution(leaves, x, network.stem));
  for (const Block& block : network.blocks) x = residual_block(leaves, x, block);
  return fully_connected(leaves, x.mean(at::IntArrayRef{2, 3}), network.classes);
}

class TorchModel final : public Model {
 public:
  TorchModel(std::string name, std::vector<Layer> layers, std::size_t batch, Forward forward,
             const TorchOptions& options)
      : Model(std::move(name), std::move(layers), batch), forward_(std::move(forward)) {
    if (options.device != "cpu" && (options.device != "cuda" || !torch::cuda::is_available())) {
      throw Error(ExitCode::usage, "LibTorch has no device '" + options.device + "' here",
                  "--device", "Give cpu, or cuda with a LibTorch for CUDA and a device.");
    }
    at::globalContext().setDeterministicAlgorithms(true, false);
    at::globalContext().setBenchmarkCuDNN(false);
    if (options.device == "cuda") ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);
    where_ = torch::TensorOptions(torch::Device(options.device))
                 .dtype(options.double_precision ? torch::kFloat64 : torch::kFloat32);
  }

  [[nodiscard]] Score score(const Vector<float>& parameters, const Matrix<float>& examples,
                            std::span<const std::uint8_t> labels) const override {
    return run(parameters, examples, labels, nullptr);
  }
  Score gradient(const Vector<float>& parameters, const Matrix<float>& examples,
                 std::span<const std::uint8_t> labels, Vector<float>& gradient) const override {
    gradient.resize(parameters.size());
    return run(parameters, examples, labels, gradient.data());
  }

 private:
  Score run(const Vector<float>& parameters, const Matrix<float>& examples,
            std::span<const std::uint8_t> labels, float* gradient) const {
    ensure(static_cast<std::size_t>(parameters.size()) == this->parameters() &&
               static_cast<std::size_t>(examples.cols()) == labels.size(),
           "a batch does not fit the model");
    // The workers are the tasks; a thread of theirs must not start others.
    at::set_num_threads(1);
    const torch::AutoGradMode mode(gradient != nullptr);
    auto* pixels = const_cast<float*>(examples.data());  // NOLINT: nothing writes to it
    const Tensor in = torch::from_blob(pixels, {examples.cols(), examples.rows()}, torch::kFloat32);
    std::vector<std::int64_t> wanted(labels.begin(), labels.end());
    const Tensor of =
        torch::from_blob(wanted.data(), {examples.cols()}, torch::kInt64).to(where_.device());
    Leaves leaves(parameters, where_, gradient != nullptr);
    const Tensor logits = forward_(leaves, in.to(where_));
    const Tensor losses =
        torch::nll_loss(torch::log_softmax(logits, 1), of, {}, at::Reduction::None);
    Score score;
    score.loss = losses.detach().to(torch::kFloat64).sum().item<double>();
    score.right =
        static_cast<std::uint64_t>(logits.detach().argmax(1).eq(of).sum().item<std::int64_t>());
    if (gradient != nullptr) copy_gradients(losses.sum(), leaves.all(), gradient);
    return score;
  }

  void copy_gradients(const Tensor& loss, const std::vector<Tensor>& leaves, float* to) const {
    const auto gradients = torch::autograd::grad({loss}, leaves);
    std::int64_t at = 0;
    for (const Tensor& part : gradients) {
      const Tensor plain = part.to(torch::Device("cpu"), torch::kFloat32).contiguous();
      std::copy_n(plain.data_ptr<float>(), plain.numel(), to + at);
      at += plain.numel();
    }
    ensure(static_cast<std::size_t>(at) == parameters(), "a model has other layers than its code");
  }

  Forward forward_;
  torch::TensorOptions where_;
};

}  // namespace

std::string torch_text() {
  std::string text = std::string("LibTorch ") + TORCH_VERSION;
#ifdef __x86_64__
  text += __builtin_cpu_supports("avx512f") != 0 ? " (AVX-512)"
          : __builtin_cpu_supports("avx2") != 0  ? " (AVX2)"
                                                 : " (SSE2)";
#endif
  return text;
}

std::unique_ptr<const Model> torch_model(const std::vector<std::size_t>& widths,
                                         const TorchOptions& options) {
  Forward forward = [widths](Leaves& leaves, const Tensor& examples) {
    Tensor x = examples;
    for (std::size_t i = 1; i < widths.size(); ++i) {
      x = fully_connected(leaves, i == 1 ? x : torch::relu(x), widths[i]);
    }
    return x;
  };
  return std::make_unique<TorchModel>(Network<float>(widths).name(), fully_connected(widths),
                                      kPassExamples, std::move(forward), options);
}

std::unique_ptr<const Model> torch_model(const ResidualNetwork& network, const ImageShape& shape,
                                         std::size_t batch, const TorchOptions& options) {
  Forward forward = [network, shape](Leaves& leaves, const Tensor& examples) {
    return residual_network(leaves, examples, network, shape);
  };
  const std::string name = std::to_string(shape.channels) + "x" + std::to_string(shape.height) +
                           "x" + std::to_string(shape.width) + "-" +
                           std::to_string(network.classes);
  return std::make_unique<TorchModel>(name, layers_of(network), batch, std::move(forward), options);
}

}  // namespace ceo::capture
