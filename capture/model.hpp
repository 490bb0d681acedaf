// What the stages of a capture need of a model, whichever library computes its gradients.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "capture/network.hpp"

namespace ceo::capture {

/// Neighbouring parameters that start alike: each from N(0, sd^2), or all at `value` where sd is 0.
struct Start {
  std::size_t count = 0;
  float sd = 0, value = 0;
};

/// A layer of the trace: neighbouring parameters that share sX2_l and sN2_{k,l}. At most one of
/// its starts is random.
struct Layer {
  std::string name;
  std::vector<Start> starts;  ///< in the order of the parameters
};

/// A model whose loss is the cross-entropy of a softmax. Const functions are safe in several
/// threads.
class Model {
 public:
  /// @param name shape for people, "784-32-10"
  /// @param batch  examples of a pass at most, where sums in float32 end
  Model(std::string name, std::vector<Layer> layers, std::size_t batch);
  virtual ~Model() = default;
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::size_t layers() const { return layers_.size(); }
  [[nodiscard]] const Layer& layer(std::size_t l) const { return layers_[l]; }
  [[nodiscard]] std::size_t parameters() const { return begin_.back(); }
  /// First parameter of a layer; of layers(): their number.
  [[nodiscard]] std::size_t begin(std::size_t layer) const { return begin_[layer]; }
  [[nodiscard]] std::size_t batch() const { return batch_; }

  /// Loss and right answers.
  /// @param examples one example per column: channels, rows, columns, pixels over 255
  /// @param labels one per column, below the number of classes
  [[nodiscard]] virtual Score score(const Vector<float>& parameters, const Matrix<float>& examples,
                                    std::span<const std::uint8_t> labels) const = 0;
  /// As score(), and the gradient of the SUM of the losses.
  virtual Score gradient(const Vector<float>& parameters, const Matrix<float>& examples,
                         std::span<const std::uint8_t> labels, Vector<float>& gradient) const = 0;

 private:
  std::string name_;
  std::vector<Layer> layers_;
  std::vector<std::size_t> begin_ = {0};
  std::size_t batch_;
};

/// A fully connected layer: weights from N(0, 2/inputs), output index fastest, then biases, 0.
[[nodiscard]] Layer fully_connected(std::string name, std::size_t inputs, std::size_t outputs);

/// The layers of a fully connected network of these widths: hidden_1 .., output.
[[nodiscard]] std::vector<Layer> fully_connected(const std::vector<std::size_t>& widths);

/// Examples of a pass of models whose examples do not meet.
inline constexpr std::size_t kPassExamples = 1000;

/// Fully connected networks with gradients by hand on Eigen.
class EigenModel final : public Model {
 public:
  explicit EigenModel(const std::vector<std::size_t>& widths);
  [[nodiscard]] Score score(const Vector<float>& parameters, const Matrix<float>& examples,
                            std::span<const std::uint8_t> labels) const override;
  Score gradient(const Vector<float>& parameters, const Matrix<float>& examples,
                 std::span<const std::uint8_t> labels, Vector<float>& gradient) const override;

 private:
  Network<float> network_;
};

}  // namespace ceo::capture
