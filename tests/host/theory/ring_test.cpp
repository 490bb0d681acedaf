#include "host/theory/ring.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "host/base/error.hpp"

namespace ceo::theory {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon() / 2;
constexpr long double kPi = std::numbers::pi_v<long double>;

/// The eigenvectors of a circulant are waves: lambda_j = 1/3 + (2/3) cos(2 pi j/N), all of them.
long double gap_from_waves(int workers) {
  long double largest = 0;
  for (int j = 1; j < workers; ++j) {
    largest = std::max(largest, std::abs(1 + 2 * std::cos(2 * kPi * j / workers)) / 3);
  }
  return 1 - largest;
}

TEST(RingGap, IsThatOfAllEigenvalues) {
  for (const int n : {3, 4, 5, 6, 7, 8, 31, 32, 1000}) {
    const long double exact = gap_from_waves(n);
    // Long double cancels to 2^-63 of 1 there.
    EXPECT_NEAR(ring_gap(n), static_cast<double>(exact),
                4 * kEps * static_cast<double>(exact) + 0x1p-62)
        << n;
  }
  EXPECT_NEAR(ring_gap(3), 1, 4 * kEps);
  EXPECT_NEAR(ring_gap(4), 2.0 / 3, 4 * kEps);
}

TEST(RingGap, ItsConstantIsAQuarterOfThePrintedOne) {
  const double n = 1e6;
  // The next term of the expansion is -pi^2/3 N^-2, relative: 3e-12.
  EXPECT_NEAR(ring_gap(1000000) * n * n / ring_gap_constant(), 1, 1e-11);
  EXPECT_EQ(ring_gap_constant_printed(), 16 * std::numbers::pi * std::numbers::pi / 3);
}

TEST(RingGap, NeedsThreeWorkers) {
  for (const int n : {2, 0, -1}) EXPECT_THROW(static_cast<void>(ring_gap(n)), Error);
}

}  // namespace
}  // namespace ceo::theory
