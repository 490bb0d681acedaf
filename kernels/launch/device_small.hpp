// Device kernel for small K: one thread works on one strip with all its sums in registers; a warp
// works on a sheaf and adds its 32 strips up in integers. The body is host-device code over a
// `Warp`, so that tests run it on the CPU (virtual_warp.hpp) and the GPU runs it in
// cuda_kernels.cuh.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/fixed_point.hpp"
#include "kernels/core/panel.hpp"
#include "kernels/core/second_moments.hpp"
#include "kernels/launch/device_draws.hpp"
#include "kernels/launch/device_job.hpp"
#include "kernels/launch/emit_nothing.hpp"

namespace ceo::launch {

/// Values of one sample by row, in registers.
template <int N>
struct RegisterRows {
  const float (&value)[N];
  CEO_HD float operator()(int row) const { return value[row]; }
};
template <int N>
struct EmitRegisters {
  float (&value)[N];
  CEO_HD void operator()(int row, float x) const { value[row] = x; }
};

/// The sums of one strip in one thread.
template <class Model, int K, MatrixKind kMatrix>
struct SmallStrip {
  static constexpr int kRows = 2 * K + 1;
  static constexpr int kDrawn = 1 + 4 * worker_blocks(K);
  static constexpr int kEntries =
      kMatrix == MatrixKind::none ? 1 : static_cast<int>(triangle(kRows));
  using Params = typename Model::template FixedParams<K>;

  float products[kEntries];
  typename Model::template Sums<float> sums;

  template <bool kWithMatrix>
  CEO_HD void work(const Params& p, std::uint64_t strip) {
    sums.clear();
    CEO_DEVICE_UNROLL for (int t = 0; t < kEntries; ++t) products[t] = 0.0F;
    const std::uint64_t n = strip * kStripSamples;
    CEO_DEVICE_ROLLED for (int q = 0; q < kStripSamples / 4; ++q) {
      float x[4];
      draw_block(p, (n >> 2) + static_cast<std::uint64_t>(q), kSourceBlock, x);
      CEO_DEVICE_ROLLED for (int j = 0; j < 4; ++j) {
        float z[kDrawn];
        z[0] = x[0];
        x[0] = x[1];
        x[1] = x[2];
        x[2] = x[3];
        draw_workers(p, n + static_cast<std::uint64_t>(4 * q + j), z);
        add_sample<kWithMatrix>(p, z);
      }
    }
  }

 private:
  static CEO_HD void draw_workers(const Params& p, std::uint64_t n, float (&z)[kDrawn]) {
    CEO_DEVICE_UNROLL for (int block = 0; block < worker_blocks(K); ++block) {
      auto a = static_cast<std::uint32_t>(n);
      auto b = static_cast<std::uint32_t>(n >> 32);
      std::uint32_t c = kFirstWorkerBlock + static_cast<std::uint32_t>(block);
      std::uint32_t d = 0;
      philox(a, b, c, d, p.key[0], p.key[1]);
      box_muller(a, b, z[1 + 4 * block], z[2 + 4 * block]);
      box_muller(c, d, z[3 + 4 * block], z[4 + 4 * block]);
    }
    if constexpr (K >= 2) {
      float first[4] = {z[1], z[2], z[3], z[4]};
      Model::mix(p, 0, first);
      z[3] = first[2];
      z[4] = first[3];
    }
  }

  template <bool kWithMatrix>
  CEO_HD void add_sample(const Params& p, const float (&z)[kDrawn]) {
    const RegisterRows<kDrawn> normals{z};
    if constexpr (kWithMatrix && kMatrix == MatrixKind::physical) {
      float row[kDrawn];
      sums.add(Model::template sample<float>(p, normals, EmitRegisters<kDrawn>{row}));
      add_products(row);
    } else {
      sums.add(Model::template sample<float>(p, normals, EmitNothing{}));
      if constexpr (kWithMatrix) add_products(z);
    }
  }

  CEO_HD void add_products(const float (&row)[kDrawn]) {
    CEO_DEVICE_UNROLL for (int i = 0; i < kRows; ++i) {
      CEO_DEVICE_UNROLL for (int j = 0; j <= i; ++j) {
        const int t = i * (i + 1) / 2 + j;
        products[t] = fma(row[i], row[j], products[t]);
      }
    }
  }
};

/// One warp's share of a job: sheaves warp, warp + warps, warp + 2 warps, ... of the job. `warps`
/// is a multiple of 8 (256 strips), so that a lane always meets the same batch.
template <class Model, int K, MatrixKind kMatrix>
struct SmallKernel {
  using Params = typename Model::template FixedParams<K>;
  using Strip = SmallStrip<Model, K, kMatrix>;

  /// A thread's memory between phases. The int64 sums live in the block's shared memory on a GPU.
  struct Lane {
    Strip strip;
  };
  /// Entries of a warp's memory: whole groups of 32.
  static constexpr int kEntrySlots = (Strip::kEntries + kWarpLanes - 1) / kWarpLanes * kWarpLanes;
  /// int64 sums per lane: the outputs, then the counts.
  static constexpr int kScalars = Model::kOutputs + kCounts;

  /// `warp.each(f)` calls f(lane state, lane index) on every lane; `warp.sum(f)` adds f(lane state,
  /// lane index) over the lanes; `warp.scalar(lane, i)` and `warp.entry(t)` are int64 sums, zero at
  /// the start.
  template <class Warp>
  CEO_HD static void run(Warp& warp, const Params& p, const StripJob& job, std::uint32_t index,
                         std::uint32_t warps) {
    // 32 bits suffice to count the sheaves of a launch and save registers.
    const auto sheaves = static_cast<std::uint32_t>(end_sheaf(job) - first_sheaf(job));
    CEO_DEVICE_ROLLED for (std::uint32_t i = index; i < sheaves; i += warps) {
      const std::uint64_t sheaf = first_sheaf(job) + i;
      const bool matrix = kMatrix != MatrixKind::none && sheaf % job.every == 0;
      warp.each([&](Lane& lane, int l) {
        const std::uint64_t strip = sheaf * kSheafStrips + static_cast<std::uint64_t>(l);
        if (matrix) {
          lane.strip.template work<true>(p, strip);
        } else if (job.scalars != 0) {
          lane.strip.template work<false>(p, strip);
        }
        if (strip < job.first || strip >= job.end) return;
        if (job.scalars != 0) add_scalars(warp, p, lane, l);
        if (matrix) ++warp.scalar(l, Model::kOutputs + kMatrixStrips);
      });
      if (matrix) add_matrix(warp, job, sheaf);
    }
  }

  /// Adds the warp's sums to the launch's; batch of lane l of warp `index`.
  template <class Warp>
  CEO_HD static void finish(Warp& warp, const StripJob& job, std::uint32_t index,
                            const DeviceSums& out) {
    warp.each([&](Lane&, int l) {
      const auto batch = static_cast<int>(
          ((first_sheaf(job) + index) * kSheafStrips + static_cast<std::uint64_t>(l)) %
          kBatchCount);
      if (job.scalars != 0) {
        for (int i = 0; i < Model::kOutputs; ++i) {
          warp.add(out.sums + static_cast<std::ptrdiff_t>(i) * kBatchCount + batch,
                   warp.scalar(l, i));
        }
      }
      for (int i = 0; i < kCounts; ++i) {
        warp.add(out.counts + i, warp.scalar(l, Model::kOutputs + i));
      }
      if constexpr (kMatrix != MatrixKind::none) {
        for (int t = l; t < Strip::kEntries; t += kWarpLanes)
          warp.add(out.matrix + t, warp.entry(t));
      }
    });
  }

 private:
  template <class Warp>
  CEO_HD static void add_scalars(Warp& warp, const Params& p, Lane& lane, int l) {
    std::uint32_t overflow = 0;
    CEO_DEVICE_UNROLL for (int i = 0; i < Model::kOutputs; ++i) {
      warp.scalar(l, i) +=
          static_cast<std::int32_t>(to_fixed(lane.strip.sums.value[i], p.scale[i], overflow));
    }
    warp.scalar(l, Model::kOutputs + kOverflow) += overflow;
    warp.scalar(l, Model::kOutputs + kNonFinite) += lane.strip.sums.non_finite;
  }

  template <class Warp>
  CEO_HD static void add_matrix(Warp& warp, const StripJob& job, std::uint64_t sheaf) {
    constexpr float kScale = kMatrix == MatrixKind::physical ? kPhysicalScale : kNormalsScale;
    // 32 entries at a time: each lane picks one of the sums and adds it to memory.
    CEO_DEVICE_UNROLL for (int group = 0; group < Strip::kEntries; group += kWarpLanes) {
      CEO_DEVICE_UNROLL for (int j = 0; j < kWarpLanes; ++j) {
        const int t = group + j;
        if (t >= Strip::kEntries) break;
        const std::int32_t sum = warp.sum([&](const Lane& lane, int l) {
          const std::uint64_t strip = sheaf * kSheafStrips + static_cast<std::uint64_t>(l);
          const float scaled = mul(lane.strip.products[t], kScale);
          const bool active = strip >= job.first && strip < job.end;
          return active ? static_cast<std::int32_t>(to_integer(scaled)) : 0;
        });
        warp.pick(j, sum);
      }
      warp.add_picked(group);
    }
  }
};

}  // namespace ceo::launch
