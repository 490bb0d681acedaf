// The scalar channel on one CUDA device. Implemented in device_channel_cell.cu; no CUDA header is
// needed here.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/launch/device_channel.hpp"

namespace ceo::launch {

/// Integers of one launch, as those of ChannelTotals.
struct ChannelLaunch {
  std::vector<std::int64_t> symbols, joint, errors, source_bins;
  std::int64_t non_finite = 0;
  std::int64_t overflow = 0;
};

/// Counts the strips of the job and waits. Throws std::runtime_error naming the CUDA call that
/// failed.
[[nodiscard]] ChannelLaunch launch_channel(int device, const models::ScalarChannel::Params& params,
                                           const ChannelJob& job);

}  // namespace ceo::launch
