// Two-sided Kolmogorov-Smirnov test of a sorted sample.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace ceo::stats {

/// P(Z <= x) of the standard normal law; relative error of either tail near 1e-16 |x|^2.
[[nodiscard]] double normal_cdf(double x);

/// A continuous distribution function; as computed it ascends up to 1e-12.
using Cdf = std::function<double(double x)>;

/// D_n = sup_x |F_n(x) - F(x)| of a sample that ascends (Kolmogorov 1933). Error(internal) if the
/// sample is empty, not sorted or holds NaN. Rounding the samples to float moves D of a normal
/// sample by less than 2e-8.
[[nodiscard]] double ks_distance(std::span<const float> sorted, const Cdf& cdf = normal_cdf);

/// P(D_n >= distance) for n = samples >= 1 of a continuous law without fitted parameters, after
/// the recipe of Simard and L'Ecuyer (2011, J. Stat. Soft. 39(11)):
/// - n d^2 >= 3.2: twice the exact one-sided tail. It is never too small, and at most 1e-8 relative
///   too large (both sides at once have probability near 2 exp(-8 n d^2));
/// - else n <= 2000: 1 minus the exact law by Durbin's matrix; relative error below 1e-9;
/// - else the expansion of Pelz and Good; relative error below 5e-7, falling as n^-2.
/// 1 for distance <= 1/(2 n), 0 from 1 on, NaN for NaN. At most 0.1 s.
[[nodiscard]] double ks_p_value(double distance, std::uint64_t samples);

/// P(D_n < distance) by the power of Durbin's matrix (Marsaglia, Tsang and Wang 2003, J. Stat.
/// Soft. 8(18)); time grows as (n distance)^3 log n. All terms are positive: relative error below
/// 1e-12 for n <= 2000. 1/(2 n) < distance < 1.
[[nodiscard]] double ks_cdf_durbin(double distance, std::uint64_t samples);
/// P(D_n < distance) by the expansion of Pelz and Good (1976, JRSS B 38, 152) up to n^(-3/2).
/// Absolute error below 0.06/n^2 for n >= 100, n distance^2 <= 3.2; distance > 0.
[[nodiscard]] double ks_cdf_pelz_good(double distance, std::uint64_t samples);

}  // namespace ceo::stats
