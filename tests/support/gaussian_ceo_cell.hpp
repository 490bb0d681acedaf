// A cell of `gaussian_ceo` that owns its arrays, and the cells that the engine's tests share.
#pragma once

#include <array>
#include <cstdint>
#include <ostream>
#include <vector>

#include "kernels/launch/totals.hpp"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::testing {

struct GaussianCeoCell {
  std::array<std::uint32_t, 2> key{};
  float sd_x = 1;
  float offset = 0;
  std::array<float, 2> mix_n{0, 1};
  std::array<float, 2> mix_v{0, 1};
  models::GaussianCeo::NoiseLaw noise_law = models::GaussianCeo::kNormalNoise;
  std::array<float, 3> warp{1, 0, 0};
  std::array<float, models::GaussianCeo::kOutputs> scale{};
  std::vector<float> sd_n, sd_v, weight;  ///< [K]
  std::vector<float> row_scale;           ///< [2K+1]

  [[nodiscard]] int workers() const { return static_cast<int>(sd_n.size()); }
  /// View for the kernel; valid while this cell lives unmoved.
  [[nodiscard]] models::GaussianCeo::Params params() const;
};

/// K unequal workers with the decoder weights of the sound channel. Every standard deviation is a
/// multiple of 1/64 below 2, so that all arithmetic here is exact up to single divisions and the
/// cell is the same on every machine and compiler. Scales bring the predicted strip sums into
/// [2^19, 2^20). Workers whose index is in `silent` have sd_v = weight = 0.
[[nodiscard]] GaussianCeoCell make_cell(int workers, const std::vector<int>& silent = {});

/// The same cell with all faults at once: an offset, and worker 2 correlated with worker 1.
[[nodiscard]] GaussianCeoCell make_faulty_cell(int workers);

/// The same cell with noises of another law.
[[nodiscard]] GaussianCeoCell make_noisy_cell(int workers, models::GaussianCeo::NoiseLaw noise_law);

/// FNV-1a (64 bits) over every number of the totals: a short name for their bits.
[[nodiscard]] std::uint64_t digest(const launch::Totals& totals);

}  // namespace ceo::testing

namespace ceo::launch {

/// For messages of GoogleTest.
void PrintTo(const Totals& totals, std::ostream* out);
void PrintTo(const StripRange& range, std::ostream* out);
void PrintTo(const MatrixRequest& request, std::ostream* out);

}  // namespace ceo::launch
