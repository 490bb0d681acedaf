// The table of compiled twins of each model.
#pragma once

#include "kernels/launch/packs.hpp"
#include "kernels/launch/twin.hpp"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::launch {

/// The twin of `gaussian_ceo` for a pack. Throws std::invalid_argument if this machine lacks it.
[[nodiscard]] const Twin<models::GaussianCeo>& gaussian_ceo_twin(Pack pack);

}  // namespace ceo::launch
