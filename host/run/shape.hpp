// The shape statistics of a cell: counts by any launcher, exact tests of its first samples.
#pragma once

#include <span>

#include "host/run/execute.hpp"

namespace ceo::run {

/// Samples the shape of strips of a cell with shape_every > 0. Whoever samples the first strip also
/// draws the sorted samples, however many strips it has: they are replayed from their counters.
/// Only `progress->stop` is read: a stopped record is short. Throws like the launchers.
[[nodiscard]] ShapeRecord sample_shape(const Cell& cell, const GaussianCeoBinding& binding,
                                       const launch::StripRange& strips,
                                       const ExecuteOptions& options, launch::Progress* progress);

/// Statistics of the ascending values of one variable; Error(internal) if they do not ascend.
[[nodiscard]] SortedRecord sorted_record(std::span<const float> values);

}  // namespace ceo::run
