// The elementary functions against long double, and every pack against the scalar version, bit by
// bit. ceo-accuracy tries every argument that can occur; this test takes about 10^6 of each.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "kernels/core/draws.hpp"
#include "kernels/launch/packs.hpp"
#include "tests/kernels/core/elementary_arguments.hpp"
#include "tests/kernels/core/elementary_table.hpp"

namespace {

using ceo::testing::ElementaryTable;
using ceo::testing::Function;

// Bounds of docs/engine.md, measured there over all arguments; digits beyond are rounded up.
constexpr long double kLogUlp = 2.2L;      // -2 ln u over the uniforms: 2.19
constexpr long double kRadiusUlp = 1.47L;  // sqrt(-2 ln u): 1.46
constexpr long double kCosine = 8.95e-8L;  // absolute: 8.9e-8
constexpr long double kSine = 1.45e-7L;    // absolute: 1.4e-7
constexpr long double kSineUlp = 2.22L;    // 2.21
constexpr long double kExpUlp = 0.95L;     // 0.94

struct NamedTable {
  std::string name;
  const ElementaryTable* table;
};

std::vector<NamedTable> runnable_tables() {
  std::vector<NamedTable> tables{{"portable8", &ceo::testing::kPortable8},
                                 {"portable8 x 4", &ceo::testing::kPortable8x4},
                                 {"portable16", &ceo::testing::kPortable16}};
#ifdef CEO_TEST_X86_PACKS
  for (const ceo::launch::Pack pack : ceo::launch::available_packs()) {
    if (pack == ceo::launch::Pack::avx2) {
      tables.push_back({"avx2", &ceo::testing::kAvx2});
      tables.push_back({"avx2 x 4", &ceo::testing::kAvx2x4});
    }
    if (pack == ceo::launch::Pack::avx512) {
      tables.push_back({"avx512", &ceo::testing::kAvx512});
      tables.push_back({"avx512 x 4", &ceo::testing::kAvx512x4});
    }
  }
#endif
  return tables;
}

constexpr std::size_t kBuffer = 64;  // the widest table

/// Results that differ in any bit.
std::size_t differences(std::span<const float> found, std::span<const float> expected) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (std::bit_cast<std::uint32_t>(found[i]) != std::bit_cast<std::uint32_t>(expected[i]))
      ++count;
  }
  return count;
}

/// Unit in the last place of the float nearest to x.
long double ulp(long double x) {
  int exponent = 0;
  (void)std::frexp(std::max(std::fabs(x), 0x1p-126L), &exponent);
  return std::ldexp(1.0L, exponent - 24);
}

float scalar(Function function, float x) {
  switch (function) {
    case Function::neg_two_log:
      return ceo::neg_two_log(x);
    case Function::log:
      return ceo::log(x);
    case Function::exp:
      return ceo::exp(x);
    case Function::sqrt:
      return ceo::sqrt(x);
  }
  return std::numeric_limits<float>::quiet_NaN();
}

std::vector<float> scalar(Function function, const std::vector<float>& arguments) {
  std::vector<float> results;
  results.reserve(arguments.size());
  for (const float x : arguments) results.push_back(scalar(function, x));
  return results;
}

/// Largest error over the arguments in units in the last place of the exact value.
template <class Exact>
long double worst_ulp(const std::vector<float>& arguments, const std::vector<float>& results,
                      const Exact& exact) {
  long double worst = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const long double truth = exact(static_cast<long double>(arguments[i]));
    const long double error = std::fabs(results[i] - truth);
    if (!(error <= worst * ulp(truth))) worst = error / ulp(truth);
  }
  return worst;
}

void expect_packs_agree(Function function, const std::vector<float>& arguments,
                        const std::vector<float>& expected) {
  ASSERT_EQ(arguments.size() % kBuffer, 0U);
  for (const NamedTable& pack : runnable_tables()) {
    const auto width = static_cast<std::size_t>(pack.table->width);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < arguments.size(); i += width) {
      alignas(64) float in[kBuffer];
      alignas(64) float out[kBuffer];
      std::copy_n(arguments.begin() + static_cast<std::ptrdiff_t>(i), width, in);
      pack.table->unary(function, in, out);
      wrong += differences({out, width}, std::span(expected).subspan(i, width));
    }
    EXPECT_EQ(wrong, 0U) << pack.name;
  }
}

std::vector<float> uniforms() {
  std::vector<float> list;
  for (const std::uint32_t word : ceo::testing::radius_words()) {
    list.push_back(ceo::uniform<float>(word));
  }
  return list;
}

long double exact_neg_two_log(long double x) {
  return -2 * std::log(x);
}

TEST(Elementary, UniformIsTheMidpointOfItsCellToTwoRoundings) {
  for (const std::uint32_t word : ceo::testing::radius_words()) {
    const long double exact = (static_cast<long double>(word >> 1) + 0.5L) * 0x1p-31L;
    const auto u = ceo::uniform<float>(word);
    ASSERT_GE(u, 0x1p-32F);
    ASSERT_LE(u, 0x1.fffffep-1F);
    // k to float and the sum to float: half a unit each. The cap moves the last cells by 2^-24.
    ASSERT_LE(std::fabs(u - exact), 2 * 0x1p-24L * exact) << word;
  }
}

TEST(Elementary, NegTwoLogOfUniforms) {
  const std::vector<float> u = uniforms();
  ASSERT_GT(u.size(), 1000000U);
  const std::vector<float> results = scalar(Function::neg_two_log, u);
  EXPECT_LE(worst_ulp(u, results, exact_neg_two_log), kLogUlp);
  EXPECT_GE(*std::min_element(results.begin(), results.end()), 0x1p-23F);
  expect_packs_agree(Function::neg_two_log, u, results);
  const std::vector<float> radii = scalar(Function::sqrt, results);
  EXPECT_LE(worst_ulp(u, radii, [](long double x) { return std::sqrt(exact_neg_two_log(x)); }),
            kRadiusUlp);
}

TEST(Elementary, LogOfAllExponents) {
  const std::vector<float> arguments = ceo::testing::log_arguments();
  ASSERT_GT(arguments.size(), 1000000U);
  const std::vector<float> results = scalar(Function::log, arguments);
  EXPECT_LE(worst_ulp(arguments, results, [](long double x) { return std::log(x); }), kLogUlp);
  EXPECT_EQ(ceo::log(1.0F), 0.0F);
  expect_packs_agree(Function::log, arguments, results);
}

TEST(Elementary, ExpInsideItsRange) {
  const std::vector<float> arguments = ceo::testing::exp_arguments();
  ASSERT_GT(arguments.size(), 1000000U);
  const std::vector<float> results = scalar(Function::exp, arguments);
  EXPECT_LE(worst_ulp(arguments, results, [](long double x) { return std::exp(x); }), kExpUlp);
  expect_packs_agree(Function::exp, arguments, results);
}

TEST(Elementary, ExpClampsAndTakesEveryArgument) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const float lowest = ceo::exp(ceo::kExpLowest);
  const float highest = ceo::exp(ceo::kExpHighest);
  EXPECT_TRUE(std::isnormal(lowest));
  EXPECT_TRUE(std::isnormal(highest));
  EXPECT_EQ(ceo::exp(0.0F), 1.0F);
  EXPECT_EQ(ceo::exp(-0.0F), 1.0F);
  for (const float x :
       {-kInfinity, -std::numeric_limits<float>::max(), -88.0F,
        std::nextafter(ceo::kExpLowest, -100.0F), std::numeric_limits<float>::quiet_NaN(),
        -std::numeric_limits<float>::quiet_NaN()}) {
    EXPECT_EQ(ceo::exp(x), lowest) << x;
  }
  for (const float x : {kInfinity, std::numeric_limits<float>::max(), 89.0F,
                        std::nextafter(ceo::kExpHighest, 100.0F)}) {
    EXPECT_EQ(ceo::exp(x), highest) << x;
  }
  std::vector<float> edges{-kInfinity,
                           kInfinity,
                           std::numeric_limits<float>::quiet_NaN(),
                           -std::numeric_limits<float>::max(),
                           std::numeric_limits<float>::max(),
                           std::numeric_limits<float>::denorm_min(),
                           -std::numeric_limits<float>::denorm_min(),
                           ceo::kExpLowest,
                           ceo::kExpHighest};
  edges.resize(kBuffer, 1.0F);
  expect_packs_agree(Function::exp, edges, scalar(Function::exp, edges));
}

TEST(Elementary, SqrtIsCorrectlyRounded) {
  const std::vector<float> arguments = ceo::testing::sqrt_arguments();
  ASSERT_GT(arguments.size(), 980000U);
  const std::vector<float> results = scalar(Function::sqrt, arguments);
  EXPECT_EQ(results[0], 0.0F);
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    // Between the squares of the midpoints to both neighbours; those have 50 bits and are exact.
    const long double below =
        (results[i] + static_cast<long double>(std::nextafter(results[i], 0.0F))) / 2;
    const long double above =
        (results[i] + static_cast<long double>(std::nextafter(results[i], 9.0F))) / 2;
    ASSERT_TRUE(below * below <= arguments[i] && arguments[i] <= above * above) << arguments[i];
  }
  expect_packs_agree(Function::sqrt, arguments, results);
}

TEST(Elementary, CosineAndSineOfAngleWords) {
  const std::vector<std::uint32_t> words = ceo::testing::angle_words();
  ASSERT_GT(words.size(), 1000000U);
  const long double pi = std::acos(-1.0L);
  long double cosine = 0;
  long double sine = 0;
  long double sine_ulp = 0;
  for (const std::uint32_t word : words) {
    // The angle is rounded to float first; the functions answer for what comes after.
    const long double t = static_cast<float>(static_cast<std::int32_t>(word << 1)) * 0x1p-32L;
    const long double flip = word >= 0x80000000U ? -1 : 1;
    float c = 0;
    float s = 0;
    ceo::cos_sin_pi<float>(word, c, s);
    const long double error = std::fabs(s - std::sin(pi * t));
    cosine = std::max(cosine, std::fabs(c - flip * std::cos(pi * t)));
    sine = std::max(sine, error);
    sine_ulp = std::max(sine_ulp, error / ulp(std::sin(pi * t)));
  }
  EXPECT_LE(cosine, kCosine);
  EXPECT_LE(sine, kSine);
  EXPECT_LE(sine_ulp, kSineUlp);
}

TEST(Elementary, PacksGiveTheScalarNormals) {
  const std::vector<std::uint32_t> radius = ceo::testing::radius_words();
  const std::vector<std::uint32_t> angle = ceo::testing::angle_words();
  const std::size_t count = std::min(radius.size(), angle.size());
  for (const NamedTable& pack : runnable_tables()) {
    const auto width = static_cast<std::size_t>(pack.table->width);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < count; i += width) {
      alignas(64) std::int32_t r[kBuffer];
      alignas(64) std::int32_t a[kBuffer];
      alignas(64) float out[5][kBuffer];
      float expected[5][kBuffer];
      for (std::size_t j = 0; j < width; ++j) {
        r[j] = static_cast<std::int32_t>(radius[i + j]);
        a[j] = static_cast<std::int32_t>(angle[i + j]);
        expected[0][j] = ceo::uniform<float>(radius[i + j]);
        ceo::cos_sin_pi<float>(angle[i + j], expected[1][j], expected[2][j]);
        ceo::box_muller<float>(radius[i + j], angle[i + j], expected[3][j], expected[4][j]);
      }
      pack.table->uniform(r, out[0]);
      pack.table->cos_sin_pi(a, out[1], out[2]);
      pack.table->box_muller(r, a, out[3], out[4]);
      for (std::size_t k = 0; k < 5; ++k)
        wrong += differences({out[k], width}, {expected[k], width});
    }
    EXPECT_EQ(wrong, 0U) << pack.name;
  }
}

}  // namespace
