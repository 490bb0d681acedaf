// What every launcher refuses.
#pragma once

#include <cstdint>
#include <stdexcept>

#include "kernels/core/draws.hpp"
#include "kernels/core/recorded.hpp"
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

/// Throws std::invalid_argument where a cell with recorded sources has no values for the range.
/// Rows of whole sheaves: devices and packs read some strips together.
inline void check_recorded(const RecordedRows& recorded, const StripRange& range) {
  if (!recorded.present()) return;
  constexpr std::uint64_t kSheafSamples = std::uint64_t{kSheafStrips} * kStripSamples;
  if (recorded.samples % kSheafSamples != 0) {
    throw std::invalid_argument("recorded rows do not fill whole sheaves of 1024 samples");
  }
  if (range.first + range.count > recorded.samples / kStripSamples) {
    throw std::invalid_argument("strips beyond the recorded samples");
  }
}

}  // namespace ceo::launch
