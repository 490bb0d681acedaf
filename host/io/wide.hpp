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

}  // namespace ceo::io
