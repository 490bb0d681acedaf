// INT, TERM and USR1: the first asks a run to stop, the second ends the program at once. USR1 is
// what mpirun passes on to all ranks without killing them a second later.
#pragma once

namespace ceo {

/// Installs the handlers.
void watch_signals();
/// The signal that asked to stop, or 0.
[[nodiscard]] int stop_signal();

}  // namespace ceo
