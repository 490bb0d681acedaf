// The normals of every foreign generator against theory, planted faults through the very same
// checks, and the stream that they promise.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/launch/foreign_normals.hpp"
#include "tests/kernels/core/normals_checks.hpp"
#include "tests/kernels/core/normals_faults.hpp"

#ifdef CEO_HAS_CURAND
#include <curand.h>
#endif

namespace ceo::launch {

/// For the names of tests.
void PrintTo(Generator generator, std::ostream* out) {
  *out << to_string(generator);
}

}  // namespace ceo::launch

namespace {

using ceo::launch::ForeignNormals;
using ceo::launch::Generator;
using ceo::testing::NormalsSource;
using ::testing::Contains;
using ::testing::HasSubstr;

/// Probability that sound normals of one generator fail, were the seed drawn at random.
constexpr double kBudget = 1e-6;
constexpr std::size_t kRows = 17;
constexpr std::size_t kLanes = 16;
constexpr std::size_t kStrips = 1U << 15;
constexpr std::size_t kNormals = kStrips * 32 * kRows;  // 1.8e7

std::vector<float> stream(Generator generator, std::uint64_t seed, std::size_t count) {
  std::vector<float> normals(count);
  ForeignNormals(generator, seed).fill(normals.data(), count);
  return normals;
}

class Foreign : public ::testing::TestWithParam<Generator> {
 protected:
  void SetUp() override {
    std::string why;
    if (ceo::launch::curand_library(why) == nullptr) GTEST_SKIP() << why;
  }
};

/// The stream as a run reads it, [strip][sample][row].
NormalsSource source_over(const std::shared_ptr<const std::vector<float>>& normals) {
  NormalsSource source;
  source.lanes = kLanes;
  source.rows = kRows;
  source.panel_floats = kRows * 32 * kLanes;
  source.fill = [normals](std::uint64_t first, float* panel) {
    for (std::size_t row = 0; row < kRows; ++row) {
      for (std::size_t s = 0; s < 32; ++s) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          *panel++ = (*normals)[((first + lane) * 32 + s) * kRows + row];
        }
      }
    }
  };
  return source;
}

std::vector<std::string> rejections(const NormalsSource& source) {
  const auto checks = ceo::testing::check_normals(ceo::testing::sum_normals(source, 0, kStrips));
  return ceo::testing::rejected(checks, kBudget);
}

// Sizes of the faults: the level of one check is 1e-6/11, two-sided 5.36 standard errors; 3.1 more
// give a power of 0.999. Standard errors: sqrt(2/1.8e7) = 3.3e-4 of the variance, 2.4e-4 of the
// mean.
TEST_P(Foreign, NormalsAgreeWithTheoryAndFaultyOnesDoNot) {
  const auto normals =
      std::make_shared<const std::vector<float>>(stream(GetParam(), 0x123456789ABCDEF0U, kNormals));
  const NormalsSource sound = source_over(normals);
  EXPECT_THAT(rejections(sound), ::testing::IsEmpty());
  EXPECT_THAT(rejections(ceo::testing::scaled_and_shifted(sound, 1.0015F, 0)),
              Contains("variance"));
  EXPECT_THAT(rejections(ceo::testing::scaled_and_shifted(sound, 1, 2.2e-3F)), Contains("mean"));
  NormalsSource repeating = sound;
  repeating.fill = [sound](std::uint64_t first, float* panel) {
    sound.fill(first, panel);
    std::copy_n(panel, 32 * kLanes, panel + std::ptrdiff_t{32 * kLanes});  // row 1 repeats row 0
  };
  EXPECT_THAT(rejections(repeating), Contains("correlation within a sample"));
}

TEST_P(Foreign, TheCutOfAStreamDoesNotMatter) {
  const std::size_t count = 300000;
  const std::vector<float> whole = stream(GetParam(), 5, count);
  ForeignNormals cut(GetParam(), 5);
  std::vector<float> pieces(count);
  std::size_t done = 0;
  for (std::size_t piece = 2; done < count; piece = piece * 3 + 2 * (piece % 4)) {
    const std::size_t next = std::min(piece, count - done);
    cut.fill(pieces.data() + done, next);
    done += next;
  }
  EXPECT_EQ(pieces, whole);
}

TEST_P(Foreign, SeedsGiveOtherStreams) {
  const auto of = [](std::uint64_t seed) { return stream(GetParam(), seed, 64); };
  const std::vector<float> first = of(5);
  EXPECT_NE(of(6), first);
  // As the header says: cuRAND's mt19937 takes 32 bits of the seed.
  const bool same = of(5 + (std::uint64_t{1} << 32)) == first;
  EXPECT_EQ(same, GetParam() == Generator::mt19937);
}

INSTANTIATE_TEST_SUITE_P(Generators, Foreign,
                         ::testing::Values(Generator::xorwow, Generator::mrg32k3a,
                                           Generator::mt19937, Generator::mtgp32),
                         [](const auto& chosen) { return ceo::launch::to_string(chosen.param); });

TEST(ForeignNormals, PhiloxIsNone) {
  std::string why;
  if (ceo::launch::curand_library(why) == nullptr) GTEST_SKIP() << why;
  EXPECT_THROW(ForeignNormals(Generator::philox, 1), std::invalid_argument);
}

TEST(CurandLibrary, WhatCannotBeLoadedIsExplained) {
  std::string why;
  EXPECT_EQ(ceo::launch::load_curand({"/nowhere/libcurand.so.10"}, why).path, "");
  EXPECT_THAT(why, HasSubstr("/nowhere/libcurand.so.10"));
  EXPECT_EQ(ceo::launch::load_curand({"libm.so.6", "/nowhere/b"}, why).path, "");
  EXPECT_THAT(why, HasSubstr("libm.so.6 is not cuRAND (also tried /nowhere/b)"));
}

TEST(CurandLibrary, VersionsAreDotted) {
  EXPECT_EQ(ceo::launch::curand_version_text(10400), "10.4.0");
  EXPECT_EQ(ceo::launch::curand_version_text(10310), "10.3.10");
}

TEST(CurandLibrary, OurNumbersAreThoseOfTheHeader) {
#ifdef CEO_HAS_CURAND
  EXPECT_EQ(int{CURAND_RNG_PSEUDO_XORWOW}, ceo::launch::kCurandXorwow);
  EXPECT_EQ(int{CURAND_RNG_PSEUDO_MRG32K3A}, ceo::launch::kCurandMrg32k3a);
  EXPECT_EQ(int{CURAND_RNG_PSEUDO_MTGP32}, ceo::launch::kCurandMtgp32);
  EXPECT_EQ(int{CURAND_RNG_PSEUDO_MT19937}, ceo::launch::kCurandMt19937);
  EXPECT_EQ(int{CURAND_ORDERING_PSEUDO_LEGACY}, ceo::launch::kCurandOrderingLegacy);
#else
  GTEST_SKIP() << "no CUDA Toolkit with cuRAND was found when this build was configured";
#endif
}

}  // namespace
