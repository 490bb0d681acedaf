// What a person sees of a running capture.
#pragma once

#include <chrono>
#include <string>

#include "capture/pipeline.hpp"

namespace ceo::capture {

/// "42 %, 1 min 3 s left, initialisations 420 of 1000"; the time left once it can be told.
/// @param seconds since this process began
[[nodiscard]] std::string progress_text(const Progress& progress, double seconds);

/// Writes progress to stderr: one line that is rewritten on a terminal, a line every ten seconds
/// elsewhere.
class Watch {
 public:
  explicit Watch(bool quiet);
  void report(const Progress& progress);
  /// Ends the line of a terminal.
  void finish() const;

 private:
  using Clock = std::chrono::steady_clock;
  bool quiet_, terminal_;
  Clock::time_point start_ = Clock::now(), last_ = start_;
  bool written_ = false;
};

}  // namespace ceo::capture
