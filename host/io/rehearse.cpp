#include "host/io/rehearse.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "host/base/error.hpp"

namespace ceo::io {
namespace {

[[noreturn]] void run_child(const std::function<void()>& action) {
  constexpr rlim_t kSeconds = 60;
  const rlimit no_core{0, 0};
  const rlimit seconds{kSeconds, kSeconds};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::setrlimit(RLIMIT_CPU, &seconds);
  // The C library announces a corrupted heap on stderr; the parent speaks for the child.
  if (const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0) {
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
  }
  try {
    action();
  } catch (...) {
    ::_exit(0);
  }
  ::_exit(0);
}

}  // namespace

bool survives(const std::function<void()>& action) {
  const pid_t child = ::fork();
  if (child < 0) {
    throw Error(ExitCode::internal, "no child process can be started", "",
                "Free some memory or processes and try again.");
  }
  if (child == 0) run_child(action);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return false;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace ceo::io
