// From settings and data to a trace file: the stages one after the other, with checkpoints.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "capture/settings.hpp"
#include "datasets/readers/images.hpp"
#include "host/run/trace.hpp"

namespace ceo::capture {

/// How far a capture is.
struct Progress {
  std::string stage;           ///< "initialisations"
  std::size_t unit = 0;        ///< units of the stage done
  std::size_t units = 1;       ///< of this many
  double done = 0, total = 1;  ///< examples through the network, of the whole capture
  double before = 0;           ///< of these, done before this process started
};

struct Job {
  std::string output;   ///< trace file to write
  bool force = false;   ///< replace a file that is there
  bool resume = false;  ///< go on with the checkpoint that stands at `output`
  int threads = 1;
  double checkpoint_seconds = 60;  ///< between checkpoints; 0: after every round
  std::map<std::string, std::string> provenance;
  std::function<void(const Progress&)> report = [](const Progress&) {};
  std::function<bool()> stop = [] { return false; };
};

enum class Outcome { complete, stopped };

/// Records a trace into job.output. The bytes of a complete file depend on settings, data and build
/// alone: not on threads, checkpoints, stops and resumes. If stopped, a checkpoint stands there.
/// Throws Error: settings (usage), data or files (file), a gradient that is not finite
/// (unexpected).
Outcome capture(const Settings& settings, const datasets::Images& train,
                const datasets::Images& test, const Job& job);

}  // namespace ceo::capture
