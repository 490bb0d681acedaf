// 10^9 normals of the engine against theory, and planted faults through the very same checks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "kernels/launch/twins.hpp"
#include "tests/kernels/core/normals_checks.hpp"
#include "tests/kernels/core/normals_faults.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace {

using ceo::testing::Check;
using ceo::testing::NormalsSource;
using ceo::testing::NormalsSums;
using ::testing::Contains;

/// Probability that sound normals fail this test, were the key drawn at random.
constexpr double kBudget = 1e-6;
constexpr int kWorkers = 8;
constexpr std::uint64_t kBillion = 1000000000;

NormalsSource engine_normals() {
  const auto& twin = ceo::launch::gaussian_ceo_twin(ceo::launch::best_pack());
  NormalsSource source;
  source.lanes = static_cast<std::size_t>(twin.lanes);
  source.rows = 2 * kWorkers + 1;
  source.panel_floats = twin.panel_floats(kWorkers);
  source.fill = [&twin, cell = ceo::testing::make_cell(kWorkers)](std::uint64_t strip,
                                                                  float* panel) {
    twin.normals(cell.params(), strip, panel);
  };
  return source;
}

/// The names of the checks that reject `normals` or a few more normals of a source.
std::vector<std::string> rejections(const NormalsSource& source, std::uint64_t normals) {
  const std::uint64_t per_panel = source.rows * 32 * source.lanes;
  const std::uint64_t panels = (normals + per_panel - 1) / per_panel;
  const NormalsSums sums = ceo::testing::sum_normals(source, 0, panels * source.lanes);
  EXPECT_GE(sums.count, normals);
  const std::vector<Check> checks = ceo::testing::check_normals(sums);
  EXPECT_EQ(checks.size(), static_cast<std::size_t>(ceo::testing::kChecks));
  for (const Check& check : checks) {
    std::cout << "  " << check.name << ": " << check.statistic << ", p = " << check.p << '\n';
  }
  return ceo::testing::rejected(checks, kBudget);
}

TEST(Normals, ABillionAgreeWithTheory) {
  EXPECT_THAT(rejections(engine_normals(), kBillion), ::testing::IsEmpty());
}

// Sizes of the faults: the level of one check is 1e-6/11, two-sided 5.36 standard errors; 3.1 more
// give a power of 0.999.

TEST(Normals, AScaleOffBy2In10000IsRejected) {
  // The variance moves by 4e-4, its standard error is sqrt(2/1e9) = 4.5e-5: 8.9.
  EXPECT_THAT(rejections(ceo::testing::scaled_and_shifted(engine_normals(), 1.0002F, 0), kBillion),
              Contains("variance"));
}

TEST(Normals, AShiftOf3In10000IsRejected) {
  // Standard error of the mean 3.2e-5: 9.5. A shift of 2e-4 would have a power of 0.83 only.
  EXPECT_THAT(rejections(ceo::testing::scaled_and_shifted(engine_normals(), 1, 3e-4F), kBillion),
              Contains("mean"));
}

TEST(Normals, CosineInPlaceOfSineIsRejected) {
  EXPECT_THAT(rejections(ceo::testing::cosine_twice(engine_normals()), 1000000),
              Contains("correlation within a sample"));
}

TEST(Normals, UniformsOf20BitsAreRejectedByTheirTails) {
  // 20 bits end at |z| = 5.40, where 38 of 1e9 normals are expected beyond 5.5. (24 bits end at
  // 5.89, beyond which one expects 4: no test of 1e9 normals can tell.)
  EXPECT_THAT(rejections(ceo::testing::coarse_uniforms(engine_normals(), 20), kBillion),
              Contains("tail beyond 5.5"));
}

TEST(Normals, TheFaultsAtTheirSoundValuesPass) {
  // What rejects a fault is its size and not the machinery that plants it.
  NormalsSource source = ceo::testing::scaled_and_shifted(engine_normals(), 1, 0);
  source = ceo::testing::coarse_uniforms(std::move(source), 31);
  EXPECT_THAT(rejections(source, kBillion / 10), ::testing::IsEmpty());
}

}  // namespace
