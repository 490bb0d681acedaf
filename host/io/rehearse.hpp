// A rehearsal in a child process, for input that may crash a library.
#pragma once

#include <functional>

namespace ceo::io {

/// Runs `action` in a child process that prints nothing, leaves no core file and may use a minute
/// of processor time. Exceptions count as an ordinary end.
/// @return false if the child died, so that `action` must not be run here
[[nodiscard]] bool survives(const std::function<void()>& action);

}  // namespace ceo::io
