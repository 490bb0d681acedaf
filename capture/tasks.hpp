// Independent tasks on a few threads. Which thread takes which task never shows in a result.
#pragma once

#include <cstddef>
#include <functional>

namespace ceo::capture {

/// Runs task(0) .. task(count - 1), each once, on at most `threads` threads; returns when all have
/// ended. If tasks throw, one of the exceptions is thrown on; tasks that did not start are left
/// out.
void run_tasks(std::size_t count, int threads, const std::function<void(std::size_t)>& task);

}  // namespace ceo::capture
