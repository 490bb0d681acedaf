// From a config to what will run: cells shared by claims, sample counts, levels, controls.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "host/run/config.hpp"
#include "kernels/launch/totals.hpp"

namespace ceo::run {

/// Sample counts are multiples of this: 256 batches of strips of 32 samples.
inline constexpr std::uint64_t kSampleQuantum = std::uint64_t{256} * 32;
/// Largest sample count of a cell and of a whole plan: sample counters stay below 2^63, and 2^57
/// strip sums of 64 bits stay within 128.
inline constexpr std::uint64_t kMaxSamples = std::uint64_t{1} << 62;
/// Power that every control is planned for.
inline constexpr double kControlPower = 0.999;

/// One sampling job; claims that read the same point share it.
struct Cell {
  std::string id;  ///< point name, or "point!fault" for a control's cell
  std::string point;
  GaussianCeoSpec spec;
  std::uint64_t samples = 0;  ///< a multiple of kSampleQuantum
  launch::MatrixRequest matrices;
  std::uint32_t shape_every = 0;       ///< shape statistics of every g-th sheaf; 0: none
  bool sorted = false;                 ///< exact tests of the first samples of X and N_k
  std::array<std::uint32_t, 2> key{};  ///< stream key, from seed and spec.canonical()
  launch::Generator rng = launch::Generator::philox;
};

struct PlannedFinding {
  std::string claim, point, quantity;
  std::size_t cell = 0;  ///< index into Plan::cells
  double level = 0;
  double resolution = 0;
  double expected_resolution = 0;  ///< predicted standard error / unit at the planned samples
  /// Of a joined quantity: the cells of all layers, `cell` being the first; else empty.
  std::vector<std::size_t> layers;
};

struct PlannedControl {
  std::string claim, control, point, quantity;
  std::size_t cell = 0;      ///< the faulty cell
  std::uint64_t needed = 0;  ///< samples for power kControlPower at `level`
  double effect = 0;         ///< shift in standard deviations per sample
  double level = 0;
  /// Of a joined control: the cells of all layers, `cell` among them; else empty.
  std::vector<std::size_t> layers;
};

/// A quantity that is checked on the host: once per run, without a cell.
struct PlannedHostFinding {
  std::string claim, quantity;
  std::uint64_t instances = 0;
  double level = 0;  ///< 0 where the law is exact
  double resolution = 0;
};

struct PlannedHostControl {
  std::string claim, control, quantity;
  std::uint64_t instances = 0;
  double level = 0;
  double resolution = 0;
  Required required = Required::rejected;
};

struct Plan {
  Config config;
  std::vector<Cell> cells;
  std::vector<PlannedFinding> findings;
  std::vector<PlannedControl> controls;
  std::vector<PlannedHostFinding> host_findings;
  std::vector<PlannedHostControl> host_controls;
  /// One line per cell, finding and control; enters content_sha256.
  [[nodiscard]] std::string canonical() const;
  [[nodiscard]] std::uint64_t total_samples() const;
};

/// Samples of the cell that a quantity sees.
[[nodiscard]] std::uint64_t effective_samples(const Cell& cell, Needs needs);

/// First 8 bytes of SHA-256 over seed and canonical cell text, as two little-endian words.
[[nodiscard]] std::array<std::uint32_t, 2> stream_key(std::uint64_t seed,
                                                      const std::string& canonical);

/// Pure: no device, clock or randomness. Throws Error(usage) on what cannot be planned (a control
/// without any applicable point, more samples than the counters hold, ...), all problems at once.
[[nodiscard]] Plan make_plan(const Config& config, const std::vector<Claim>& claims);

}  // namespace ceo::run
