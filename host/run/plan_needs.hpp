// What the cells of a plan keep beside the scalar outputs, because their quantities read it.
#pragma once

#include <cstdint>
#include <string>

#include "host/base/error.hpp"
#include "host/run/plan.hpp"

namespace ceo::run {

/// The point of a validated config; Error(internal) where it has none of that name.
[[nodiscard]] const PointConfig& point_of(const Config& config, const std::string& name);

/// The sound cell of a point, as the kernel takes it.
[[nodiscard]] GaussianCeoSpec spec_of(const PointConfig& point);

/// True where a point has recorded sources that could not be read when the run was planned. Nothing
/// is planned there.
[[nodiscard]] bool lacks_trace(const PointConfig& point);

/// False where the point cannot serve a quantity: it lacks its trace, or its generator cannot
/// replay samples, which shape statistics do.
[[nodiscard]] bool available(Needs needs, const PointConfig& point);

/// The same of a quantity, and false where it says nothing about the point's channel.
[[nodiscard]] bool available(const Quantity& quantity, const PointConfig& point);

/// The sound channel of a point at its float32 parameters.
[[nodiscard]] theory::Channel channel_of(const PointConfig& point);

/// Makes the cell keep what a quantity at its point needs. A point without matrices that needs one
/// is a problem of the plan.
void keep(Needs needs, const PointConfig& point, Cell& cell, Problems& problems);

/// Samples of a cell for which a quantity sees `effective` of them, rounded up to whole sheaves;
/// 0 where no number of samples would do.
[[nodiscard]] std::uint64_t samples_for(std::uint64_t effective, Needs needs,
                                        const PointConfig& point);

}  // namespace ceo::run
