// Recorded sources in the place of normals: X and N_k from memory, in standard deviations.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/panel.hpp"

namespace ceo {

/// Rows of a model's sources in memory: row 0 is X, row 1 + k is N_k, sample n of row r is
/// values[r samples + n]. A view; null: X and N_k are drawn.
struct RecordedRows {
  const float* values;
  std::uint64_t samples;  ///< of a row

  CEO_HD bool present() const { return values != nullptr; }
  CEO_HD float source(std::uint64_t n) const { return values[n]; }
  CEO_HD float noise(int k, std::uint64_t n) const {
    return values[(static_cast<std::uint64_t>(k) + 1) * samples + n];
  }
  /// X of the samples n .. n + 3 into a draw block of the source, where there are rows.
  CEO_HD void recall_source(std::uint64_t n, float (&z)[4]) const {
    if (!present()) return;
    for (int j = 0; j < 4; ++j) z[j] = source(n + static_cast<std::uint64_t>(j));
  }
  /// All rows of `workers` workers into a panel that holds the strips from `strip` on, where there
  /// are rows: X into row 0, N_k into row 1 + stride k.
  template <class Family>
  void recall_panel(std::uint64_t strip, int workers, int stride, float* panel) const {
    constexpr std::ptrdiff_t kLanes = Family::kLanes;
    if (!present()) return;
    for (int row = 0; row <= workers; ++row) {
      const float* from =
          values + static_cast<std::uint64_t>(row) * samples + strip * kStripSamples;
      const int place = row == 0 ? 0 : 1 + stride * (row - 1);
      float* to = panel + static_cast<std::ptrdiff_t>(place) * kStripSamples * kLanes;
      for (std::ptrdiff_t lane = 0; lane < kLanes; ++lane) {
        for (std::ptrdiff_t s = 0; s < kStripSamples; ++s) to[s * kLanes + lane] = *from++;
      }
    }
  }
};

}  // namespace ceo
