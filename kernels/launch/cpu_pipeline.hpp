// The CPU pipeline of a model for one pack family: panel of normals, physics, second moments.
// Included by the generated twins only, each compiled for its instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/fixed_point.hpp"
#include "kernels/core/packed_moments.hpp"
#include "kernels/core/panel.hpp"
#include "kernels/core/second_moments.hpp"
#include "kernels/launch/emit_nothing.hpp"
#include "kernels/launch/panel_column.hpp"
#include "kernels/launch/shape_pipeline.hpp"
#include "kernels/launch/twin.hpp"

namespace ceo::launch {

/// Writes the physical rows of N neighbouring samples over the normals of the same rows.
template <class Family, int N>
struct EmitColumn {
  float* column;
  CEO_HD void operator()(int row, const typename Family::template Real<N>& value) const {
    float* at = column + static_cast<std::ptrdiff_t>(row) * kStripSamples * Family::kLanes;
    CEO_UNROLL for (int i = 0; i < N; ++i) {
      Family::store(at + i * Family::kLanes, Family::get(value, i));
    }
  }
};

/// Copies normals of consecutive strips, [strip][sample][row], into panels. Rows of the panel
/// beyond the model's stay as they are.
template <class Family>
class PanelCopier {
  static constexpr std::ptrdiff_t kLanes = Family::kLanes;

 public:
  PanelCopier(const float* normals, std::uint64_t first, int workers)
      : normals_(normals), first_(first), rows_(row_count(workers)) {}

  void fill(std::uint64_t strip, float* panel) const {
    const float* from = normals_ + static_cast<std::ptrdiff_t>(strip - first_) * kStripSamples *
                                       static_cast<std::ptrdiff_t>(rows_);
    for (std::ptrdiff_t lane = 0; lane < kLanes; ++lane) {
      for (std::ptrdiff_t s = 0; s < kStripSamples; ++s) {
        float* to = panel + s * kLanes + lane;
        for (int row = 0; row < rows_; ++row, to += kStripSamples * kLanes) *to = *from++;
      }
    }
  }

 private:
  const float* normals_;
  std::uint64_t first_;
  int rows_;
};

template <class Model, class Family>
class CpuPipeline {
  static constexpr int kLanes = Family::kLanes;
  static constexpr int kSide = Family::kSide;
  static_assert(kStripSamples % kSide == 0);
  using Params = typename Model::Params;
  using Real = typename Family::template Real<1>;
  using Reals = typename Family::template Real<kSide>;
  using Bits = typename Family::template Bits<1>;
  using Moments = SecondMoments<Family>;

 public:
  /// The panel, and behind it the packed one where second moments are summed from that.
  static std::size_t panel_floats(int workers) {
    std::size_t floats = unpacked_floats(workers);
    if constexpr (kCanPack) {
      if (packs(workers)) floats += PackedMoments<Family>::packed_floats(row_count(workers));
    }
    return floats;
  }
  static std::size_t scratch_ints(int workers) {
    return packs(workers) ? 0 : Moments::scratch_ints(row_count(workers));
  }

  static void run(const Params& params, const MatrixRequest& request, std::uint64_t first,
                  std::uint64_t count, const Workspace& workspace, Tally& tally) {
    run_from(PanelWriter<Family>(params.key, params.workers), params, request, first, count,
             workspace, tally);
  }

  static void run_on(const Params& params, const MatrixRequest& request, const float* normals,
                     std::uint64_t first, std::uint64_t count, const Workspace& workspace,
                     Tally& tally) {
    run_from(PanelCopier<Family>(normals, first, params.workers), params, request, first, count,
             workspace, tally);
  }

  static void normals(const Params& params, std::uint64_t first, float* panel) {
    PanelWriter<Family>(params.key, params.workers).fill(first, panel);
  }

  static void philox_words(const std::uint32_t (*counters)[4], const std::uint32_t (&key)[2],
                           std::uint32_t (*words)[4]) {
    Bits word[4];
    alignas(64) std::int32_t lanes[kLanes];
    for (int j = 0; j < 4; ++j) {
      for (int i = 0; i < kLanes; ++i) lanes[i] = static_cast<std::int32_t>(counters[i][j]);
      word[j] = Family::load(static_cast<const std::int32_t*>(lanes));
    }
    philox(word[0], word[1], word[2], word[3], key[0], key[1]);
    for (int j = 0; j < 4; ++j) {
      Family::store(lanes, word[j]);
      for (int i = 0; i < kLanes; ++i) words[i][j] = static_cast<std::uint32_t>(lanes[i]);
    }
  }

 private:
  static constexpr bool kCanPack = Family::kPackedFrom <= kMaxWorkers;

  static constexpr bool packs(int workers) { return workers >= Family::kPackedFrom; }
  static std::size_t unpacked_floats(int workers) {
    return static_cast<std::size_t>(panel_rows(workers)) * kStripSamples * kLanes;
  }

  /// Adds the panel's strips to a matrix: at once, or to the scratch sums.
  static void add_matrix(int workers, float scale, const Workspace& workspace,
                         std::int32_t* scratch, std::int64_t* totals) {
    if constexpr (kCanPack) {
      if (packs(workers)) {
        PackedMoments<Family>::update(workspace.panel, row_count(workers), scale,
                                      workspace.panel + unpacked_floats(workers), totals);
        return;
      }
    }
    Moments::update(workspace.panel, row_count(workers), scale, scratch);
  }

  /// `source.fill(strip, panel)` writes the normals of kLanes strips.
  template <class Source>
  static void run_from(const Source& source, const Params& params, const MatrixRequest& request,
                       std::uint64_t first, std::uint64_t count, const Workspace& workspace,
                       Tally& tally) {
    int pending = 0;
    for (std::uint64_t strip = first; strip < first + count; strip += kLanes) {
      source.fill(strip, workspace.panel);
      Model::template make_sources<Family>(params, strip, workspace.panel);
      const bool matrices =
          (request.normals || request.physical) && (strip / kSheafStrips) % request.every == 0;
      if (matrices && request.normals) {
        add_matrix(params.workers, kNormalsScale, workspace, workspace.normals_scratch,
                   tally.normals);
      }
      const bool physical = matrices && request.physical;
      sum_scalars(params, strip, physical, workspace.panel, tally);
      if (physical) {
        add_matrix(params.workers, kPhysicalScale, workspace, workspace.physical_scratch,
                   tally.physical);
      }
      if (matrices) {
        tally.matrix_strips += kLanes;
        if (++pending == kStripsPerInt32) {
          drain(params, request, workspace, tally);
          pending = 0;
        }
      }
    }
    drain(params, request, workspace, tally);
  }

  static void sum_scalars(const Params& params, std::uint64_t strip, bool emit, float* panel,
                          Tally& tally) {
    typename Model::template Sums<Real> sums;
    sums.clear();
    // Side by side, because the estimate is a chain over the workers.
    for (int s = 0; s < kStripSamples; s += kSide) {
      float* column = panel + static_cast<std::ptrdiff_t>(s) * kLanes;
      const PanelColumn<Family, kSide> normals{column};
      const auto samples =
          emit ? Model::template sample<Reals>(params, normals, EmitColumn<Family, kSide>{column})
               : Model::template sample<Reals>(params, normals, EmitNothing{});
      for (int i = 0; i < kSide; ++i) {
        sums.add({Family::get(samples.error, i), Family::get(samples.x, i)});
      }
    }
    flush(params, sums, strip, tally);
  }

  static void flush(const Params& params, const typename Model::template Sums<Real>& sums,
                    std::uint64_t strip, Tally& tally) {
    alignas(64) std::int32_t lanes[kLanes];
    Bits overflow = Family::splat(0);
    std::int64_t* batches = tally.sums + strip % kBatchCount;
    for (int output = 0; output < Model::kOutputs; ++output, batches += kBatchCount) {
      Family::store(lanes, to_fixed(sums.value[output], params.scale[output], overflow));
      for (int i = 0; i < kLanes; ++i) batches[i] += lanes[i];
    }
    Family::store(lanes, overflow);
    for (int i = 0; i < kLanes; ++i) tally.overflow += static_cast<std::uint32_t>(lanes[i]);
    Family::store(lanes, sums.non_finite);
    for (int i = 0; i < kLanes; ++i) tally.non_finite += static_cast<std::uint32_t>(lanes[i]);
  }

  static void drain(const Params& params, const MatrixRequest& request, const Workspace& workspace,
                    Tally& tally) {
    if (packs(params.workers)) return;
    const int rows = row_count(params.workers);
    const std::size_t bytes = Moments::scratch_ints(rows) * sizeof(std::int32_t);
    if (request.normals) {
      Moments::drain(workspace.normals_scratch, rows, tally.normals);
      __builtin_memset(workspace.normals_scratch, 0, bytes);
    }
    if (request.physical) {
      Moments::drain(workspace.physical_scratch, rows, tally.physical);
      __builtin_memset(workspace.physical_scratch, 0, bytes);
    }
  }
};

template <class Model, class Family>
constexpr Twin<Model> twin_of() {
  using Pipeline = CpuPipeline<Model, Family>;
  using Shape = ShapePipeline<Model, Family>;
  return {Family::kLanes, &Pipeline::panel_floats, &Pipeline::scratch_ints,
          &Pipeline::run, &Pipeline::run_on,       &Pipeline::normals,
          &Shape::count,  &Shape::values,          &Pipeline::philox_words};
}

}  // namespace ceo::launch
