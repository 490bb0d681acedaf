// Which strips of a cell are done: disjoint, ascending ranges that do not touch.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kernels/launch/totals.hpp"

namespace ceo::run {

using Ranges = std::vector<launch::StripRange>;

/// Ascending, disjoint, none empty, none touching the next, none beyond 2^64 strips.
[[nodiscard]] bool is_tidy(const Ranges& ranges);
/// Number of strips in tidy ranges.
[[nodiscard]] std::uint64_t strips_of(const Ranges& ranges);
/// Strips that both of these tidy ranges hold: the first such run; nothing if they are disjoint.
[[nodiscard]] std::optional<launch::StripRange> overlap(const Ranges& a, const Ranges& b);
/// All strips of a and b, which must be tidy and disjoint.
[[nodiscard]] Ranges united(const Ranges& a, const Ranges& b);
/// Strips of `wanted` that `done` lacks; both are tidy.
[[nodiscard]] Ranges missing(const Ranges& wanted, const Ranges& done);
/// True if `ranges` are exactly the strips of `whole`.
[[nodiscard]] bool covers(const Ranges& ranges, const launch::StripRange& whole);

}  // namespace ceo::run
