// The small cells whose digests stand in tests/bits/golden.txt: the bits that this project
// promises.
#pragma once

#include <string>
#include <vector>

#include "kernels/launch/totals.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace ceo::testing {

struct GoldenCase {
  std::string name;  ///< as in golden.txt
  GaussianCeoCell cell;
  launch::MatrixRequest request;
  launch::StripRange range;
};

/// Starts and lengths are not aligned to packs; the ranges cross a sheaf, the end of the batches, a
/// carry of the sample counter (2^27 strips) and of the source's counter (2^29 strips).
[[nodiscard]] std::vector<GoldenCase> golden_cases();

}  // namespace ceo::testing
