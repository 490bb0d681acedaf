// The stages of a capture. Each consists of units that stand on their own, but for the training
// run, whose units follow one another; a unit writes its own part of the trace.
#pragma once

#include <functional>
#include <vector>

#include "capture/learner.hpp"
#include "host/run/trace.hpp"

namespace ceo::capture {

/// Thrown when `stop` asks for an end in the middle of a unit, which is then left undone.
struct Stopped {};

/// How a stage is run; none of it shows in the trace.
struct Crew {
  int threads = 1;
  std::function<bool()> stop = [] { return false; };
};

/// The parts of a trace with all axes in place and zeros for what is still to be recorded.
[[nodiscard]] run::Trace empty_trace(const Learner& learner,
                                     const std::vector<std::uint64_t>& coordinates);

/// Coordinates of the trace, from the first model and the population of the initialisations.
[[nodiscard]] std::vector<std::uint64_t> coordinates_of(const Learner& learner, int threads);

/// The training run. A unit is one recorded iteration and the steps up to the next.
class TrainingStage {
 public:
  TrainingStage(const Learner& learner, run::Trace& trace);
  /// Where the run stands; set it to resume.
  State state;
  std::vector<Vector<float>> frozen;  ///< models for the redraws, as they are reached
  void unit(std::size_t record, const Crew& crew);

 private:
  void record(std::size_t record, const Global& global, const std::vector<Vector<float>>& locals,
              const Crew& crew);
  void statistics(std::size_t record, const Vector<double>& x,
                  const std::vector<Vector<float>>& locals);
  void whole_gradients(std::size_t record, const Vector<double>& x,
                       const std::vector<Vector<float>>& locals);
  [[nodiscard]] std::vector<Vector<float>> local_gradients(std::size_t step,
                                                           const Crew& crew) const;

  const Learner* learner_;
  run::TrainingTrace* training_;
  run::DenseTrace* dense_;
  run::RedrawTrace* redraws_;
  Stream batches_;
};

/// Draws of all workers at a fixed model. Unit u is draw u modulo draws of model u over draws.
class RedrawStage {
 public:
  RedrawStage(const Learner& learner, run::Trace& trace, const std::vector<Vector<float>>& frozen);
  void unit(std::size_t unit) const;

 private:
  const Learner* learner_;
  run::RedrawTrace* redraws_;
  const std::vector<Vector<float>>* frozen_;
  Stream batches_;
};

/// A unit is the first steps from one initialisation.
class InitialisationStage {
 public:
  InitialisationStage(const Learner& learner, run::Trace& trace);
  void unit(std::size_t initialisation, const Crew& crew) const;

 private:
  const Learner* learner_;
  run::InitialisationTrace* group_;
  Stream weights_, batches_;
};

/// Training with added noise of variance delta sN2_l/K. Unit u is repetition u modulo repetitions
/// of delta u over repetitions. A repetition has the same weights, batches and normals at every
/// delta.
class NoiseStage {
 public:
  NoiseStage(const Learner& learner, run::Trace& trace);
  void unit(std::size_t unit, const Crew& crew) const;

 private:
  void add_noise(Vector<float>& mean, const std::vector<float>& variances, double delta,
                 const Where& where) const;
  const Learner* learner_;
  run::NoiseTrace* group_;
  Stream weights_, batches_, normals_;
};

}  // namespace ceo::capture
