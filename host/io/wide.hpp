// 128-bit totals as two int64: value = hi * 2^62 + lo with 0 <= lo < 2^62.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/launch/totals.hpp"

namespace ceo::io {

/// {hi, lo, hi, lo, ...}. Throws Error(internal) for a value outside [-2^125, 2^125).
[[nodiscard]] std::vector<std::int64_t> split_wide(std::span<const launch::Int128> values);
/// The reverse. `valid` is set to false if a lo lies outside [0, 2^62).
[[nodiscard]] std::vector<launch::Int128> join_wide(std::span<const std::int64_t> parts,
                                                    bool& valid);

/// Totals of which nearly all have 63 bits: value = low + 2^64 carry, and a carry only where it is
/// not 0.
struct WideColumn {
  std::vector<std::int64_t> low;     ///< the value modulo 2^64, as a number with a sign
  std::vector<std::uint64_t> index;  ///< ascending places in `low` that have a carry
  std::vector<std::int64_t> carry;

  /// Throws Error(internal) for a value outside [-2^125, 2^125).
  void add(std::span<const launch::Int128> values);
};
/// Adds 2^64 carry to a value of 64 bits; false if the sum leaves [-2^125, 2^125).
[[nodiscard]] bool add_carry(launch::Int128& value, std::int64_t carry);

}  // namespace ceo::io
