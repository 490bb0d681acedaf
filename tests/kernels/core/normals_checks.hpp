// The law of the normals: moments, correlations of neighbours, histogram, tails.
#pragma once

#include <string>
#include <vector>

#include "tests/kernels/core/normals_sums.hpp"

namespace ceo::testing {

struct Check {
  std::string name;
  double statistic = 0;  ///< standard units, chi-square over its degrees of freedom, or a count
  double p = 0;          ///< probability of a deviation as large under the law
};

/// Every check that is made; fewer than 11 would spend less than the declared budget.
inline constexpr int kChecks = 11;

/// p-values of kChecks statistics of independent standard normals.
[[nodiscard]] std::vector<Check> check_normals(const NormalsSums& sums);

/// Names of the checks with p below budget / kChecks: by Bonferroni's inequality sound normals fail
/// any of them with a probability of at most `budget`.
[[nodiscard]] std::vector<std::string> rejected(const std::vector<Check>& checks, double budget);

}  // namespace ceo::testing
