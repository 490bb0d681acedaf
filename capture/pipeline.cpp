#include "capture/pipeline.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <vector>

#include "capture/stages.hpp"
#include "capture/tasks.hpp"
#include "host/base/error.hpp"
#include "host/io/file_bytes.hpp"
#include "host/io/trace_file.hpp"

namespace ceo::capture {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kStartOver = "Start over with --force.";

/// A stage as the pipeline sees it.
struct Stage {
  std::string name;
  std::size_t units = 0;
  std::size_t round = 1;  ///< units between two looks at the clock
  double work = 0;        ///< examples through the network per unit
  std::uint64_t* done = nullptr;
  std::function<void(std::size_t begin, std::size_t end)> run;
};

class Pipeline {
 public:
  Pipeline(const Learner& learner, const Job& job, std::string config)
      : learner_(learner),
        job_(job),
        trace_(start()),
        training_(learner_, trace_),
        redraws_(learner_, trace_, training_.frozen),
        initialisations_(learner_, trace_),
        noise_(learner_, trace_) {
    checkpoint_.config = std::move(config);
    trace_.provenance = job.provenance;
    if (job.resume) resume();
    add_stages();
  }

  Outcome run() {
    for (const Stage& stage : stages_) {
      while (*stage.done < stage.units) {
        if (!round(stage)) {
          save();
          return Outcome::stopped;
        }
      }
    }
    io::write_trace(trace_, job_.output, job_.force || saved_ || job_.resume);
    return Outcome::complete;
  }

 private:
  run::Trace start() { return empty_trace(learner_, coordinates_of(learner_, job_.threads)); }

  /// Runs a round of units; false if it was stopped and is to be done again.
  bool round(const Stage& stage) {
    const std::size_t begin = *stage.done;
    const std::size_t end = std::min<std::size_t>(stage.units, begin + stage.round);
    try {
      if (job_.stop()) throw Stopped{};
      stage.run(begin, end);
    } catch (const Stopped&) {
      return false;
    }
    *stage.done = end;
    job_.report(progress(stage));
    const std::chrono::duration<double> since = Clock::now() - last_save_;
    if (since.count() >= job_.checkpoint_seconds) save();
    return true;
  }

  void add_stages() {
    const Settings& s = learner_.settings();
    const auto step = static_cast<double>(s.workers * s.batch);
    const auto population = static_cast<double>(learner_.train().count);
    // The training run is one task after the other inside; the others are tasks side by side.
    stages_.push_back({"training", s.records(), 1, population + static_cast<double>(s.every) * step,
                       &checkpoint_.training, [this](std::size_t begin, std::size_t end) {
                         for (std::size_t i = begin; i < end; ++i) training_.unit(i, crew_);
                       }});
    if (trace_.redraws) {
      add("redraws", trace_.redraws->iteration.size() * s.redraws, 64, step, checkpoint_.redraws,
          [this](std::size_t i) {
            if (crew_.stop()) throw Stopped{};
            redraws_.unit(i);
          });
    }
    if (trace_.initialisations) {
      add("initialisations", s.initialisations, 16,
          static_cast<double>(s.initial_iterations) *
              (step + static_cast<double>(s.initial_examples)),
          checkpoint_.initialisations, [this](std::size_t i) { initialisations_.unit(i, crew_); });
    }
    if (trace_.noise) {
      add("curves with added noise", s.deltas.size() * s.noise_seeds, 2,
          static_cast<double>(s.noise_iterations) * step +
              static_cast<double>(s.noise_records() * learner_.test().count) / 3,
          checkpoint_.curves, [this](std::size_t i) { noise_.unit(i, crew_); });
    }
    before_ = work_done();
  }

  void add(const std::string& name, std::size_t units, std::size_t round_units, double work,
           std::uint64_t& done, const std::function<void(std::size_t)>& unit) {
    stages_.push_back(
        {name, units, round_units, work, &done, [this, unit](std::size_t begin, std::size_t end) {
           run_tasks(end - begin, job_.threads, [&](std::size_t i) { unit(begin + i); });
         }});
  }

  [[nodiscard]] double work_done() const {
    return std::accumulate(stages_.begin(), stages_.end(), 0.0, [](double sum, const Stage& stage) {
      return sum + stage.work * static_cast<double>(*stage.done);
    });
  }

  [[nodiscard]] Progress progress(const Stage& stage) const {
    double total = 0;
    for (const Stage& each : stages_) total += each.work * static_cast<double>(each.units);
    return {stage.name, *stage.done, stage.units, work_done(), total, before_};
  }

  void save() {
    const auto values = [](const Vector<float>& vector) {
      return std::vector<float>(vector.data(), vector.data() + vector.size());
    };
    checkpoint_.parameters = values(training_.state.parameters);
    checkpoint_.velocity = values(training_.state.velocity);
    checkpoint_.frozen.clear();
    for (const Vector<float>& model : training_.frozen) {
      checkpoint_.frozen.insert(checkpoint_.frozen.end(), model.data(),
                                model.data() + model.size());
    }
    io::write_trace(trace_, job_.output, job_.force || saved_ || job_.resume, &checkpoint_);
    saved_ = true;
    last_save_ = Clock::now();
  }

  void resume() {
    io::UnfinishedTrace unfinished = io::read_unfinished_trace(job_.output);
    if (unfinished.checkpoint.config != checkpoint_.config ||
        unfinished.trace.provenance != trace_.provenance) {
      throw Error(ExitCode::usage,
                  "the checkpoint was made with other settings, data or another build", job_.output,
                  "Resume with the command that began it, or start over with --force.");
    }
    if (!unfinished.trace.training ||
        unfinished.trace.dense.has_value() != trace_.dense.has_value() ||
        unfinished.trace.redraws.has_value() != trace_.redraws.has_value() ||
        unfinished.trace.initialisations.has_value() != trace_.initialisations.has_value() ||
        unfinished.trace.noise.has_value() != trace_.noise.has_value()) {
      throw Error(ExitCode::file, "the checkpoint lacks a group", job_.output, kStartOver);
    }
    // Assigned group by group: the stages point into them.
    *trace_.training = std::move(*unfinished.trace.training);
    if (trace_.dense) *trace_.dense = std::move(*unfinished.trace.dense);
    if (trace_.redraws) *trace_.redraws = std::move(*unfinished.trace.redraws);
    if (trace_.initialisations) {
      *trace_.initialisations = std::move(*unfinished.trace.initialisations);
    }
    if (trace_.noise) *trace_.noise = std::move(*unfinished.trace.noise);
    checkpoint_ = std::move(unfinished.checkpoint);
    const std::size_t size = learner_.model().parameters();
    if (checkpoint_.parameters.size() != size || checkpoint_.frozen.size() % size != 0) {
      throw Error(ExitCode::file, "the checkpoint does not fit the model", job_.output, kStartOver);
    }
    const auto vector = [size](const float* begin) {
      return Vector<float>(Eigen::Map<const Vector<float>>(begin, index(size)));
    };
    training_.state = {vector(checkpoint_.parameters.data()), vector(checkpoint_.velocity.data())};
    for (std::size_t i = 0; i < checkpoint_.frozen.size(); i += size) {
      training_.frozen.push_back(vector(checkpoint_.frozen.data() + i));
    }
  }

  const Learner& learner_;
  const Job& job_;
  Crew crew_{job_.threads, job_.stop};
  run::Trace trace_;
  TrainingStage training_;
  RedrawStage redraws_;
  InitialisationStage initialisations_;
  NoiseStage noise_;
  io::TraceCheckpoint checkpoint_;
  std::vector<Stage> stages_;
  Clock::time_point last_save_ = Clock::now();
  bool saved_ = false;
  double before_ = 0;
};

/// Eigen cuts products into blocks by the cache sizes that it finds, so that machines would sum in
/// different orders; the sizes are fixed instead.
void fix_blocking() {
  Eigen::setCpuCacheSizes(32768, 1048576, 4194304);
}

}  // namespace

Outcome capture(const Settings& settings, const datasets::Images& train,
                const datasets::Images& test, const Job& job) {
  fix_blocking();
  const Learner learner(settings, train, test);
  if (!job.resume) io::require_publishable(job.output, job.force);
  return Pipeline(learner, job, canonical(settings)).run();
}

}  // namespace ceo::capture
