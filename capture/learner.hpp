// The workers and their data: local and global gradients of one network.
#pragma once

#include <memory>

#include "capture/model.hpp"
#include "capture/settings.hpp"
#include "capture/stream.hpp"
#include "datasets/readers/images.hpp"

namespace ceo::capture {

/// A global gradient: sums over passes in float32, over the passes in float64 and in their order. A
/// pass is of neighbouring examples, Model::batch() at most; passes are alike in size to one.
struct Global {
  Vector<double> x;     ///< [parameter] gradient of the mean loss
  double loss = 0;      ///< mean, in nats
  double accuracy = 0;  ///< share of right answers
};

/// The state of a training run.
struct State {
  Vector<float> parameters;
  Vector<float> velocity;
};

/// Everything that the stages of a capture share. Const functions are safe in several threads.
class Learner {
 public:
  /// Throws Error(usage) for settings that cannot be used and for a model that this build does not
  /// have, Error(file) for data that do not fit.
  Learner(const Settings& settings, const datasets::Images& train, const datasets::Images& test);

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const Model& model() const { return *model_; }
  [[nodiscard]] const datasets::Images& train() const { return *train_; }
  [[nodiscard]] const datasets::Images& test() const { return *test_; }

  /// Parameters as the layers of the model say; velocity 0.
  [[nodiscard]] State initial(const Stream& stream, std::uint32_t run) const;

  /// Gradient of the mean loss over a batch that worker `where.worker` draws with replacement from
  /// the first `population` training examples. Throws Error(unexpected) if it is not finite.
  void local(const Vector<float>& parameters, const Stream& stream, const Where& where,
             std::size_t population, Vector<float>& y) const;
  /// Gradient, loss and accuracy over the first `population` training examples.
  [[nodiscard]] Global global(const Vector<float>& parameters, std::size_t population,
                              int threads) const;
  /// Loss and accuracy over the test part; x is left empty.
  [[nodiscard]] Global tested(const Vector<float>& parameters, int threads) const;

  /// velocity <- momentum velocity + gradient; parameters <- parameters - learning rate velocity.
  void step(State& state, const Vector<float>& gradient) const;

 private:
  Settings settings_;
  const datasets::Images* train_;
  const datasets::Images* test_;
  std::unique_ptr<const Model> model_;
};

/// Mean of the local gradients, added in the order of the workers.
[[nodiscard]] Vector<float> mean_of(const std::vector<Vector<float>>& locals);

/// The first `count` steps of a shuffle: the values that come first are drawn without repetition.
void shuffle_first(std::vector<std::uint64_t>& values, std::size_t count, const Stream& stream,
                   std::uint32_t layer);

/// Coordinates whose global gradient is not 0, drawn without repetition: coordinate i belongs to
/// layer i modulo the number of layers. Throws Error(usage) if a layer has too few.
/// @param x global gradient at the first parameters
[[nodiscard]] std::vector<std::uint64_t> choose_coordinates(const Model& model,
                                                            const Vector<double>& x,
                                                            std::size_t count,
                                                            const Stream& stream);

}  // namespace ceo::capture
