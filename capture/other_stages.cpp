// Redraws at a fixed model, repeated initialisations, training with added noise.
#include <algorithm>
#include <cmath>

#include "capture/stages.hpp"
#include "host/base/error.hpp"

namespace ceo::capture {
namespace {

/// The entries of a gradient at chosen coordinates.
template <class Gradient>
void pick(const Gradient& gradient, const std::vector<std::uint64_t>& chosen, float* out) {
  for (std::size_t c = 0; c < chosen.size(); ++c) {
    out[c] = static_cast<float>(gradient[index(chosen[c])]);
  }
}

std::uint32_t word(std::size_t i) {
  return static_cast<std::uint32_t>(i);
}

}  // namespace

RedrawStage::RedrawStage(const Learner& learner, run::Trace& trace,
                         const std::vector<Vector<float>>& frozen)
    : learner_(&learner),
      redraws_(trace.redraws ? &*trace.redraws : nullptr),
      frozen_(&frozen),
      batches_(learner.settings().seed, "redraws") {}

void RedrawStage::unit(std::size_t unit) const {
  const std::size_t draws = redraws_->draw.size(), workers = redraws_->worker.size();
  const std::size_t model = unit / draws, draw = unit % draws;
  ensure(model < frozen_->size(), "a redraw comes before its model");
  const std::vector<std::uint64_t>& chosen = redraws_->coordinates.index;
  Vector<float> y;
  for (std::size_t k = 0; k < workers; ++k) {
    learner_->local((*frozen_)[model], batches_, {word(draw), word(k), word(model)},
                    learner_->train().count, y);
    pick(y, chosen, redraws_->y.data() + (unit * workers + k) * chosen.size());
  }
}

InitialisationStage::InitialisationStage(const Learner& learner, run::Trace& trace)
    : learner_(&learner),
      group_(trace.initialisations ? &*trace.initialisations : nullptr),
      weights_(learner.settings().seed, "initialisations: weights"),
      batches_(learner.settings().seed, "initialisations: batches") {}

void InitialisationStage::unit(std::size_t initialisation, const Crew& crew) const {
  const Settings& s = learner_->settings();
  const std::vector<std::uint64_t>& chosen = group_->coordinates.index;
  State state = learner_->initial(weights_, word(initialisation));
  std::vector<Vector<float>> locals(s.workers);
  for (std::size_t step = 0; step < s.initial_iterations; ++step) {
    if (crew.stop()) throw Stopped{};
    const std::size_t row = initialisation * s.initial_iterations + step;
    // One thread: the initialisations themselves are the tasks.
    pick(learner_->global(state.parameters, s.initial_examples, 1).x, chosen,
         group_->x.data() + row * chosen.size());
    for (std::size_t k = 0; k < s.workers; ++k) {
      learner_->local(state.parameters, batches_, {word(step), word(k), word(initialisation)},
                      s.initial_examples, locals[k]);
      if (k < s.initial_workers) {
        pick(locals[k], chosen, group_->y.data() + (row * s.initial_workers + k) * chosen.size());
      }
    }
    learner_->step(state, mean_of(locals));
  }
}

NoiseStage::NoiseStage(const Learner& learner, run::Trace& trace)
    : learner_(&learner),
      group_(trace.noise ? &*trace.noise : nullptr),
      weights_(learner.settings().seed, "noise: weights"),
      batches_(learner.settings().seed, "noise: batches"),
      normals_(learner.settings().seed, "noise: normals") {}

void NoiseStage::add_noise(Vector<float>& mean, const std::vector<float>& variances, double delta,
                           const Where& where) const {
  const Model& model = learner_->model();
  for (std::size_t layer = 0; layer < model.layers(); ++layer) {
    const auto sd = static_cast<float>(std::sqrt(
        delta * double{variances[layer]} / static_cast<double>(learner_->settings().workers)));
    for (std::size_t i = model.begin(layer); i < model.begin(layer + 1); ++i) {
      // Four normals to a block; the block is that of the parameter, whatever its layer.
      if (i % 4 != 0 && i != model.begin(layer)) continue;
      const auto z = normals_.normals(word(i / 4), where);
      for (std::size_t j = i % 4; j < 4 && i - i % 4 + j < model.begin(layer + 1); ++j) {
        mean[index(i - i % 4 + j)] += sd * z.at(j);
      }
    }
  }
}

void NoiseStage::unit(std::size_t unit, const Crew& crew) const {
  const Settings& s = learner_->settings();
  const Model& model = learner_->model();
  const double delta = s.deltas[unit / s.noise_seeds];
  const std::size_t seed = unit % s.noise_seeds;
  const auto workers = static_cast<double>(s.workers);
  State state = learner_->initial(weights_, word(seed));
  std::vector<Vector<float>> locals(s.workers);
  for (std::size_t step = 0; step < s.noise_iterations; ++step) {
    if (crew.stop()) throw Stopped{};
    for (std::size_t k = 0; k < s.workers; ++k) {
      learner_->local(state.parameters, batches_, {word(step), word(k), word(seed)},
                      learner_->train().count, locals[k]);
    }
    Vector<float> mean = mean_of(locals);
    std::vector<float> var_n, var_x;
    for (std::size_t layer = 0; layer < model.layers(); ++layer) {
      const Eigen::Index begin = index(model.begin(layer));
      const Eigen::Index size = index(model.begin(layer + 1)) - begin;
      double spread = 0;
      for (const Vector<float>& y : locals) {
        spread += (y.segment(begin, size) - mean.segment(begin, size)).cast<double>().squaredNorm();
      }
      const double noise = spread / ((workers - 1) * static_cast<double>(size));
      const double seen =
          mean.segment(begin, size).cast<double>().squaredNorm() / static_cast<double>(size);
      var_n.push_back(static_cast<float>(noise));
      var_x.push_back(static_cast<float>(seen - noise / workers));
    }
    if (step % s.noise_every == 0) {
      const std::size_t row = unit * s.noise_records() + step / s.noise_every;
      const Global tested = learner_->tested(state.parameters, 1);
      group_->loss[row] = static_cast<float>(tested.loss);
      group_->accuracy[row] = static_cast<float>(tested.accuracy);
      std::copy(var_x.begin(), var_x.end(), group_->var_x.data() + row * model.layers());
      std::copy(var_n.begin(), var_n.end(), group_->var_n.data() + row * model.layers());
    }
    if (delta > 0) add_noise(mean, var_n, delta, {word(step), 0, word(seed)});
    learner_->step(state, mean);
  }
}

}  // namespace ceo::capture
