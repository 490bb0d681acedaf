// `projected_sgd` compiled for a pack: a plain function over raw memory.
#pragma once

#include <cstdint>

#include "kernels/launch/packs.hpp"
#include "kernels/launch/sgd_tally.hpp"
#include "kernels/models/projected_sgd.hpp"

namespace ceo::launch {

/// Adds the replicas of the range to sums[checkpoints][SgdFields::kStride].
using SgdTwin = void (*)(const models::ProjectedSgd::Params& params, const SgdScales& scales,
                         const ReplicaRange& range, std::int64_t* sums);

/// The twin for a pack. Throws std::invalid_argument if this machine lacks it.
[[nodiscard]] SgdTwin sgd_twin(Pack pack);

}  // namespace ceo::launch
