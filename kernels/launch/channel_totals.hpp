// Exact integer totals of a scalar channel.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/core/shape.hpp"
#include "kernels/models/scalar_channel.hpp"

namespace ceo::launch {

/// Counts of samples. Integers, so that any order and any cut of the strips gives the same.
struct ChannelTotals {
  std::vector<std::int64_t> symbols;      ///< [symbols] signs as bits, cells, or bins of Xhat
  std::vector<std::int64_t> joint;        ///< [194][columns]: bin of X/sd(X), column
  std::vector<std::int64_t> errors;       ///< [194]: bins of e times the error scale
  std::vector<std::int64_t> source_bins;  ///< [3][32] as in ShapeTotals
  std::uint64_t strips = 0;
  std::uint64_t non_finite = 0;  ///< samples whose error was infinite or not a number
  std::uint64_t overflow = 0;    ///< errors too large for the sums of a source bin (left out)

  ChannelTotals() = default;
  explicit ChannelTotals(const models::ScalarChannel::Params& params);
  /// Adds the totals of other strips; throws std::invalid_argument on tables of another size.
  void add(const ChannelTotals& other);
  bool operator==(const ChannelTotals&) const = default;
};

}  // namespace ceo::launch
