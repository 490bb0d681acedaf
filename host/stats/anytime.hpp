// Tests that are looked at again and again while data come in.
#pragma once

#include <cstdint>
#include <span>

namespace ceo::stats {

/// Level of look number t >= 1 at a test with the whole level `level`: level / (t (t + 1)). The sum
/// over all looks is `level`, so by the union bound the probability that a true hypothesis is
/// rejected at any look, ever, is at most `level`, whenever one looks and whenever one stops, for
/// every law of the statistic and every dependence between the looks. This is alpha spending (Lan
/// and DeMets, Biometrika 70 (1983) 659) by a function that never ends. After 365 looks the
/// critical deviate of a level of 1e-8 has grown from 5.7 to 7.5.
[[nodiscard]] double look_level(double level, std::uint64_t look);

/// Fisher's combination of independent p-values, each uniform on (0, 1] where nothing is wrong:
/// P(chi^2 with 2 n degrees of freedom >= -2 sum ln p). 1 for none; 0 if any p is 0; NaN for NaN.
[[nodiscard]] double fisher_p(std::span<const double> p_values);

}  // namespace ceo::stats
