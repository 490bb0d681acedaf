// Quantities whose estimate can be formed again from the sums of a file.
#pragma once

#include <string>
#include <vector>

#include "host/run/record.hpp"

namespace ceo::reports {

/// What the resolution of a quantity is relative to: "D", "sd(e)"; "its unit" for unknown ones.
[[nodiscard]] std::string unit_of_resolution(const std::string& quantity);

/// An estimate from the first batches of a cell.
struct Step {
  double samples = 0;
  double value = 0;
};
/// Estimates from batches 0 .. b - 1 for about `steps` values of b, evenly spaced in log b, the
/// last being all 256. Empty for quantities that this program cannot form, for cells without whole
/// batches, and where the last step is not the estimate of the finding.
[[nodiscard]] std::vector<Step> estimates_by_samples(const run::CellRecord& cell,
                                                     const stats::Finding& finding, int steps);

}  // namespace ceo::reports
