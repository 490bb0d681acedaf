#include "capture/settings.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/error.hpp"
#include "host/base/text.hpp"

namespace ceo::capture {
namespace {

std::string text_of(const std::string& value) {
  return value;
}
std::string text_of(double value) {
  return shortest(value);
}
std::string text_of(std::uint64_t value) {
  return std::to_string(value);
}

void check_counts(const Settings& s, std::size_t examples, Problems& problems) {
  struct Range {
    const char* name;
    std::size_t value, low, high;
  };
  const std::size_t records = std::max<std::size_t>(s.records(), 1);
  const Range ranges[] = {{"--hidden", s.hidden, 1, 4096},
                          {"--workers", s.workers, 2, 1024},
                          {"--batch", s.batch, s.residual() ? 2U : 1U, 65536},
                          {"--iterations", s.iterations, 1, 1000000},
                          {"--every", s.every, 1, s.iterations},
                          {"--coordinates", s.coordinates, 1, 4096},
                          {"--dense", s.dense, 0, records},
                          {"--dense-workers", s.dense_workers, 1, s.workers},
                          {"--dense-parameters", s.dense_parameters, 0, 1000000000},
                          {"--stem-stride", s.stem_stride, 1, 4},
                          {"--redraws", s.redraws, 0, 1000000},
                          {"--redraw-coordinates", s.redraw_coordinates, 1, s.coordinates},
                          {"--initialisations", s.initialisations, 0, 1000000},
                          {"--initial-iterations", s.initial_iterations, 1, 10000},
                          {"--initial-examples", s.initial_examples, 1, examples},
                          {"--initial-coordinates", s.initial_coordinates, 1, s.coordinates},
                          {"--initial-workers", s.initial_workers, 1, s.workers},
                          {"--noise-seeds", s.noise_seeds, 0, 10000},
                          {"--noise-iterations", s.noise_iterations, 1, 1000000},
                          {"--noise-every", s.noise_every, 1, s.noise_iterations}};
  for (const Range& range : ranges) {
    if (range.value >= range.low && range.value <= range.high) continue;
    problems.add(std::to_string(range.value) + " cannot be used", range.name,
                 "Give " + std::to_string(range.low) + " to " + std::to_string(range.high) + ".");
  }
}

void check_model(const Settings& s, Problems& problems) {
  if (std::find(std::begin(kModels), std::end(kModels), s.model) == std::end(kModels)) {
    problems.add("there is no model '" + s.model + "'", "MODEL",
                 "Give mlp, softmax, resnet20 or resnet50.");
  }
  if (s.library != "auto" && s.library != "torch" && (s.library != "eigen" || s.residual())) {
    problems.add("'" + s.library + "' cannot train " + s.model, "--library",
                 s.residual() ? "Give torch." : "Give auto, eigen or torch.");
  }
  if (s.device != "cpu" && (s.device != "cuda" || !s.on_torch())) {
    problems.add("'" + s.device + "' cannot be used", "--device",
                 "Give cpu; cuda is for --library torch.");
  }
}

}  // namespace

void check_settings(const Settings& settings, std::size_t examples) {
  Problems problems;
  check_counts(settings, examples, problems);
  check_model(settings, problems);
  if (!(settings.learning_rate > 0) || !std::isfinite(settings.learning_rate)) {
    problems.add(shortest(settings.learning_rate) + " cannot be used", "--learning-rate",
                 "Give a number above 0.");
  }
  if (!(settings.momentum >= 0) || !(settings.momentum < 1)) {
    problems.add(shortest(settings.momentum) + " cannot be used", "--momentum",
                 "Give a number from 0 up to, not including, 1.");
  }
  double before = -1;
  for (const double delta : settings.deltas) {
    if (!(delta >= 0) || !(delta <= 32) || !(delta > before)) {
      problems.add(shortest_list(settings.deltas) + " cannot be used", "--deltas",
                   "Give rising numbers from 0 to 32.");
      break;
    }
    before = delta;
  }
  problems.raise(ExitCode::usage);
}

std::string canonical(const Settings& s) {
  std::string text;
  const auto line = [&](const char* name, const auto& value) {
    text += std::string(name) + " = " + text_of(value) + "\n";
  };
  line("model", s.model);
  if (s.model == "mlp") line("hidden", s.hidden);
  if (s.model == "resnet50") line("stem_stride", s.stem_stride);
  line("library", std::string(s.on_torch() ? "torch" : "eigen"));
  if (s.on_torch()) line("device", s.device);
  line("seed", s.seed);
  line("workers", s.workers);
  line("batch", s.batch);
  line("learning_rate", s.learning_rate);
  line("momentum", s.momentum);
  line("iterations", s.iterations);
  line("every", s.every);
  line("coordinates", s.coordinates);
  line("dense", s.dense);
  line("dense_workers", s.dense_workers);
  line("dense_parameters", s.dense_parameters);
  line("redraws", s.redraws);
  line("redraw_coordinates", s.redraw_coordinates);
  line("initialisations", s.initialisations);
  line("initial_iterations", s.initial_iterations);
  line("initial_examples", s.initial_examples);
  line("initial_coordinates", s.initial_coordinates);
  line("initial_workers", s.initial_workers);
  line("deltas", shortest_list(s.deltas));
  line("noise_seeds", s.noise_seeds);
  line("noise_iterations", s.noise_iterations);
  line("noise_every", s.noise_every);
  return text;
}

}  // namespace ceo::capture
