// Cells on foreign generators: the same totals for every pack and thread count, equal to a dull
// program that draws the whole stream at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "kernels/launch/foreign_launcher.hpp"
#include "kernels/launch/foreign_normals.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace {

using ceo::launch::Generator;
using ceo::launch::MatrixRequest;
using ceo::launch::Pack;
using ceo::launch::Progress;
using ceo::launch::run_foreign;
using ceo::launch::Totals;
using ceo::models::GaussianCeo;
using ceo::testing::GaussianCeoCell;
using ceo::testing::make_cell;
using ceo::testing::make_faulty_cell;

constexpr std::uint64_t kStrips = 2311;  // several chunks, and a broken last pack

class RunForeign : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string why;
    if (ceo::launch::curand_library(why) == nullptr) GTEST_SKIP() << why;
  }
};

/// A strip sum in units of 1/scale, ties to even.
long long counted(float sum, float scale) {
  return std::llrint(static_cast<double>(sum) * static_cast<double>(scale));
}

/// Sums of one strip, in sample order, and the lower triangle of the products of its normals.
struct Strip {
  std::vector<float> outputs = std::vector<float>(GaussianCeo::kOutputs);
  std::vector<float> products;
};

void add_sample(const GaussianCeoCell& cell, const float* z, Strip& strip) {
  const float x = cell.sd_x * z[0];
  float decoded = cell.offset;
  for (std::size_t k = 0; k < cell.sd_n.size(); ++k) {
    const float y = std::fma(cell.sd_n[k], z[1 + 2 * k], x);
    const float u = std::fma(cell.sd_v[k], z[2 + 2 * k], y);
    decoded = std::fma(cell.weight[k], u, decoded);
  }
  const float e = decoded - x;
  const float e2 = e * e;
  strip.outputs[GaussianCeo::kError] += e;
  strip.outputs[GaussianCeo::kError2] = std::fma(e, e, strip.outputs[GaussianCeo::kError2]);
  strip.outputs[GaussianCeo::kError4] = std::fma(e2, e2, strip.outputs[GaussianCeo::kError4]);
  strip.outputs[GaussianCeo::kErrorX] = std::fma(e, x, strip.outputs[GaussianCeo::kErrorX]);
  strip.outputs[GaussianCeo::kX] += x;
  strip.outputs[GaussianCeo::kX2] = std::fma(x, x, strip.outputs[GaussianCeo::kX2]);
  std::size_t entry = 0;
  for (std::size_t i = 0; i < cell.row_scale.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j, ++entry) {
      strip.products[entry] = std::fma(z[i], z[j], strip.products[entry]);
    }
  }
}

/// The totals of a sound cell with the matrix of its normals, one sample after the other.
Totals dull_totals(const GaussianCeoCell& cell, Generator generator, std::uint64_t strips) {
  const std::size_t rows = cell.row_scale.size();
  std::vector<float> normals(strips * 32 * rows);
  ceo::launch::ForeignNormals(generator, cell.key[0] + (std::uint64_t{cell.key[1]} << 32))
      .fill(normals.data(), normals.size());
  Totals totals(GaussianCeo::kOutputs, static_cast<int>(rows), {true, false, 1});
  const float* z = normals.data();
  for (std::uint64_t s = 0; s < strips; ++s) {
    Strip strip;
    strip.products.resize(totals.normals.size());
    for (int sample = 0; sample < 32; ++sample, z += rows) add_sample(cell, z, strip);
    for (std::size_t i = 0; i < strip.outputs.size(); ++i) {
      totals.sums[i * 256 + s % 256] += counted(strip.outputs[i], cell.scale[i]);
    }
    for (std::size_t i = 0; i < strip.products.size(); ++i) {
      totals.normals[i] += counted(strip.products[i], 32768);
    }
  }
  totals.strips = totals.matrix_strips = strips;
  return totals;
}

TEST_F(RunForeign, TheStreamIsReadSampleBySampleAndRowByRow) {
  for (const int workers : {1, 2, 3, 8}) {
    const GaussianCeoCell cell = make_cell(workers);
    for (const Generator generator : {Generator::xorwow, Generator::mtgp32}) {
      const Totals found =
          run_foreign(cell.params(), {true, false, 1}, {0, kStrips}, generator, {2, {}});
      EXPECT_EQ(found, dull_totals(cell, generator, kStrips))
          << ceo::launch::to_string(generator) << ", K = " << workers;
    }
  }
}

TEST_F(RunForeign, PacksAndThreadsDoNotMatter) {
  for (const int workers : {1, 3, 8, 200}) {
    const std::uint64_t strips = workers == 200 ? 45 : kStrips;
    for (const MatrixRequest& request :
         {MatrixRequest{}, MatrixRequest{true, true, 1}, MatrixRequest{false, true, 3}}) {
      const GaussianCeoCell cell = make_faulty_cell(workers);
      const auto run = [&](int threads, Pack pack) {
        return run_foreign(cell.params(), request, {0, strips}, Generator::xorwow, {threads, pack});
      };
      const Totals expected = run(1, Pack::scalar);
      EXPECT_EQ(expected.strips, strips);
      EXPECT_EQ(expected.overflow + expected.non_finite, 0U);
      for (const Pack pack : ceo::launch::available_packs()) {
        for (const int threads : {1, 2, 5}) {
          EXPECT_EQ(run(threads, pack), expected)
              << ceo::launch::to_string(pack) << ", " << threads << " threads, K = " << workers;
        }
      }
    }
  }
}

TEST_F(RunForeign, KeysAndGeneratorsGiveOtherTotals) {
  GaussianCeoCell cell = make_cell(2);
  const auto run = [&](Generator generator) {
    return run_foreign(cell.params(), {}, {0, 40}, generator, {1, {}});
  };
  const Totals first = run(Generator::xorwow);
  EXPECT_NE(run(Generator::mtgp32).sums, first.sums);
  EXPECT_NE(ceo::launch::run_cpu(cell.params(), {}, {0, 40}, {1, {}}).sums, first.sums);
  cell.key[0] ^= 1;
  const Totals low = run(Generator::xorwow);
  EXPECT_NE(low.sums, first.sums);
  cell.key[1] ^= 1;
  EXPECT_NE(run(Generator::xorwow).sums, low.sums);
}

TEST_F(RunForeign, AFaultSharesTheRandomnessOfTheSoundCell) {
  const auto run = [](const GaussianCeoCell& cell) {
    return run_foreign(cell.params(), {}, {0, 300}, Generator::mtgp32, {2, {}});
  };
  GaussianCeoCell faulty = make_cell(3);
  faulty.offset = 0.125F;
  const Totals sound = run(make_cell(3));
  const Totals found = run(faulty);
  EXPECT_NE(found.sums, sound.sums);
  for (const int output : {GaussianCeo::kX, GaussianCeo::kX2}) {
    for (std::size_t b = 0; b < 256; ++b) {
      const std::size_t at = static_cast<std::size_t>(output) * 256 + b;
      EXPECT_EQ(found.sums[at], sound.sums[at]);
    }
  }
}

TEST_F(RunForeign, StopsEarlyWithTheTotalsOfItsFirstStrips) {
  const GaussianCeoCell cell = make_cell(3);
  for (const int threads : {1, 2}) {
    Progress progress;
    std::thread watcher([&progress] {
      while (progress.strips == 0) std::this_thread::yield();
      progress.stop = true;
    });
    const Totals totals = run_foreign(cell.params(), {}, {0, std::uint64_t{1} << 40},
                                      Generator::xorwow, {threads, {}}, &progress);
    watcher.join();
    EXPECT_GT(totals.strips, 0U);
    EXPECT_EQ(totals.strips, progress.strips);
    EXPECT_EQ(totals,
              run_foreign(cell.params(), {}, {0, totals.strips}, Generator::xorwow, {2, {}}));
  }
}

TEST_F(RunForeign, RefusesImpossibleRequests) {
  const GaussianCeoCell cell = make_cell(2);
  const auto refusal = [&](std::uint64_t first, Generator generator, int threads) {
    try {
      (void)run_foreign(cell.params(), {}, {first, 3}, generator, {threads, {}});
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(refusal(0, Generator::xorwow, 1), "");
  EXPECT_THAT(refusal(1, Generator::xorwow, 1),
              ::testing::HasSubstr("xorwow cannot skip ahead: its strips begin at 0"));
  EXPECT_THAT(refusal(0, Generator::philox, 1), ::testing::HasSubstr("no foreign generator"));
  EXPECT_THAT(refusal(0, Generator::xorwow, -1), ::testing::HasSubstr("negative number"));
}

// Needs no library.

TEST(Generators, NamesGoBothWays) {
  const std::vector<std::string> names = ceo::launch::generator_names();
  EXPECT_THAT(names, ::testing::ElementsAre("philox", "xorwow", "mrg32k3a", "mt19937", "mtgp32"));
  for (const std::string& name : names) {
    const auto generator = ceo::launch::generator_of(name);
    ASSERT_TRUE(generator);
    EXPECT_EQ(ceo::launch::to_string(*generator), name);
    EXPECT_EQ(ceo::launch::why_unfit(name), "");
  }
  EXPECT_FALSE(ceo::launch::generator_of("mt19936"));
  for (const char* name : {"sobol32", "scrambled_sobol64"}) {
    EXPECT_FALSE(ceo::launch::generator_of(name));
    EXPECT_THAT(ceo::launch::why_unfit(name), ::testing::HasSubstr("not independent"));
  }
}

TEST(Generators, OnlyPhiloxSkipsAhead) {
  for (const std::string& name : ceo::launch::generator_names()) {
    EXPECT_EQ(ceo::launch::can_skip_ahead(*ceo::launch::generator_of(name)), name == "philox");
  }
}

}  // namespace
