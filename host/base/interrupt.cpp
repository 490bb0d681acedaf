#include "host/base/interrupt.hpp"

#include <csignal>
#include <initializer_list>

namespace ceo {
namespace {

volatile std::sig_atomic_t received = 0;

extern "C" void on_stop(int signal) {
  received = signal;
  // From now on each of them has its default effect: the program ends.
  for (const int each : {SIGINT, SIGTERM, SIGUSR1}) std::signal(each, SIG_DFL);
}

}  // namespace

void watch_signals() {
  for (const int each : {SIGINT, SIGTERM, SIGUSR1}) std::signal(each, on_stop);
}

int stop_signal() {
  return received;
}

}  // namespace ceo
