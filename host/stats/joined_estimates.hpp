// One estimate from those of independent cells, such as the layers of a layered point.
#pragma once

#include <span>

#include "host/stats/judge.hpp"

namespace ceo::stats {

/// Sum of independent estimates of a normal law: standard errors are added in quadrature. `samples`
/// is the smallest of theirs. A part that did not vary (standard error 0) leaves the sum without a
/// standard error, so that no other part hides it. Error(internal) for no part or another law.
[[nodiscard]] Estimate sum_of(std::span<const Estimate> parts);

/// Sum of the squares of independent standard normal deviates z: chi-square with as many degrees
/// of freedom, judged by its upper tail. value = (sum z^2 - degrees)/samples, 0 in the mean where
/// there is no departure; its standard error sqrt(2 degrees)/samples. NaN where a z is not finite.
/// Error(internal) for no deviate.
/// @param samples  of the cell with fewest
[[nodiscard]] Estimate sum_of_squares(std::span<const double> deviates, std::uint64_t samples);

}  // namespace ceo::stats
