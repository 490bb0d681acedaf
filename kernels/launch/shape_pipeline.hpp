// Shape statistics of a model for one pack family: panel of normals, physics by the pack, counting
// sample by sample. Included by the generated twins only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/panel.hpp"
#include "kernels/launch/emit_nothing.hpp"
#include "kernels/launch/panel_column.hpp"
#include "kernels/launch/shape_count.hpp"
#include "kernels/launch/twin.hpp"

namespace ceo::launch {

/// Counts into a tally.
struct TallySink {
  ShapeTally& tally;
  CEO_HD void count(int variable, int bin) const { ++tally.histogram[variable * kShapeBins + bin]; }
  CEO_HD void bin(int sum, int bin, std::int32_t value) const {
    tally.source_bins[sum * kSourceBins + bin] += value;
  }
  CEO_HD void broken(Broken kind) {
    ++(kind == Broken::non_finite ? tally.non_finite : tally.overflow);
  }
};

template <class Model, class Family>
class ShapePipeline {
  static constexpr int kLanes = Family::kLanes;
  static constexpr std::ptrdiff_t kRow = static_cast<std::ptrdiff_t>(kStripSamples) * kLanes;
  using Params = typename Model::Params;
  using Real = typename Family::template Real<1>;

 public:
  static void count(const Params& p, float error_scale, std::uint64_t first, std::uint64_t count,
                    float* panel, ShapeTally& tally) {
    const PanelWriter<Family> writer(p.key, p.workers);
    alignas(64) float errors[kRow];
    TallySink sink{tally};
    for (std::uint64_t strip = first; strip < first + count; strip += kLanes) {
      writer.fill(strip, panel);
      Model::template make_sources<Family>(p, strip, panel);
      error_row(p, error_scale, panel, errors);
      count_row(sink, 0, panel);
      for (int k = 0; k < p.workers; ++k) count_row(sink, k + 1, panel + (1 + 2 * k) * kRow);
      count_errors(sink, p.workers + 1, panel, errors);
    }
  }

  static void values(const Params& p, float error_scale, const VariableRange& variables,
                     std::uint64_t first, std::uint64_t count, float* panel, float* out) {
    const PanelWriter<Family> writer(p.key, p.workers);
    alignas(64) float errors[kRow];
    for (std::uint64_t strip = first; strip < first + count; strip += kLanes, out += kRow) {
      writer.fill(strip, panel);
      Model::template make_sources<Family>(p, strip, panel);
      for (int i = 0; i < variables.count; ++i) {
        const int variable = variables.first + i;
        const float* row = panel + (variable == 0 ? 0 : 2 * variable - 1) * kRow;
        if (variable > p.workers) {
          error_row(p, error_scale, panel, errors);
          row = errors;
        }
        copy_samples(row, out + static_cast<std::size_t>(i) * variables.stride);
      }
    }
  }

 private:
  static void error_row(const Params& p, float error_scale, const float* panel, float* errors) {
    const Real scale = broadcast<Real>(error_scale);
    for (int s = 0; s < kStripSamples; ++s) {
      const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(s) * kLanes;
      const PanelColumn<Family> normals{panel + at};
      const auto sample = Model::template sample<Real>(p, normals, EmitNothing{});
      Family::store(errors + at, mul(sample.error, scale));
    }
  }

  /// From the order of lanes to that of samples.
  static void copy_samples(const float* row, float* out) {
    for (int lane = 0; lane < kLanes; ++lane) {
      for (int s = 0; s < kStripSamples; ++s) *out++ = row[s * kLanes + lane];
    }
  }

  // Bins first, counts after: the first loop becomes vector instructions.
  static void count_row(TallySink& sink, int variable, const float* row) {
    alignas(64) int bins[kRow];
    for (std::ptrdiff_t i = 0; i < kRow; ++i) bins[i] = shape_bin(row[i]);
    for (std::ptrdiff_t i = 0; i < kRow; ++i) sink.count(variable, bins[i]);
  }

  static void count_errors(TallySink& sink, int variable, const float* source,
                           const float* errors) {
    alignas(64) int bins[kRow];
    for (std::ptrdiff_t i = 0; i < kRow; ++i) bins[i] = source_bin(source[i]);
    for (std::ptrdiff_t i = 0; i < kRow; ++i) count_error(sink, variable, bins[i], errors[i]);
  }
};

}  // namespace ceo::launch
