// A panel's normals come from the counters that docs/engine.md names: every normal of a panel is
// computed once more from Random123's words, one plain float at a time.
#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstddef>
#include <cstdint>

#include "kernels/core/draws.hpp"
#include "kernels/launch/twins.hpp"
#include "tests/support/aligned_floats.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"

namespace {

using ceo::launch::Pack;
using ceo::testing::GaussianCeoCell;

/// Normal `index` (0..3) of a draw block.
float normal_of(const GaussianCeoCell& cell, std::uint64_t counter, std::uint32_t block,
                std::size_t index) {
  r123::Philox4x32 philox;
  const auto words = philox(
      {{static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32), block, 0}},
      {{cell.key[0], cell.key[1]}});
  const std::size_t pair = index / 2 * 2;
  float first = 0;
  float second = 0;
  ceo::box_muller<float>(words[pair], words[pair + 1], first, second);
  return index % 2 == 0 ? first : second;
}

/// Row 0 is X; 1 + 2k is N_k and 2 + 2k is V_k.
float expected_normal(const GaussianCeoCell& cell, std::uint64_t n, std::size_t row) {
  if (row == 0) return normal_of(cell, n / 4, 65535, n % 4);
  const std::size_t worker = (row - 1) / 2;
  return normal_of(cell, n, static_cast<std::uint32_t>(worker / 2),
                   2 * (worker % 2) + (row - 1) % 2);
}

void expect_panel(Pack pack, int workers, std::uint64_t first_strip) {
  const auto& twin = ceo::launch::gaussian_ceo_twin(pack);
  const GaussianCeoCell cell = ceo::testing::make_cell(workers);
  const ceo::testing::AlignedFloats panel =
      ceo::testing::aligned_floats(twin.panel_floats(workers));
  twin.normals(cell.params(), first_strip, panel.get());
  const auto lanes = static_cast<std::size_t>(twin.lanes);
  int wrong = 0;
  for (std::size_t row = 0; row < 2 * static_cast<std::size_t>(workers) + 1; ++row) {
    for (std::size_t s = 0; s < 32; ++s) {
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const float expected = expected_normal(cell, (first_strip + lane) * 32 + s, row);
        const float found = panel[(row * 32 + s) * lanes + lane];
        if (std::bit_cast<std::uint32_t>(found) != std::bit_cast<std::uint32_t>(expected)) ++wrong;
      }
    }
  }
  EXPECT_EQ(wrong, 0) << ceo::launch::to_string(pack) << ", K = " << workers << ", strip "
                      << first_strip;
}

TEST(Panel, HoldsTheNormalsOfTheDocumentedCounters) {
  // Sample numbers 0; up to and from 2^32; above 2^34, where the source's counter carries; 2^60.
  constexpr std::uint64_t kCarry = std::uint64_t{1} << 27;
  for (const Pack pack : ceo::launch::available_packs()) {
    for (const int workers : {1, 2, 3, 8, 17}) {
      for (const std::uint64_t first :
           {std::uint64_t{0}, kCarry - 16, kCarry, 4 * kCarry + 48, std::uint64_t{1} << 55}) {
        expect_panel(pack, workers, first);
      }
    }
  }
}

TEST(Panel, KeepsItsNormalsInsideTheStatedRange) {
  // The extreme radius word 0 (u = 2^-32) with the angles of largest cosine and sine.
  float cosine = 0;
  float sine = 0;
  ceo::box_muller<float>(0U, 0U, cosine, sine);
  EXPECT_GT(cosine, 6.6604F - 1e-4F);
  EXPECT_LE(cosine, 6.6605F);
  ceo::box_muller<float>(0U, 0x40000000U, cosine, sine);
  EXPECT_LE(sine, 6.6605F);
  EXPECT_GE(sine, -6.6605F);
  // The other end: u is capped below 1, so the radius is never 0.
  ceo::box_muller<float>(0xFFFFFFFFU, 0U, cosine, sine);
  EXPECT_GT(cosine, 0.0F);
  EXPECT_EQ(ceo::uniform<float>(0xFFFFFFFFU), 0x1.fffffep-1F);
  EXPECT_EQ(ceo::uniform<float>(0U), 0x1p-32F);
}

}  // namespace
