#include "capture/learner.hpp"

#include <algorithm>
#include <cmath>

#include "capture/tasks.hpp"
#include "capture/torch_model.hpp"
#include "host/base/error.hpp"

namespace ceo::capture {
namespace {

std::vector<std::size_t> widths_of(const Settings& settings, const datasets::Images& train) {
  if (settings.model == "softmax") return {train.size(), train.classes};
  return {train.size(), settings.hidden, train.classes};
}

std::unique_ptr<const Model> model_of(const Settings& settings, const datasets::Images& train) {
  const TorchOptions torch{settings.device, false};
  const ImageShape shape{train.channels, train.height, train.width};
  if (settings.model == "resnet20") {
    return torch_model(resnet20(train.channels, train.classes), shape, settings.batch, torch);
  }
  if (settings.model == "resnet50") {
    return torch_model(resnet50(train.channels, train.classes, settings.stem_stride), shape,
                       settings.batch, torch);
  }
  if (settings.on_torch()) return torch_model(widths_of(settings, train), torch);
  return std::make_unique<EigenModel>(widths_of(settings, train));
}

/// The examples of a population, cut into passes of equal sizes to one.
struct Passes {
  std::size_t population, count;
  Passes(std::size_t examples, const Model& model)
      : population(examples), count((examples + model.batch() - 1) / model.batch()) {}
  [[nodiscard]] std::size_t first(std::size_t pass) const { return pass * population / count; }
  [[nodiscard]] std::size_t size(std::size_t pass) const { return first(pass + 1) - first(pass); }
};

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

void add_scores(const std::vector<Score>& scores, std::size_t examples, Global& out) {
  for (const Score& score : scores) {
    out.loss += score.loss;
    out.accuracy += static_cast<double>(score.right);
  }
  out.loss /= static_cast<double>(examples);
  out.accuracy /= static_cast<double>(examples);
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
      model_(model_of(settings, train)) {
  if (test.size() != train.size() || test.classes != train.classes) {
    throw Error(ExitCode::file, test.name + " has images of another size than " + train.name);
  }
}

State Learner::initial(const Stream& stream, std::uint32_t run) const {
  State state{Vector<float>::Zero(index(model_->parameters())),
              Vector<float>::Zero(index(model_->parameters()))};
  float* next = state.parameters.data();
  for (std::size_t layer = 0; layer < model_->layers(); ++layer) {
    for (const Start& start : model_->layer(layer).starts) {
      if (start.sd == 0) std::fill_n(next, start.count, start.value);
      for (std::size_t i = 0; start.sd > 0 && i < start.count; i += 4) {
        const auto z = stream.normals(static_cast<std::uint32_t>(i / 4),
                                      {0, static_cast<std::uint32_t>(layer), run});
        for (std::size_t j = 0; j < 4 && i + j < start.count; ++j) next[i + j] = start.sd * z.at(j);
      }
      next += start.count;
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
  const Score score = model_->gradient(parameters, examples, labels, y);
  y /= static_cast<float>(batch);
  require_finite(score.loss, double{y.squaredNorm()},
                 "worker " + std::to_string(where.worker) + " in step " +
                     std::to_string(where.step) + " of run " + std::to_string(where.run));
}

Global Learner::global(const Vector<float>& parameters, std::size_t population, int threads) const {
  const Passes passes(population, *model_);
  const std::size_t together =
      std::min(passes.count, static_cast<std::size_t>(std::max(threads, 1)));
  std::vector<Vector<float>> sums(together);  // of the passes at hand: gradients are large
  std::vector<Score> scores(passes.count);
  Global out;
  out.x = Vector<double>::Zero(parameters.size());
  for (std::size_t begin = 0; begin < passes.count; begin += together) {
    const std::size_t now = std::min(together, passes.count - begin);
    run_tasks(now, threads, [&](std::size_t i) {
      const std::size_t first = passes.first(begin + i), count = passes.size(begin + i);
      scores[begin + i] = model_->gradient(parameters, columns(*train_, first, count),
                                           {train_->labels.data() + first, count}, sums[i]);
    });
    for (std::size_t i = 0; i < now; ++i) out.x += sums[i].cast<double>();
  }
  out.x /= static_cast<double>(population);
  add_scores(scores, population, out);
  require_finite(out.loss, out.x.squaredNorm(), "the global gradient");
  return out;
}

Global Learner::tested(const Vector<float>& parameters, int threads) const {
  const Passes passes(test_->count, *model_);
  std::vector<Score> scores(passes.count);
  run_tasks(passes.count, threads, [&](std::size_t i) {
    const std::size_t first = passes.first(i), count = passes.size(i);
    scores[i] = model_->score(parameters, columns(*test_, first, count),
                              {test_->labels.data() + first, count});
  });
  Global out;
  add_scores(scores, test_->count, out);
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

void shuffle_first(std::vector<std::uint64_t>& values, std::size_t count, const Stream& stream,
                   std::uint32_t layer) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t word = stream.words(static_cast<std::uint32_t>(i), {0, layer, 0})[0];
    std::swap(values[i], values[i + below(word, static_cast<std::uint32_t>(values.size() - i))]);
  }
}

std::vector<std::uint64_t> choose_coordinates(const Model& model, const Vector<double>& x,
                                              std::size_t count, const Stream& stream) {
  const std::size_t layers = model.layers();
  std::vector<std::uint64_t> chosen(count);
  for (std::size_t layer = 0; layer < layers; ++layer) {
    std::vector<std::uint64_t> alive;
    for (std::size_t i = model.begin(layer); i < model.begin(layer + 1); ++i) {
      if (x[index(i)] != 0) alive.push_back(i);
    }
    const std::size_t wanted = (count + layers - 1 - layer) / layers;
    if (alive.size() < wanted) {
      throw Error(ExitCode::usage,
                  "layer " + std::to_string(layer) + " has " + std::to_string(alive.size()) +
                      " coordinates with a gradient, " + std::to_string(wanted) + " are asked for",
                  "--coordinates", "Give a smaller number.");
    }
    shuffle_first(alive, wanted, stream, static_cast<std::uint32_t>(layer));
    for (std::size_t i = 0; i < wanted; ++i) chosen[i * layers + layer] = alive[i];
  }
  return chosen;
}

}  // namespace ceo::capture
