// Mixing on a ring of workers (spec/theory.md section 12; LIU, decentralised SGD).
#pragma once

namespace ceo::theory {

/// Spectral gap 1 - rho of a ring of N workers that average with weight 1/3 over themselves and
/// their two neighbours: rho = max over j >= 2 of |lambda_j| = 1/3 + (2/3) cos(2 pi/N), so the gap
/// is (4/3) sin^2(pi/N). Dimensionless, in (0, 1]; relative error below 4 roundings.
/// Throws Error(usage) unless N >= 3.
[[nodiscard]] double ring_gap(int workers);

/// c in 1 - rho = c/N^2 + O(N^-4): 4 pi^2/3. LIU prints 16 pi^2/3, four times too large.
[[nodiscard]] double ring_gap_constant();
[[nodiscard]] double ring_gap_constant_printed();

}  // namespace ceo::theory
