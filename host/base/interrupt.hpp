// INT and TERM: the first asks a run to stop, the second ends the program at once.
#pragma once

namespace ceo {

/// Installs the handlers.
void watch_signals();
/// The signal that asked to stop, or 0.
[[nodiscard]] int stop_signal();

}  // namespace ceo
