#include "host/io/crash_message.hpp"

#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "host/base/clean_text.hpp"
#include "host/base/error.hpp"

namespace ceo::io {
namespace {

constexpr const char* kRemedy = " It is damaged or was changed: fetch or make it again.\n";

// Plain memory, all that a signal handler may look at.
std::string_view g_crash, g_endless;

void say_and_end(int signal) {
  const std::string_view text = signal == SIGPROF ? g_endless : g_crash;
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) {
    // Nobody listens; the exit code remains.
  }
  ::_exit(static_cast<int>(ExitCode::file));
}

}  // namespace

CrashMessage::CrashMessage(const std::string& file, std::size_t bytes)
    : crash_(lines(std::string(program_invocation_short_name) + ": " + file +
                   ": HDF5 crashes on the file." + kRemedy)),
      endless_(lines(std::string(program_invocation_short_name) + ": " + file +
                     ": HDF5 comes to no end with the file." + kRemedy)),
      stack_(std::size_t{1} << 16) {
  stack_t stack = {};
  stack.ss_sp = stack_.data();
  stack.ss_size = stack_.size();
  ::sigaltstack(&stack, &stack_before_);
  g_crash = crash_;
  g_endless = endless_;
  struct sigaction action = {};
  action.sa_handler = say_and_end;
  action.sa_flags = SA_ONSTACK;
  for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &action, &before_[i]);
  itimerval limit = {};
  limit.it_value.tv_sec = 10 + static_cast<time_t>(bytes >> 20);
  ::setitimer(ITIMER_PROF, &limit, &timer_before_);
}

CrashMessage::~CrashMessage() {
  ::setitimer(ITIMER_PROF, &timer_before_, nullptr);
  for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &before_[i], nullptr);
  g_crash = g_endless = {};
  ::sigaltstack(&stack_before_, nullptr);
}

}  // namespace ceo::io
