// Planted faults: each spoils a panel of sound normals in place.
#pragma once

#include <cstddef>

#include "tests/kernels/core/normals_sums.hpp"

namespace ceo::testing {

/// The source with all its normals multiplied by `factor` and then moved by `shift`.
[[nodiscard]] NormalsSource scaled_and_shifted(NormalsSource sound, float factor, float shift);

/// The source with cosine in place of sine: both normals of a worker's pair are the same.
[[nodiscard]] NormalsSource cosine_twice(NormalsSource sound);

/// The source with the radius from a uniform of `bits` bits in place of 31, which ends the tails at
/// sqrt(2 (bits + 1) ln 2). Radii whose uniform is above 2^-10, where the coarser lattice hardly
/// shows, are left alone to save time.
[[nodiscard]] NormalsSource coarse_uniforms(NormalsSource sound, int bits);

}  // namespace ceo::testing
