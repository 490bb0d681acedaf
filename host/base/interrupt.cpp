#include "host/base/interrupt.hpp"

#include <csignal>

namespace ceo {
namespace {

volatile std::sig_atomic_t received = 0;

extern "C" void on_stop(int signal) {
  received = signal;
  // From now on either signal has its default effect: the program ends.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

void watch_signals() {
  std::signal(SIGINT, on_stop);
  std::signal(SIGTERM, on_stop);
}

int stop_signal() {
  return received;
}

}  // namespace ceo
