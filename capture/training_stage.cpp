#include <algorithm>
#include <cmath>

#include "capture/stages.hpp"
#include "capture/tasks.hpp"

namespace ceo::capture {
namespace {

/// Place of an iteration among those that a group records; its size if it is not there.
std::size_t place_of(const std::vector<std::uint64_t>& iterations, std::uint64_t iteration) {
  return static_cast<std::size_t>(std::find(iterations.begin(), iterations.end(), iteration) -
                                  iterations.begin());
}

}  // namespace

TrainingStage::TrainingStage(const Learner& learner, run::Trace& trace)
    : state(learner.initial(Stream(learner.settings().seed, "weights"), 0)),
      learner_(&learner),
      training_(&*trace.training),
      dense_(trace.dense ? &*trace.dense : nullptr),
      redraws_(trace.redraws ? &*trace.redraws : nullptr),
      batches_(learner.settings().seed, "batches") {}

std::vector<Vector<float>> TrainingStage::local_gradients(std::size_t step,
                                                          const Crew& crew) const {
  std::vector<Vector<float>> locals(learner_->settings().workers);
  run_tasks(locals.size(), crew.threads, [&](std::size_t k) {
    learner_->local(state.parameters, batches_,
                    {static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(k), 0},
                    learner_->train().count, locals[k]);
  });
  return locals;
}

void TrainingStage::unit(std::size_t record_number, const Crew& crew) {
  const Settings& s = learner_->settings();
  const std::size_t first = record_number * s.every;
  const std::size_t last = std::min(first + s.every, s.iterations);
  State ahead = state;
  for (std::size_t step = first; step < last; ++step) {
    if (crew.stop()) {
      state = std::move(ahead);  // as it was: the unit is done again
      throw Stopped{};
    }
    const std::vector<Vector<float>> locals = local_gradients(step, crew);
    if (step == first) {
      const Global global =
          learner_->global(state.parameters, learner_->train().count, crew.threads);
      record(record_number, global, locals, crew);
    }
    learner_->step(state, mean_of(locals));
  }
}

void TrainingStage::record(std::size_t record_number, const Global& global,
                           const std::vector<Vector<float>>& locals, const Crew& crew) {
  const std::vector<std::uint64_t>& chosen = training_->coordinates.index;
  training_->loss[record_number] = static_cast<float>(global.loss);
  training_->accuracy[record_number] =
      static_cast<float>(learner_->tested(state.parameters, crew.threads).accuracy);
  for (std::size_t c = 0; c < chosen.size(); ++c) {
    training_->x[record_number * chosen.size() + c] =
        static_cast<float>(global.x[index(chosen[c])]);
    for (std::size_t k = 0; k < locals.size(); ++k) {
      training_->y[(record_number * locals.size() + k) * chosen.size() + c] =
          locals[k][index(chosen[c])];
    }
  }
  statistics(record_number, global.x, locals);
  whole_gradients(record_number, global.x, locals);
  if (redraws_ == nullptr) return;
  const std::size_t model =
      place_of(redraws_->iteration, record_number * learner_->settings().every);
  if (model == redraws_->iteration.size()) return;
  frozen.resize(std::max(frozen.size(), model + 1));
  frozen[model] = state.parameters;
  const std::size_t coordinates = redraws_->coordinates.index.size();
  for (std::size_t c = 0; c < coordinates; ++c) {
    redraws_->x[model * coordinates + c] =
        static_cast<float>(global.x[index(redraws_->coordinates.index[c])]);
  }
}

void TrainingStage::statistics(std::size_t record_number, const Vector<double>& x,
                               const std::vector<Vector<float>>& locals) {
  const Model& model = learner_->model();
  const std::size_t workers = locals.size();
  for (std::size_t layer = 0; layer < model.layers(); ++layer) {
    const Eigen::Index begin = index(model.begin(layer));
    const Eigen::Index size = index(model.begin(layer + 1)) - begin;
    const std::size_t row = record_number * model.layers() + layer;
    const Vector<double> part = x.segment(begin, size);
    Matrix<double> noise(size, index(workers));
    for (std::size_t k = 0; k < workers; ++k) {
      noise.col(index(k)) = locals[k].segment(begin, size).cast<double>() - part;
    }
    training_->mean_x[row] = static_cast<float>(part.mean());
    training_->var_x[row] = static_cast<float>((part.array() - part.mean()).square().mean());
    for (std::size_t k = 0; k < workers; ++k) {
      const auto own = noise.col(index(k));
      training_->mean_n[row * workers + k] = static_cast<float>(own.mean());
      training_->var_n[row * workers + k] =
          static_cast<float>((own.array() - own.mean()).square().mean());
      training_->cross[row * workers + k] =
          static_cast<float>(own.dot(part) / static_cast<double>(size));
      for (std::size_t j = 0; j <= k; ++j) {
        const auto value =
            static_cast<float>(noise.col(index(j)).dot(own) / static_cast<double>(size));
        training_->gram[(row * workers + k) * workers + j] = value;
        training_->gram[(row * workers + j) * workers + k] = value;
      }
    }
  }
}

void TrainingStage::whole_gradients(std::size_t record_number, const Vector<double>& x,
                                    const std::vector<Vector<float>>& locals) {
  if (dense_ == nullptr) return;
  const std::size_t place = place_of(dense_->iteration, record_number * learner_->settings().every);
  if (place == dense_->iteration.size()) return;
  const std::size_t size = dense_->parameter.size(), workers = dense_->worker.size();
  for (std::size_t i = 0; i < size; ++i) {
    const Eigen::Index parameter = index(dense_->parameter[i]);
    dense_->x[place * size + i] = static_cast<float>(x[parameter]);
    for (std::size_t k = 0; k < workers; ++k) {
      dense_->y[(place * workers + k) * size + i] = locals[k][parameter];
    }
  }
}

}  // namespace ceo::capture
