// What every launcher refuses.
#pragma once

#include <cstdint>
#include <stdexcept>

#include "kernels/core/draws.hpp"
#include "kernels/launch/totals.hpp"

namespace ceo::launch {

/// Strips whose samples fit the 63-bit sample counter.
inline constexpr std::uint64_t kMaxStrips = std::uint64_t{1} << 58;

/// Throws std::invalid_argument on a request that no launcher can take.
inline void check_request(int workers, const MatrixRequest& request, const StripRange& range) {
  if (workers < 1 || workers > kMaxWorkers) {
    throw std::invalid_argument("the number of workers must be 1 to 1024");
  }
  if (request.every == 0) throw std::invalid_argument("matrix stride 0");
  if (range.first > kMaxStrips || range.count > kMaxStrips - range.first) {
    throw std::invalid_argument("strips beyond the sample counter");
  }
}

}  // namespace ceo::launch
