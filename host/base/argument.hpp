// Ranges of arguments: every refusal says the feasible range in the same words.
#pragma once

#include <limits>
#include <string>

#include "host/base/error.hpp"

namespace ceo {

/// A real interval; infinite ends are always open.
struct ArgumentRange {
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  bool low_open = true;
  bool high_open = true;
};

/// (0, inf): variances, distortions, suboptimalities.
inline constexpr ArgumentRange kPositive{};
/// [0, inf): rates, variances that may vanish.
inline constexpr ArgumentRange kNonNegative{0, std::numeric_limits<double>::infinity(), false,
                                            true};

/// Adds a problem "NAME = VALUE is outside (LOW, HIGH)", with the range as remedy; NaN is outside.
void check_argument(Problems& problems, const std::string& name, double value,
                    const ArgumentRange& range);
/// The same for one argument alone: throws Error(usage).
void require_argument(const std::string& name, double value, const ArgumentRange& range);

}  // namespace ceo
