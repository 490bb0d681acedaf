// Anderson-Darling test of a sorted sample against the standard normal law.
#pragma once

#include <span>

#include "host/stats/mgf_inversion.hpp"

namespace ceo::stats {

/// A^2 = -n - (1/n) sum_i (2i - 1) (ln F(x_(i)) + ln(1 - F(x_(n+1-i)))), F the standard normal law
/// (Anderson and Darling 1954, JASA 49, 765). Logarithms of both tails come from erfc, so no tail
/// loses digits; rounding moves A^2 by less than n 1e-15. Infinite if a sample is beyond
/// |x| = 38. `sorted` ascends, is not empty and holds no NaN: otherwise Error(internal).
[[nodiscard]] double anderson_darling(std::span<const float> sorted);

/// Tails of the limit law of A^2 for a law that is fully specified (no fitted parameters):
/// sum_j Z_j^2/(j (j + 1)), E exp(s A^2) = sqrt(-2 pi s / cos((pi/2) sqrt(1 + 8 s))) (Anderson and
/// Darling 1952, Ann. Math. Stat. 23, 193), inverted with a relative error below 1e-12 in either
/// tail. The law at n samples differs from the limit by O(1/n): docs/statistics.md has the
/// figures.
[[nodiscard]] Tails anderson_darling_tails(double a_squared);

}  // namespace ceo::stats
