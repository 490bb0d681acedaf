// ceo-accumulation: how much do the engine's float32 strips and fixed-point totals lose?
//
// The engine sums z^2 and z^4 of standard normals; the same normals, drawn again by the same pack,
// are summed in double and long double, exact to about 1e-14. Prints the relative differences with
// their goals. The exit code is 0 if every goal is met, 1 if one is missed, 2 on bad usage. The
// figures depend on nothing but the number of samples: no clock, no machine, no threads.
//
//   ceo-accumulation [SAMPLES]      at least 1e9, which is the default
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <string_view>
#include <thread>
#include <vector>

#include "benchmarks/exact_sums.hpp"
#include "kernels/core/draws.hpp"
#include "kernels/core/fixed_point.hpp"
#include "kernels/core/panel.hpp"
#include "kernels/core/second_moments.hpp"
#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/twins.hpp"

namespace {

using ceo::models::GaussianCeo;

constexpr std::uint64_t kLeastSamples = 1'000'000'000;
constexpr std::uint64_t kMostSamples = 1'000'000'000'000;
constexpr std::uint64_t kChunkStrips = 4096;  // a multiple of every pack's lanes
constexpr int kWorkers = 1;
constexpr int kRows = 3;      // X, N_1, V_1
constexpr int kErrorRow = 1;  // N_1
constexpr double kGoalSquare = 1e-9;
constexpr double kGoalFourth = 1e-8;

// Predicted strip sums 32 and 96, brought into [2^19, 2^20) as for every cell of a plan.
constexpr float kScaleSquare = 0x1p14F;
constexpr float kScaleFourth = 0x1p13F;

constexpr float kOne[] = {1.0F};
constexpr float kZero[] = {0.0F};
constexpr float kRowScale[] = {1.0F, 1.0F, 1.0F};

/// With sX = sV = 0, sN = 1 and weight 1 the error e is the standard normal of N_1, to the bit.
GaussianCeo::Params bare_normal() {
  GaussianCeo::Params p{};
  p.key[0] = 0x243F6A88U;  // any key would do: digits of pi
  p.key[1] = 0x85A308D3U;
  p.workers = kWorkers;
  p.mix_n[1] = 1;
  p.mix_v[1] = 1;
  std::fill(std::begin(p.scale), std::end(p.scale), kScaleSquare);
  p.scale[GaussianCeo::kError4] = kScaleFourth;
  p.sd_n = kOne;
  p.sd_v = kZero;
  p.weight = kOne;
  p.row_scale = kRowScale;
  return p;
}

struct Exact {
  long double square[kRows] = {};
  long double fourth = 0;  ///< of the error's row
  void add(const Exact& other) {
    for (int row = 0; row < kRows; ++row) square[row] += other.square[row];
    fourth += other.fourth;
  }
};

struct Free {
  void operator()(void* p) const { std::free(p); }
};

/// One thread's share of the exact sums: chunks until none is left.
class ExactWorker {
 public:
  ExactWorker() : twin_(ceo::launch::gaussian_ceo_twin(ceo::launch::best_pack())) {
    const std::size_t bytes = twin_.panel_floats(kWorkers) * sizeof(float);
    panel_.reset(static_cast<float*>(std::aligned_alloc(64, (bytes + 63) / 64 * 64)));
    if (!panel_) throw std::bad_alloc();
  }

  [[nodiscard]] Exact chunk(const GaussianCeo::Params& params, std::uint64_t first) const {
    const auto lanes = static_cast<std::size_t>(twin_.lanes);
    const std::size_t row_floats = ceo::kStripSamples * lanes;
    Exact exact;
    for (std::uint64_t strip = first; strip < first + kChunkStrips; strip += lanes) {
      twin_.normals(params, strip, panel_.get());
      for (std::size_t row = 0; row < kRows; ++row) {
        const ceo::bench::PowerSums sums =
            ceo::bench::power_sums(panel_.get() + row * row_floats, row_floats);
        exact.square[row] += sums.square;
        if (row == kErrorRow) exact.fourth += sums.fourth;
      }
    }
    return exact;
  }

 private:
  const ceo::launch::Twin<GaussianCeo>& twin_;
  std::unique_ptr<float, Free> panel_;
};

Exact exact_sums(const GaussianCeo::Params& params, std::uint64_t chunks) {
  // One slot a chunk, added up in order: the same figure for any number of threads.
  std::vector<Exact> parts(chunks);
  std::atomic<std::uint64_t> next{0};
  const auto work = [&](const ExactWorker& worker) {
    for (std::uint64_t i = next++; i < chunks; i = next++) {
      parts[i] = worker.chunk(params, i * kChunkStrips);
    }
  };
  const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
  const std::vector<ExactWorker> workers(threads);
  std::vector<std::thread> pool;
  for (std::size_t i = 1; i < threads; ++i) pool.emplace_back(work, std::cref(workers[i]));
  work(workers[0]);
  for (std::thread& thread : pool) thread.join();
  Exact total;
  for (const Exact& part : parts) total.add(part);
  return total;
}

/// Prints one figure; false if the goal is missed.
bool judge(std::string_view name, ceo::launch::Int128 fixed, float scale, long double exact,
           double goal) {
  const long double sum = static_cast<long double>(fixed) / static_cast<long double>(scale);
  const auto error = static_cast<double>((sum - exact) / exact);
  const bool met = std::abs(error) < goal;
  fmt::print("{:<34} {:>+14.3e} {:>10.0e}   {}\n", name, error, goal, met ? "met" : "MISSED");
  return met;
}

bool measure(std::uint64_t samples) {
  const std::uint64_t unit = kChunkStrips * ceo::kStripSamples;
  const std::uint64_t chunks = (samples + unit - 1) / unit;
  const GaussianCeo::Params params = bare_normal();
  const ceo::launch::Totals totals = ceo::launch::run_cpu(
      params, {.normals = true, .physical = false, .every = 1}, {0, chunks * kChunkStrips}, {});
  const Exact exact = exact_sums(params, chunks);
  const auto output = [&](int i) {
    ceo::launch::Int128 sum = 0;
    for (int batch = 0; batch < ceo::kBatchCount; ++batch) {
      sum += totals.sums[static_cast<std::size_t>(i) * ceo::kBatchCount +
                         static_cast<std::size_t>(batch)];
    }
    return sum;
  };

  fmt::print("{} samples; engine minus exact sum, relative\n", chunks * unit);
  fmt::print("{:<34} {:>14} {:>10}\n", "sum", "error", "goal");
  bool met = judge("z^2, scalar output, unit 2^-14", output(GaussianCeo::kError2), kScaleSquare,
                   exact.square[kErrorRow], kGoalSquare);
  for (int row = 0; row < kRows; ++row) {
    const auto diagonal = ceo::triangle(row) + static_cast<std::size_t>(row);
    met = judge(fmt::format("z^2, matrix row {}, unit 2^-15", row), totals.normals[diagonal],
                ceo::kNormalsScale, exact.square[row], kGoalSquare) &&
          met;
  }
  met = judge("z^4, scalar output, unit 2^-13", output(GaussianCeo::kError4), kScaleFourth,
              exact.fourth, kGoalFourth) &&
        met;
  if (totals.overflow != 0 || totals.non_finite != 0) {
    fmt::print("{} strip sums overflowed, {} samples were not finite\n", totals.overflow,
               totals.non_finite);
    return false;
  }
  return met;
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): out of memory may end a benchmark
int main(int argc, char** argv) {
  std::uint64_t samples = kLeastSamples;
  if (argc > 1) {
    const std::string_view text = argv[1];
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), samples);
    if (argc > 2 || failure != std::errc() || end != text.data() + text.size() ||
        samples < kLeastSamples || samples > kMostSamples) {
      fmt::print(stderr, "usage: ceo-accumulation [SAMPLES], an integer from {} to {}\n",
                 kLeastSamples, kMostSamples);
      return 2;
    }
  }
  try {
    return measure(samples) ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 2;
  }
}
