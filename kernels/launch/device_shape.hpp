// Device kernel of the shape statistics: one thread works on one strip of a chosen sheaf and counts
// its samples. Host-device code over a sink, so that tests run it on the CPU.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/draws.hpp"
#include "kernels/core/panel.hpp"
#include "kernels/launch/device_draws.hpp"
#include "kernels/launch/emit_nothing.hpp"
#include "kernels/launch/shape_count.hpp"

namespace ceo::launch {

/// Strips first .. end - 1, of them those in every `every`-th sheaf.
struct ShapeJob {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
  std::uint32_t every = 1;
  float error_scale = 1;  ///< 1/sd(e)
};

/// Integers of a launch in the memory of the machine that works on them, zero before it.
struct ShapeSums {
  std::uint32_t* histogram;   ///< [variables][194]
  std::int64_t* source_bins;  ///< [3][32]
  std::int64_t* counts;       ///< [3]: the places below
};
inline constexpr int kShapeStrips = 0;
inline constexpr int kShapeNonFinite = 1;  ///< samples
inline constexpr int kShapeOverflow = 2;   ///< samples
inline constexpr int kShapeCounts = 3;

/// The normals of one sample, drawn in order as the model asks for them; each N_k is counted.
template <class Model, class Sink>
class CountedRows {
 public:
  using Params = typename Model::Params;
  CEO_HD CountedRows(const Params& p, std::uint64_t sample, float source, Sink& sink)
      : p_(p), sample_(sample), source_(source), sink_(sink) {}

  /// Row 0 at any time; rows 1, 2, 3, ... in this order.
  CEO_HD float operator()(int row) {
    if (row == 0) return source_;
    const int place = (row - 1) % 4;
    if (place == 0) draw((row - 1) / 4);
    // Chosen by comparison: an index that is known only at run time would put z_ into memory.
    const float low = place == 0 ? z_[0] : z_[1];
    const float high = place == 2 ? z_[2] : z_[3];
    const float z = place < 2 ? low : high;
    if (place % 2 == 0) sink_.count((row + 1) / 2, shape_bin(z));
    return z;
  }

 private:
  CEO_HD void draw(int block) {
    draw_block(p_, sample_, kFirstWorkerBlock + static_cast<std::uint32_t>(block), z_);
    Model::recall(p_, sample_, block, z_);
    if (Model::distorts(p_, block)) Model::distort(p_, block, z_);
  }

  const Params& p_;
  std::uint64_t sample_;
  float source_;
  Sink& sink_;
  float z_[4] = {0.0F, 0.0F, 0.0F, 0.0F};
};

template <class Model>
struct ShapeKernel {
  using Params = typename Model::Params;

  /// Sheaves of the job that are counted, and the first of them in units of `every`.
  CEO_HD static std::uint64_t first_chosen(const ShapeJob& job) {
    return (job.first / kSheafStrips + job.every - 1) / job.every;
  }
  CEO_HD static std::uint64_t end_chosen(const ShapeJob& job) {
    const std::uint64_t end = (job.end + kSheafStrips - 1) / kSheafStrips;
    return (end + job.every - 1) / job.every;
  }

  /// Thread `index` of `threads`; the strips that it counted are added to *strips.
  template <class Sink>
  CEO_HD static void run(const Params& p, const ShapeJob& job, std::uint64_t index,
                         std::uint64_t threads, Sink& sink, std::uint64_t* strips) {
    const std::uint64_t end = end_chosen(job) * kSheafStrips;
    for (std::uint64_t i = first_chosen(job) * kSheafStrips + index; i < end; i += threads) {
      const std::uint64_t strip = i / kSheafStrips * job.every * kSheafStrips + i % kSheafStrips;
      if (strip < job.first || strip >= job.end) continue;
      count_strip(p, job.error_scale, strip, sink);
      ++*strips;
    }
  }

 private:
  template <class Sink>
  CEO_HD static void count_strip(const Params& p, float error_scale, std::uint64_t strip,
                                 Sink& sink) {
    const std::uint64_t n = strip * kStripSamples;
    for (int q = 0; q < kStripSamples / 4; ++q) {
      float x[4];
      draw_block(p, n / 4 + static_cast<std::uint64_t>(q), kSourceBlock, x);
      p.recorded.recall_source(n + 4 * static_cast<std::uint64_t>(q), x);
      CEO_DEVICE_ROLLED for (int j = 0; j < 4; ++j) {
        const float z = x[0];  // shifted along: an index would put x into memory
        x[0] = x[1];
        x[1] = x[2];
        x[2] = x[3];
        CountedRows<Model, Sink> rows(p, n + static_cast<std::uint64_t>(4 * q + j), z, sink);
        const auto sample = Model::template sample<float>(p, rows, EmitNothing{});
        sink.count(0, shape_bin(z));
        count_error(sink, p.workers + 1, source_bin(z), mul(sample.error, error_scale));
      }
    }
  }
};

}  // namespace ceo::launch
