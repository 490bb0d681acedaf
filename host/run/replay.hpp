// One sample of a cell again, with every draw and every intermediate value.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/run/plan.hpp"

namespace ceo::run {

/// Four words of Philox and the four standard normals that Box-Muller makes of them.
struct DrawBlock {
  std::array<std::uint32_t, 4> counter{}, words{};
  std::array<float, 4> normals{};  ///< as drawn: a planted fault of the normals acts later
};

/// What worker k saw and sent. Lengths in the unit of the gradient.
struct ReplayedWorker {
  float z_n = 0, z_v = 0;  ///< standard normals behind N_k and V_k, faults included
  float n = 0, v = 0;      ///< sd_n z_n and sd_v z_v, each rounded; the kernel adds by fma instead
  float y = 0, u = 0;      ///< Y_k = X + N_k and U_k = Y_k + V_k, as the kernel has them
  float weight = 0;
  float decoded = 0;  ///< sum of the decoder up to this worker
};

/// What the sample adds to an output of its strip.
struct ReplayedOutput {
  std::string name;
  float before = 0, after = 0;  ///< float32 sum of the strip before and after the sample
  float strip = 0;              ///< sum of all 32 samples
  std::int32_t fixed = 0;       ///< what the strip adds to the total, in units of 2^-exponent
  int exponent = 0;
  bool overflow = false;  ///< the strip's sum was too large and is left out
};

struct Replay {
  std::uint64_t sample = 0, strip = 0, batch = 0;
  int place = 0;  ///< in its strip, 0..31
  /// X and N_k are recorded: z_x and z_n come from the trace, and the normals drawn in their places
  /// are not used.
  bool recorded = false;
  std::array<std::uint32_t, 2> key{};
  DrawBlock source;               ///< four samples of X share it
  std::vector<DrawBlock> blocks;  ///< two workers share one: N, V, N, V
  float z_x = 0, x = 0;
  std::vector<ReplayedWorker> workers;
  float offset = 0;              ///< of a planted fault
  float decoded = 0, error = 0;  ///< Xhat, and e = Xhat - X as the kernel has it
  std::vector<ReplayedOutput> outputs;
};

/// Replays sample `sample` of the cell: the bits of every launcher, by the same model code for one
/// float at a time. Throws Error(usage) for a cell of a foreign generator and for a sample that the
/// cell does not have.
/// @param recorded  the sources of a cell with a trace
[[nodiscard]] Replay replay(const Cell& cell, std::uint64_t sample,
                            std::shared_ptr<const RecordedSource> recorded = nullptr);

/// A sample and its error.
struct ExtremeSample {
  std::uint64_t sample = 0;
  float error = 0;
};

/// The `count` samples of largest |e| among the first `samples` of the cell, largest first, the
/// earlier one first among equals. Draws them all again on `threads` threads; the answer depends on
/// neither threads nor on how the run was cut. Throws as replay().
[[nodiscard]] std::vector<ExtremeSample> extreme_samples(
    const Cell& cell, std::uint64_t samples, std::size_t count, int threads,
    std::shared_ptr<const RecordedSource> recorded = nullptr);

}  // namespace ceo::run
