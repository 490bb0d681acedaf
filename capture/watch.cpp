#include "capture/watch.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "host/base/text.hpp"

namespace ceo::capture {
namespace {

bool movable_cursor() {
  const char* kind = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

}  // namespace

std::string progress_text(const Progress& progress, double seconds) {
  std::string text = fmt::format("{:.0f} %", 100 * progress.done / progress.total);
  const double own = progress.done - progress.before;
  if (seconds > 1 && own > 0) {
    text += ", " + human_seconds(seconds * (progress.total - progress.done) / own) + " left";
  }
  return text + fmt::format(", {} {} of {}", progress.stage, progress.unit, progress.units);
}

Watch::Watch(bool quiet) : quiet_(quiet), terminal_(movable_cursor()) {}

void Watch::report(const Progress& progress) {
  if (quiet_) return;
  const auto now = Clock::now();
  const std::chrono::duration<double> since = now - last_, all = now - start_;
  constexpr double kLineSeconds = 10, kTerminalSeconds = 0.2;
  if (written_ && since.count() < (terminal_ ? kTerminalSeconds : kLineSeconds)) return;
  last_ = now;
  written_ = true;
  const std::string text = progress_text(progress, all.count());
  if (terminal_) {
    fmt::print(stderr, "\r{:<78}", text);
  } else {
    fmt::print(stderr, "{}\n", text);
  }
  std::fflush(stderr);
}

void Watch::finish() const {
  if (terminal_ && written_) fmt::print(stderr, "\n");
}

}  // namespace ceo::capture
