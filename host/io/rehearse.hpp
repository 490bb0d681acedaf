// A rehearsal in a child process, for input that may crash a library.
#pragma once

#include <functional>
#include <string>

namespace ceo::io {

struct Rehearsal {
  bool survived = false;  ///< the child came to its end: `action` returned or threw
  std::string failure;    ///< what() of the exception that `action` threw; empty if it returned
};

/// Runs `action` in a child process that prints nothing, leaves no core file and may use a minute
/// of processor time. Nothing that `action` does reaches this process.
[[nodiscard]] Rehearsal rehearse(const std::function<void()>& action);

}  // namespace ceo::io
