// Device kernel for larger K: a block draws the panel of a few strips into shared memory (or, where
// it does not fit, into memory of its own) and its threads sum 8 x 8 tiles of the second moments.
// Written in phases that end at a barrier, as host-device code over a `Block`, so that tests run it
// on the CPU (virtual_block.hpp) and the GPU runs it in cuda_kernels.cuh.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>

#include "kernels/core/fixed_point.hpp"
#include "kernels/launch/device_draws.hpp"
#include "kernels/launch/device_job.hpp"
#include "kernels/launch/emit_nothing.hpp"
#include "kernels/launch/tile_shape.hpp"

namespace ceo::launch {

/// Four floats that move together.
struct alignas(16) Quad {
  float v[4];
};

/// Standard normals of one sample of a panel, by row; and where its physical rows go.
struct PanelSample {
  const TileShape& shape;
  float* position;
  CEO_HD float operator()(int row) const { return position[shape.position_of(row)]; }
};
struct EmitPanelSample {
  const TileShape& shape;
  float* position;
  CEO_HD void operator()(int row, float x) const { position[shape.position_of(row)] = x; }
};

template <class Model, MatrixKind kMatrix>
class TileKernel {
 public:
  using Params = typename Model::Params;
  static constexpr int kTile = TileShape::kTile;

  /// A thread's registers between phases.
  struct Thread {
    std::int32_t products[kTile * kTile];  ///< fixed-point sums of its tile
    std::int64_t counts[kCounts];
  };
  /// The block's memory.
  struct Memory {
    float* panel;    ///< [shape.panel_floats()], 16-byte aligned
    float* samples;  ///< [shape.sample_floats()]: e and x, [strip][sample][2]
  };

  /// Block (index, pass) of `blocks` x shape.passes. `block.phase(f)` calls f(thread state, thread
  /// index) on every thread and ends at a barrier; `block.add(p, v)` is an atomic integer addition.
  template <class Block>
  CEO_HD static void run(Block& block, const Params& p, const TileShape& shape, const StripJob& job,
                         const Memory& memory, const DeviceSums& out, std::uint64_t index,
                         std::uint64_t blocks, int pass) {
    begin(block, shape, memory);
    const auto width = static_cast<std::uint64_t>(shape.strips);
    const std::uint64_t end = (job.end + width - 1) / width;
    int pending = 0;
    CEO_DEVICE_ROLLED for (std::uint64_t group = job.first / width + index; group < end;
                           group += blocks) {
      const std::uint64_t first = group * width;
      const bool matrix = kMatrix != MatrixKind::none && (first / kSheafStrips) % job.every == 0;
      const bool scalars = job.scalars != 0 && pass == 0;
      if (!matrix && !scalars) continue;
      draw(block, p, shape, memory, first);
      if (matrix && kMatrix == MatrixKind::normals) {
        block.phase(
            [&](Thread& thread, int t) { update(thread, shape, job, memory, first, pass, t); });
      }
      if (scalars || kMatrix == MatrixKind::physical) {
        block.phase([&](Thread&, int t) { physics(p, shape, memory, t); });
      }
      if (matrix && kMatrix == MatrixKind::physical) {
        block.phase(
            [&](Thread& thread, int t) { update(thread, shape, job, memory, first, pass, t); });
      }
      block.phase([&](Thread& thread, int t) {
        if (scalars) sum_strip(block, thread, p, shape, job, memory, first, out, t);
        if (matrix && pass == 0 && t < shape.strips && active(job, first, t)) {
          ++thread.counts[kMatrixStrips];
        }
      });
      if (matrix && ++pending == kStripsPerInt32) {
        block.phase([&](Thread& thread, int t) { drain(block, thread, shape, out, pass, t); });
        pending = 0;
      }
    }
    block.phase([&](Thread& thread, int t) {
      drain(block, thread, shape, out, pass, t);
      for (int i = 0; i < kCounts; ++i) block.add(out.counts + i, thread.counts[i]);
    });
  }

 private:
  /// Clears the registers and the panel, whose padding stays zero.
  template <class Block>
  CEO_HD static void begin(Block& block, const TileShape& shape, const Memory& memory) {
    block.phase([&](Thread& thread, int t) {
      clear(thread);
      for (auto i = static_cast<std::size_t>(t); i < shape.panel_floats();
           i += static_cast<std::size_t>(shape.threads)) {
        memory.panel[i] = 0.0F;
      }
    });
  }
  static CEO_HD bool active(const StripJob& job, std::uint64_t first, int strip) {
    const std::uint64_t s = first + static_cast<std::uint64_t>(strip);
    return s >= job.first && s < job.end;
  }
  static CEO_HD float* sample_at(const TileShape& shape, const Memory& memory, int strip_sample) {
    assert(strip_sample >= 0 && strip_sample < shape.strips * kStripSamples);
    return memory.panel + static_cast<std::ptrdiff_t>(strip_sample) * shape.stride;
  }
  static CEO_HD void clear(Thread& thread) {
    CEO_DEVICE_UNROLL for (int i = 0; i < kTile * kTile; ++i) thread.products[i] = 0;
    CEO_DEVICE_UNROLL for (int i = 0; i < kCounts; ++i) thread.counts[i] = 0;
  }

  /// Fills the panel, then lets faults act on each draw block.
  template <class Block>
  CEO_HD static void draw(Block& block, const Params& p, const TileShape& shape,
                          const Memory& memory, std::uint64_t first) {
    block.phase([&](Thread&, int t) {
      const int samples = shape.strips * kStripSamples;
      const int worker_jobs = samples * worker_blocks(p.workers);
      for (int job = t; job < worker_jobs + samples / 4; job += shape.threads) {
        if (job < worker_jobs) {
          draw_workers(p, shape, memory, first, job % samples, job / samples);
        } else {
          draw_source(p, shape, memory, first, job - worker_jobs);
        }
      }
    });
    if (!Model::distorts(p, 0)) return;
    block.phase([&](Thread&, int t) {
      const int samples = shape.strips * kStripSamples;
      for (int job = t; job < samples * worker_blocks(p.workers); job += shape.threads) {
        auto& z =
            *reinterpret_cast<Quad*>(sample_at(shape, memory, job % samples) + 4 * (job / samples));
        Model::distort(p, job / samples, z.v);
      }
    });
  }

  CEO_HD static void draw_workers(const Params& p, const TileShape& shape, const Memory& memory,
                                  std::uint64_t first, int sample, int block) {
    const std::uint64_t n = first * kStripSamples + static_cast<std::uint64_t>(sample);
    Quad z;
    draw_block(p, n, kFirstWorkerBlock + static_cast<std::uint32_t>(block), z.v);
    Model::recall(p, n, block, z.v);
    *reinterpret_cast<Quad*>(sample_at(shape, memory, sample) + 4 * block) = z;
  }
  CEO_HD static void draw_source(const Params& p, const TileShape& shape, const Memory& memory,
                                 std::uint64_t first, int quad) {
    const std::uint64_t counter = first * (kStripSamples / 4) + static_cast<std::uint64_t>(quad);
    Quad z;
    draw_block(p, counter, kSourceBlock, z.v);
    p.recorded.recall_source(4 * counter, z.v);
    for (int j = 0; j < 4; ++j) {
      sample_at(shape, memory, 4 * quad + j)[shape.source_position()] = z.v[j];
    }
  }

  CEO_HD static void physics(const Params& p, const TileShape& shape, const Memory& memory, int t) {
    for (int s = t; s < shape.strips * kStripSamples; s += shape.threads) {
      float* position = sample_at(shape, memory, s);
      const PanelSample normals{shape, position};
      const auto result = [&] {
        if constexpr (kMatrix == MatrixKind::physical) {
          return Model::template sample<float>(p, normals, EmitPanelSample{shape, position});
        } else {
          return Model::template sample<float>(p, normals, EmitNothing{});
        }
      }();
      memory.samples[2 * s] = result.error;
      memory.samples[2 * s + 1] = result.x;
    }
  }

  /// Scalar outputs of one strip, in sample order.
  template <class Block>
  CEO_HD static void sum_strip(Block& block, Thread& thread, const Params& p,
                               const TileShape& shape, const StripJob& job, const Memory& memory,
                               std::uint64_t first, const DeviceSums& out, int t) {
    if (t >= shape.strips || !active(job, first, t)) return;
    typename Model::template Sums<float> sums;
    sums.clear();
    for (int s = t * kStripSamples; s < (t + 1) * kStripSamples; ++s) {
      sums.add({memory.samples[2 * s], memory.samples[2 * s + 1]});
    }
    const auto batch = static_cast<int>((first + static_cast<std::uint64_t>(t)) % kBatchCount);
    std::uint32_t overflow = 0;
    for (int i = 0; i < Model::kOutputs; ++i) {
      block.add(out.sums + static_cast<std::ptrdiff_t>(i) * kBatchCount + batch,
                static_cast<std::int32_t>(to_fixed(sums.value[i], p.scale[i], overflow)));
    }
    thread.counts[kOverflow] += overflow;
    thread.counts[kNonFinite] += sums.non_finite;
  }

  /// The tile of a thread: strip of the panel, and tile row and column.
  struct Place {
    bool busy;
    int strip, row, column;
  };
  CEO_HD static Place place_of(const TileShape& shape, int pass, int t) {
    const int tile = shape.passes > 1 ? pass * shape.threads + t : t % shape.tiles;
    const int strip = shape.passes > 1 ? 0 : t / shape.tiles;
    if (tile >= shape.tiles || strip >= shape.strips) return {false, 0, 0, 0};
    int row = 0;
    int left = tile;
    while (left > row) left -= ++row;
    return {true, strip, row, left};
  }

  CEO_HD static void update(Thread& thread, const TileShape& shape, const StripJob& job,
                            const Memory& memory, std::uint64_t first, int pass, int t) {
    const Place place = place_of(shape, pass, t);
    if (!place.busy || !active(job, first, place.strip)) return;
    float sums[kTile * kTile];
    CEO_DEVICE_UNROLL for (float& sum : sums) sum = 0.0F;
    const float* base = sample_at(shape, memory, place.strip * kStripSamples);
    for (int s = 0; s < kStripSamples; ++s, base += shape.stride) {
      const auto* a = reinterpret_cast<const Quad*>(base + kTile * place.row);
      const auto* b = reinterpret_cast<const Quad*>(base + kTile * place.column);
      const Quad left[2] = {a[0], a[1]};
      const Quad right[2] = {b[0], b[1]};
      CEO_DEVICE_UNROLL for (int i = 0; i < kTile; ++i) {
        CEO_DEVICE_UNROLL for (int j = 0; j < kTile; ++j) {
          sums[kTile * i + j] =
              fma(left[i / 4].v[i % 4], right[j / 4].v[j % 4], sums[kTile * i + j]);
        }
      }
    }
    constexpr float kScale = kMatrix == MatrixKind::physical ? kPhysicalScale : kNormalsScale;
    CEO_DEVICE_UNROLL for (int i = 0; i < kTile * kTile; ++i) {
      thread.products[i] += static_cast<std::int32_t>(to_integer(mul(sums[i], kScale)));
    }
  }

  /// Moves a thread's tile into the launch's matrix.
  template <class Block>
  CEO_HD static void drain(Block& block, Thread& thread, const TileShape& shape,
                           const DeviceSums& out, int pass, int t) {
    if (kMatrix == MatrixKind::none) return;
    const Place place = place_of(shape, pass, t);
    if (!place.busy) return;
    CEO_DEVICE_UNROLL for (int i = 0; i < kTile; ++i) {
      CEO_DEVICE_UNROLL for (int j = 0; j < kTile; ++j) {
        const int a = shape.row_at(kTile * place.row + i);
        const int b = shape.row_at(kTile * place.column + j);
        // Diagonal tiles hold both halves; a pair is kept once, with its later position first.
        if (a >= 0 && b >= 0 && kTile * place.row + i >= kTile * place.column + j) {
          const int high = a > b ? a : b;
          const int low = a > b ? b : a;
          block.add(out.matrix + triangle(high) + low,
                    static_cast<std::int64_t>(thread.products[kTile * i + j]));
        }
        thread.products[kTile * i + j] = 0;
      }
    }
  }
};

}  // namespace ceo::launch
