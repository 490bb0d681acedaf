#include "host/io/rehearse.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <string_view>

#include "host/base/error.hpp"

namespace ceo::io {
namespace {

/// Sends the message as far as the reader takes it.
void send(int pipe, std::string_view message) {
  while (!message.empty()) {
    const ssize_t sent = ::write(pipe, message.data(), message.size());
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return;
    message.remove_prefix(static_cast<std::size_t>(sent));
  }
}

/// Everything up to the end of the pipe.
std::string receive(int pipe) {
  std::string message;
  std::array<char, 1024> buffer{};
  for (;;) {
    const ssize_t got = ::read(pipe, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return message;
    message.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

[[noreturn]] void run_child(const std::function<void()>& action, int pipe) {
  constexpr rlim_t kSeconds = 60;
  const rlimit no_core{0, 0};
  const rlimit seconds{kSeconds, kSeconds};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::setrlimit(RLIMIT_CPU, &seconds);
  // A crash here is an answer: no handler of the program or of a sanitizer shall report it.
  for (const int crash : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL}) std::signal(crash, SIG_DFL);
  // The C library announces a corrupted heap on stderr; the parent speaks for the child.
  if (const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0) {
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
  }
  try {
    action();
  } catch (const std::exception& error) {
    send(pipe, error.what());
  }
  ::_exit(0);
}

}  // namespace

Rehearsal rehearse(const std::function<void()>& action) {
  std::array<int, 2> ends{};
  const bool piped = ::pipe2(ends.data(), O_CLOEXEC) == 0;
  const pid_t child = piped ? ::fork() : -1;
  if (child < 0) {
    if (piped) {
      ::close(ends[0]);
      ::close(ends[1]);
    }
    throw Error(ExitCode::internal, "no child process can be started", "",
                "Free some memory or processes and try again.");
  }
  if (child == 0) run_child(action, ends[1]);
  ::close(ends[1]);
  Rehearsal result;
  result.failure = receive(ends[0]);
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return result;
  }
  result.survived = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return result;
}

}  // namespace ceo::io
