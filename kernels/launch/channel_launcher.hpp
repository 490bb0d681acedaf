// Runs a scalar channel over a range of strips.
#pragma once

#include "kernels/launch/channel_totals.hpp"
#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/cuda_launcher.hpp"

namespace ceo::launch {

/// Largest number of symbols: sixteen signs.
inline constexpr int kMostSymbols = 1 << 16;
/// Largest number of columns of the joint table.
inline constexpr int kMostColumns = 1 << 10;

/// Throws std::invalid_argument on parameters that no launcher can take: K outside 1..16, tables
/// above the limits, quantisers whose step is no power of two or whose inverse is another's, more
/// than 2^58 strips.
void check_channel(const models::ScalarChannel::Params& params, const StripRange& range);

/// Totals of the strips in `range`; the same integers for every pack, thread count and cut.
/// Throws std::invalid_argument on an impossible request.
[[nodiscard]] ChannelTotals run_channel_cpu(const models::ScalarChannel::Params& params,
                                            const StripRange& range, const CpuOptions& options);

/// The same integers by CUDA devices, each of which is checked first (check_device). Throws like
/// run_cuda. Host checks do not use it: they are judged on any machine.
[[nodiscard]] ChannelTotals run_channel_cuda(const models::ScalarChannel::Params& params,
                                             const StripRange& range, const CudaOptions& options);

/// The device kernel on the CPU, cut into `threads` virtual threads: slow, for tests.
[[nodiscard]] ChannelTotals run_channel_virtual(const models::ScalarChannel::Params& params,
                                                const StripRange& range, int threads);

}  // namespace ceo::launch
