#include "capture/learner.hpp"

#include <algorithm>
#include <cmath>

#include "capture/tasks.hpp"
#include "host/base/error.hpp"

namespace ceo::capture {
namespace {

constexpr std::size_t kChunk = 1000;  // examples that are summed in float32

std::vector<std::size_t> widths_of(const Settings& settings, const datasets::Images& train) {
  if (settings.model == "softmax") return {train.size(), train.classes};
  return {train.size(), settings.hidden, train.classes};
}

const Settings& checked(const Settings& settings, std::size_t examples) {
  check_settings(settings, examples);
  return settings;
}

/// One example as a column, pixels over 255.
void put_column(Matrix<float>& columns, std::size_t column, const datasets::Images& images,
                std::size_t example) {
  using Pixels = Eigen::Map<const Eigen::Matrix<std::uint8_t, Eigen::Dynamic, 1>>;
  const Pixels pixels(images.pixels.data() + example * images.size(), columns.rows());
  columns.col(index(column)) = pixels.cast<float>() / 255.0F;
}

/// Neighbouring examples as columns.
Matrix<float> columns(const datasets::Images& images, std::size_t first, std::size_t count) {
  Matrix<float> examples(index(images.size()), index(count));
  for (std::size_t i = 0; i < count; ++i) put_column(examples, i, images, first + i);
  return examples;
}

void require_finite(double loss, double squared, const std::string& where) {
  if (std::isfinite(loss) && std::isfinite(squared)) return;
  throw Error(ExitCode::unexpected, "a gradient is not finite", where,
              "Training diverged: give a smaller --learning-rate.");
}

}  // namespace

Learner::Learner(const Settings& settings, const datasets::Images& train,
                 const datasets::Images& test)
    : settings_(checked(settings, train.count)),
      train_(&train),
      test_(&test),
      network_(widths_of(settings, train)) {
  if (test.size() != train.size() || test.classes != train.classes) {
    throw Error(ExitCode::file, test.name + " has images of another size than " + train.name);
  }
}

State Learner::initial(const Stream& stream, std::uint32_t run) const {
  State state{Vector<float>::Zero(index(network_.parameters())),
              Vector<float>::Zero(index(network_.parameters()))};
  for (std::size_t layer = 0; layer < network_.layers(); ++layer) {
    const float sd = std::sqrt(2.0F / static_cast<float>(network_.inputs(layer)));
    const std::size_t count = network_.inputs(layer) * network_.outputs(layer);
    float* weights = state.parameters.data() + network_.begin(layer);
    for (std::size_t i = 0; i < count; i += 4) {
      const auto z = stream.normals(static_cast<std::uint32_t>(i / 4),
                                    {0, static_cast<std::uint32_t>(layer), run});
      for (std::size_t j = 0; j < 4 && i + j < count; ++j) weights[i + j] = sd * z.at(j);
    }
  }
  return state;
}

void Learner::local(const Vector<float>& parameters, const Stream& stream, const Where& where,
                    std::size_t population, Vector<float>& y) const {
  const std::size_t batch = settings_.batch;
  Matrix<float> examples(index(train_->size()), index(batch));
  std::vector<std::uint8_t> labels(batch);
  for (std::size_t i = 0; i < batch; i += 4) {
    const auto words = stream.words(static_cast<std::uint32_t>(i / 4), where);
    for (std::size_t j = 0; j < 4 && i + j < batch; ++j) {
      const std::size_t drawn = below(words.at(j), static_cast<std::uint32_t>(population));
      put_column(examples, i + j, *train_, drawn);
      labels[i + j] = train_->labels[drawn];
    }
  }
  const Score score = network_.gradient(parameters, examples, labels, y);
  y /= static_cast<float>(batch);
  require_finite(score.loss, double{y.squaredNorm()},
                 "worker " + std::to_string(where.worker) + " in step " +
                     std::to_string(where.step) + " of run " + std::to_string(where.run));
}

Global Learner::global(const Vector<float>& parameters, std::size_t population, int threads) const {
  const std::size_t chunks = (population + kChunk - 1) / kChunk;
  std::vector<Vector<float>> sums(chunks);
  std::vector<Score> scores(chunks);
  run_tasks(chunks, threads, [&](std::size_t i) {
    const std::size_t first = i * kChunk, count = std::min(kChunk, population - first);
    scores[i] = network_.gradient(parameters, columns(*train_, first, count),
                                  {train_->labels.data() + first, count}, sums[i]);
  });
  Global out;
  out.x = Vector<double>::Zero(parameters.size());
  for (std::size_t i = 0; i < chunks; ++i) {
    out.x += sums[i].cast<double>();
    out.loss += scores[i].loss;
    out.accuracy += static_cast<double>(scores[i].right);
  }
  const auto examples = static_cast<double>(population);
  out.x /= examples;
  out.loss /= examples;
  out.accuracy /= examples;
  require_finite(out.loss, out.x.squaredNorm(), "the global gradient");
  return out;
}

Global Learner::tested(const Vector<float>& parameters, int threads) const {
  const std::size_t chunks = (test_->count + kChunk - 1) / kChunk;
  std::vector<Score> scores(chunks);
  run_tasks(chunks, threads, [&](std::size_t i) {
    const std::size_t first = i * kChunk, count = std::min(kChunk, test_->count - first);
    scores[i] = network_.score(parameters, columns(*test_, first, count),
                               {test_->labels.data() + first, count});
  });
  Global out;
  for (const Score& score : scores) {
    out.loss += score.loss;
    out.accuracy += static_cast<double>(score.right);
  }
  out.loss /= static_cast<double>(test_->count);
  out.accuracy /= static_cast<double>(test_->count);
  require_finite(out.loss, 0, "the loss on the test part");
  return out;
}

void Learner::step(State& state, const Vector<float>& gradient) const {
  state.velocity = static_cast<float>(settings_.momentum) * state.velocity + gradient;
  state.parameters -= static_cast<float>(settings_.learning_rate) * state.velocity;
}

Vector<float> mean_of(const std::vector<Vector<float>>& locals) {
  Vector<float> mean = locals.front();
  for (std::size_t k = 1; k < locals.size(); ++k) mean += locals[k];
  mean /= static_cast<float>(locals.size());
  return mean;
}

std::vector<std::uint64_t> choose_coordinates(const Network<float>& network,
                                              const Vector<double>& x, std::size_t count,
                                              const Stream& stream) {
  const std::size_t layers = network.layers();
  std::vector<std::uint64_t> chosen(count);
  for (std::size_t layer = 0; layer < layers; ++layer) {
    std::vector<std::uint64_t> alive;
    for (std::size_t i = network.begin(layer); i < network.begin(layer + 1); ++i) {
      if (x[index(i)] != 0) alive.push_back(i);
    }
    const std::size_t wanted = (count + layers - 1 - layer) / layers;
    if (alive.size() < wanted) {
      throw Error(ExitCode::usage,
                  "layer " + std::to_string(layer) + " has " + std::to_string(alive.size()) +
                      " coordinates with a gradient, " + std::to_string(wanted) + " are asked for",
                  "--coordinates", "Give a smaller number.");
    }
    // The first steps of a shuffle.
    for (std::size_t i = 0; i < wanted; ++i) {
      const std::uint32_t word =
          stream.words(static_cast<std::uint32_t>(i), {0, static_cast<std::uint32_t>(layer), 0})[0];
      std::swap(alive[i], alive[i + below(word, static_cast<std::uint32_t>(alive.size() - i))]);
      chosen[i * layers + layer] = alive[i];
    }
  }
  return chosen;
}

}  // namespace ceo::capture
