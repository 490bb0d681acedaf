// Runs the same work on several threads.
#pragma once

#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace ceo::launch {

/// Calls work(i) for i = 0 .. threads - 1, each on a thread of its own (the first on this one), and
/// waits. If one throws, `stop()` is called, which should make the others return early, and the
/// first exception is thrown again here.
template <class Work, class Stop>
void on_threads(std::uint64_t threads, const Work& work, const Stop& stop) {
  std::mutex mutex;
  std::exception_ptr failure;
  const auto guarded = [&](std::uint64_t index) {
    try {
      work(index);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      stop();
    }
  };
  std::vector<std::thread> pool;
  for (std::uint64_t i = 1; i < threads; ++i) pool.emplace_back(guarded, i);
  guarded(0);
  for (std::thread& thread : pool) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace ceo::launch
