// One-sided Kolmogorov-Smirnov law, and the binomial probabilities that it is made of.
#pragma once

#include <cstdint>

namespace ceo::stats {

/// ln(n!) - (n + 1/2) ln n + n - ln sqrt(2 pi), n >= 1: what Stirling's formula leaves out.
/// Absolute error below 2e-15.
[[nodiscard]] double stirling_error(double n);

/// P(D+ >= distance), D+ = sup_x (F_n(x) - F(x)) over n = samples of a continuous law: the sum of
/// Smirnov (1944) and Birnbaum and Tingey (1951, Ann. Math. Stat. 22, 592),
///   d sum_{j=0}^{floor(n (1 - d))} C(n,j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j).
/// Terms are positive and each is a binomial probability in Loader's form (2000, "Fast and accurate
/// computation of binomial probabilities"), so nothing cancels: relative error below 1e-12 down
/// to 1e-300. From n = 2^15 on the smooth terms are summed at 2^13 or more equally spaced j.
/// P(D >= distance) of the two-sided D is at most twice this. 1 for distance <= 0, 0 from 1 on,
/// NaN for NaN; samples >= 1.
[[nodiscard]] double smirnov_upper_tail(double distance, std::uint64_t samples);

}  // namespace ceo::stats
