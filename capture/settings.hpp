// What a capture records: all that decides its bytes, besides the data and the build.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ceo::capture {

/// The models that can be trained.
inline constexpr const char* kModels[] = {"mlp", "softmax", "resnet20", "resnet50"};

struct Settings {
  std::string model = "mlp";     ///< one of kModels
  std::string library = "auto";  ///< of the gradients: eigen, torch; auto: eigen where it can
  std::string device = "cpu";    ///< of LibTorch: cpu or cuda
  std::size_t stem_stride = 1;   ///< of resnet50
  std::size_t hidden = 32;       ///< units of the hidden layer of mlp
  std::uint64_t seed = 1;
  std::size_t workers = 10;
  std::size_t batch = 128;  ///< examples of a local batch
  double learning_rate = 0.01;
  double momentum = 0.5;

  std::size_t iterations = 500;   ///< steps of the training run
  std::size_t every = 5;          ///< steps between two recorded iterations
  std::size_t coordinates = 128;  ///< chosen coordinates
  std::size_t dense = 3;          ///< recorded iterations with whole gradients
  std::size_t dense_workers = 2;
  std::size_t dense_parameters = 0;  ///< of each layer at most; 0: all

  std::size_t redraws = 1000;  ///< draws of all workers at each of two fixed models
  std::size_t redraw_coordinates = 16;

  std::size_t initialisations = 1000;
  std::size_t initial_iterations = 10;
  std::size_t initial_examples = 512;  ///< population: the first examples of the training part
  std::size_t initial_coordinates = 8;
  std::size_t initial_workers = 2;

  std::vector<double> deltas = {0, 1, 2, 4, 8, 16, 32};
  std::size_t noise_seeds = 3;
  std::size_t noise_iterations = 300;
  std::size_t noise_every = 10;

  [[nodiscard]] bool residual() const { return model.starts_with("resnet"); }
  [[nodiscard]] bool on_torch() const { return library == "torch" || residual(); }
  /// Iterations that the training run records.
  [[nodiscard]] std::size_t records() const { return (iterations + every - 1) / every; }
  [[nodiscard]] std::size_t noise_records() const {
    return (noise_iterations + noise_every - 1) / noise_every;
  }
};

/// Throws Error(usage) that names every setting that cannot be used and the feasible range.
/// @param examples training examples that are there
void check_settings(const Settings& settings, std::size_t examples);

/// One "name = value" per line, in a fixed order.
[[nodiscard]] std::string canonical(const Settings& settings);

}  // namespace ceo::capture
