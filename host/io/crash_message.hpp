// Last words for a library that may crash or hang on hostile input.
#pragma once

#include <sys/time.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <string>
#include <vector>

namespace ceo::io {

/// While one lives, a crash (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) prints a message and ends
/// the program with ExitCode::file; so does more processor time than any sound file takes, 10 s
/// and 1 s per MiB. HDF5 1.10 crashes on some files that somebody made up and runs in circles on
/// others, and a seal tells damage, not intent. One at a time.
class CrashMessage {
 public:
  /// @param file  what the message names
  /// @param bytes its size
  CrashMessage(const std::string& file, std::size_t bytes);
  CrashMessage(const CrashMessage&) = delete;
  CrashMessage& operator=(const CrashMessage&) = delete;
  ~CrashMessage();

 private:
  /// SIGPROF: the processor time is over.
  static constexpr std::array<int, 6> kSignals = {SIGSEGV, SIGBUS,  SIGFPE,
                                                  SIGILL,  SIGABRT, SIGPROF};
  std::string crash_, endless_;
  std::vector<char> stack_;  ///< a stack of its own for the handler: the crash may be an overflow
  stack_t stack_before_ = {};
  std::array<struct sigaction, kSignals.size()> before_ = {};
  itimerval timer_before_ = {};
};

}  // namespace ceo::io
