// To be preloaded: a wall clock that jumps by years, back and forth, at every look. The monotonic
// clock stays as it is.
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <ctime>

namespace {

time_t jump() {
  constexpr time_t kYear = 365L * 24 * 3600;
  static std::atomic<unsigned> looks{0};
  const unsigned look = looks++;
  return (look % 2 == 0 ? 1 : -1) * kYear * static_cast<time_t>(look % 7);
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
  const long result = ::syscall(SYS_clock_gettime, clock, now);
  if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += jump();
  return static_cast<int>(result);
}

extern "C" time_t time(time_t* now) noexcept {
  timespec parts = {};
  static_cast<void>(clock_gettime(CLOCK_REALTIME, &parts));
  if (now != nullptr) *now = parts.tv_sec;
  return parts.tv_sec;
}
