// The scalar channel compiled for one pack: function pointers over raw memory, as in twin.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kernels/launch/packs.hpp"
#include "kernels/models/scalar_channel.hpp"

namespace ceo::launch {

/// Integers of one thread; the launcher owns the memory and folds it before it can overflow.
struct ChannelTally {
  std::uint32_t* symbols;     ///< [symbols]
  std::uint32_t* joint;       ///< [194][columns]
  std::uint32_t* errors;      ///< [194]
  std::int64_t* source_bins;  ///< [3][32]
  int columns;
  std::uint64_t non_finite;
  std::uint64_t overflow;
};

struct ChannelTwin {
  static_assert(std::is_trivially_copyable_v<models::ScalarChannel::Params>,
                "parameters travel to devices byte by byte");
  int lanes;
  std::size_t (*panel_floats)(int workers);  ///< of the panel
  /// Counts the strips first .. first + count - 1; both multiples of `lanes`.
  void (*count)(const models::ScalarChannel::Params& params, std::uint64_t first,
                std::uint64_t count, float* panel, ChannelTally& tally);
};

/// The twin for a pack. Throws std::invalid_argument if this machine lacks it.
[[nodiscard]] const ChannelTwin& scalar_channel_twin(Pack pack);

}  // namespace ceo::launch
