// Correlation coefficients drawn from their exact laws, for controls of published tables.
#pragma once

#include <cstddef>
#include <vector>

#include "host/run/host_draws.hpp"

namespace ceo::verify {

/// `count` independent coefficients of n pairs of independent normal variables each, rounded to so
/// many decimals as a table prints them. n > 2.
[[nodiscard]] std::vector<double> drawn_table(run::HostDraws& draws, std::size_t count,
                                              double samples, int decimals);

/// All K (K - 1)/2 coefficients of K independent normal variables in n samples, with their joint
/// law: from a Wishart matrix of n - 1 degrees of freedom by its Bartlett factor (Bartlett 1933).
/// K >= 2, n > K.
[[nodiscard]] std::vector<double> drawn_matrix(run::HostDraws& draws, std::size_t variables,
                                               double samples);

}  // namespace ceo::verify
