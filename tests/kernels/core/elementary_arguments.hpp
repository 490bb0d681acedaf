// Stratified arguments for the elementary functions, about 10^6 each.
#pragma once

#include <cstdint>
#include <vector>

namespace ceo::testing {

/// Every list has a multiple of 64 entries, so that whole packs fit.
/// Radius words: an equal share in each octave of the uniform, and both ends.
[[nodiscard]] std::vector<std::uint32_t> radius_words();
/// Angle words: one in each of 2^20 equal intervals, small angles by octaves, and the corners.
[[nodiscard]] std::vector<std::uint32_t> angle_words();
/// Normal floats of all exponents.
[[nodiscard]] std::vector<float> log_arguments();
/// exp's range evenly, both signs by octaves down to 2^-30, and the clamps.
[[nodiscard]] std::vector<float> exp_arguments();
/// 0 and [2^-23, 64] by octaves.
[[nodiscard]] std::vector<float> sqrt_arguments();

}  // namespace ceo::testing
