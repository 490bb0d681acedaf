#include "host/run/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "host/base/error.hpp"
#include "kernels/core/draws.hpp"
#include "kernels/core/panel.hpp"

namespace ceo::run {
namespace {

using models::GaussianCeo;

constexpr std::uint64_t kStrip = kStripSamples;

DrawBlock draw(std::array<std::uint32_t, 4> counter, const std::array<std::uint32_t, 2>& key) {
  DrawBlock block;
  block.counter = counter;
  auto [a, b, c, d] = counter;
  philox(a, b, c, d, key[0], key[1]);
  block.words = {a, b, c, d};
  box_muller(a, b, block.normals[0], block.normals[1]);
  box_muller(c, d, block.normals[2], block.normals[3]);
  return block;
}

std::uint32_t low(std::uint64_t n) {
  return static_cast<std::uint32_t>(n);
}
std::uint32_t high(std::uint64_t n) {
  return static_cast<std::uint32_t>(n >> 32);
}

DrawBlock source_block(std::uint64_t sample, const std::array<std::uint32_t, 2>& key) {
  return draw({low(sample / 4), high(sample / 4), kSourceBlock, 0}, key);
}
DrawBlock worker_block(std::uint64_t sample, int block, const std::array<std::uint32_t, 2>& key) {
  return draw({low(sample), high(sample), kFirstWorkerBlock + static_cast<std::uint32_t>(block), 0},
              key);
}

/// Normals by row, as the model asks for them.
struct RowNormals {
  const float* rows;
  float operator()(int row) const { return rows[row]; }
};
/// Keeps the scaled physical rows.
struct KeepRows {
  float* rows;
  void operator()(int row, float value) const { rows[row] = value; }
};
struct DropRows {
  void operator()(int /*row*/, float /*value*/) const {}
};

/// The normals of a sample, [rows], faults included.
class SampleNormals {
 public:
  SampleNormals(const GaussianCeo::Params& params, const std::array<std::uint32_t, 2>& key)
      : params_(params), key_(key), rows_(static_cast<std::size_t>(panel_rows(params.workers))) {}

  /// @param source  the block that holds X of the sample
  const float* fill(std::uint64_t sample, const DrawBlock& source) {
    float x[4];
    std::copy(source.normals.begin(), source.normals.end(), x);
    params_.recorded.recall_source(sample / 4 * 4, x);
    rows_[0] = x[sample % 4];
    for (int block = 0; block < worker_blocks(params_.workers); ++block) {
      const DrawBlock drawn = worker_block(sample, block, key_);
      float z[4];
      std::copy(drawn.normals.begin(), drawn.normals.end(), z);
      GaussianCeo::recall(params_, sample, block, z);
      if (GaussianCeo::distorts(params_, block)) GaussianCeo::distort(params_, block, z);
      std::copy(z, z + 4, rows_.begin() + 1 + 4 * block);
    }
    return rows_.data();
  }

 private:
  GaussianCeo::Params params_;
  std::array<std::uint32_t, 2> key_;
  std::vector<float> rows_;
};

/// Steps of the model for one sample. The decoder is followed beside it and must end where it does.
void replay_steps(const GaussianCeo::Params& params, const float* z, Replay& result) {
  std::vector<float> physical(static_cast<std::size_t>(row_count(params.workers)));
  const auto sample = GaussianCeo::sample<float>(params, RowNormals{z}, KeepRows{physical.data()});
  result.z_x = z[0];
  result.x = sample.x;
  result.error = sample.error;
  result.offset = params.offset;
  float decoded = params.offset;
  for (int k = 0; k < params.workers; ++k) {
    ReplayedWorker worker;
    const int n = 1 + 2 * k, v = n + 1;
    worker.z_n = z[n];
    worker.z_v = z[v];
    worker.n = mul(params.sd_n[k], worker.z_n);
    worker.v = mul(params.sd_v[k], worker.z_v);
    // The scales are powers of two: taking them off again is exact.
    worker.y = physical[static_cast<std::size_t>(n)] / params.row_scale[n];
    worker.u = physical[static_cast<std::size_t>(v)] / params.row_scale[v];
    worker.weight = params.weight[k];
    worker.decoded = decoded = fma(worker.weight, worker.u, decoded);
    result.workers.push_back(worker);
  }
  result.decoded = decoded;
  ensure(bits_of(sub(decoded, sample.x)) == bits_of(sample.error),
         "a replayed sample is not that of the model");
}

/// The sums of the strip, and what they were around the sample.
void replay_strip(const GaussianCeo::Params& params, const std::vector<int>& exponents,
                  Replay& result) {
  SampleNormals normals(params, result.key);
  GaussianCeo::Sums<float> sums;
  sums.clear();
  result.outputs.resize(GaussianCeo::kOutputs);
  const std::uint64_t first = result.strip * kStrip;
  for (std::uint64_t n = first; n < first + kStrip; ++n) {
    const float* z = normals.fill(n, source_block(n, result.key));
    for (std::size_t i = 0; i < result.outputs.size() && n == result.sample; ++i) {
      result.outputs[i].before = sums.value[i];
    }
    sums.add(GaussianCeo::sample<float>(params, RowNormals{z}, DropRows{}));
    for (std::size_t i = 0; i < result.outputs.size() && n == result.sample; ++i) {
      result.outputs[i].after = sums.value[i];
    }
  }
  for (std::size_t i = 0; i < result.outputs.size(); ++i) {
    ReplayedOutput& output = result.outputs[i];
    std::uint32_t overflow = 0;
    output.name = GaussianCeo::kOutputNames[i];
    output.strip = sums.value[i];
    output.fixed = static_cast<std::int32_t>(to_fixed(sums.value[i], params.scale[i], overflow));
    output.overflow = overflow != 0;
    output.exponent = exponents[i];
  }
}

void require_replayable(const Cell& cell, std::uint64_t sample) {
  if (cell.rng != launch::Generator::philox) {
    throw Error(ExitCode::usage, "foreign generators cannot skip to a sample", "cell " + cell.id,
                "Replay a cell of the generator philox.");
  }
  if (sample >= cell.samples) {
    throw Error(ExitCode::usage, fmt::format("there is no sample {}", sample), "--sample",
                fmt::format("The cell {} has the samples 0 to {}.", cell.id, cell.samples - 1));
  }
}

GaussianCeoBinding bound(const Cell& cell, std::shared_ptr<const RecordedSource> recorded) {
  ensure(cell.spec.trace.empty() == (recorded == nullptr),
         "a replay needs the sources of its cell");
  GaussianCeoBinding binding = bind(cell.spec);
  binding.recorded = std::move(recorded);
  return binding;
}

/// Larger |e| first, then the earlier sample; a NaN is larger than any number.
bool more_extreme(const ExtremeSample& a, const ExtremeSample& b) {
  const auto size = [](const ExtremeSample& s) { return bits_of(s.error) & kMagnitudeMask; };
  return size(a) != size(b) ? size(a) > size(b) : a.sample < b.sample;
}

/// Keeps the most extreme ones.
void keep(std::vector<ExtremeSample>& kept, std::size_t count) {
  std::sort(kept.begin(), kept.end(), more_extreme);
  kept.resize(std::min(count, kept.size()));
}

std::vector<ExtremeSample> scan(const GaussianCeo::Params& params,
                                const std::array<std::uint32_t, 2>& key, std::uint64_t from,
                                std::uint64_t to, std::size_t count) {
  SampleNormals normals(params, key);
  std::vector<ExtremeSample> kept;
  DrawBlock source;
  for (std::uint64_t n = from; n < to; ++n) {
    if (n == from || n % 4 == 0) source = source_block(n, key);
    const float* z = normals.fill(n, source);
    const float error = GaussianCeo::sample<float>(params, RowNormals{z}, DropRows{}).error;
    const ExtremeSample found{n, error};
    if (kept.size() >= count && !more_extreme(found, kept.back())) continue;
    kept.insert(std::upper_bound(kept.begin(), kept.end(), found, more_extreme), found);
    if (kept.size() > count) kept.pop_back();
  }
  return kept;
}

}  // namespace

Replay replay(const Cell& cell, std::uint64_t sample,
              std::shared_ptr<const RecordedSource> recorded) {
  require_replayable(cell, sample);
  const GaussianCeoBinding binding = bound(cell, std::move(recorded));
  const GaussianCeo::Params params = binding.params(cell.key);
  Replay result;
  result.sample = sample;
  result.strip = sample / kStrip;
  result.batch = result.strip % kBatchCount;
  result.place = static_cast<int>(sample % kStrip);
  result.key = cell.key;
  result.recorded = params.recorded.present();
  result.source = source_block(sample, cell.key);
  for (int block = 0; block < worker_blocks(params.workers); ++block) {
    result.blocks.push_back(worker_block(sample, block, cell.key));
  }
  SampleNormals normals(params, cell.key);
  replay_steps(params, normals.fill(sample, result.source), result);
  replay_strip(params, binding.scale_exponent, result);
  return result;
}

std::vector<ExtremeSample> extreme_samples(const Cell& cell, std::uint64_t samples,
                                           std::size_t count, int threads,
                                           std::shared_ptr<const RecordedSource> recorded) {
  ensure(samples > 0 && count > 0 && threads > 0, "nothing to look for");
  require_replayable(cell, samples - 1);
  const GaussianCeoBinding binding = bound(cell, std::move(recorded));
  const GaussianCeo::Params params = binding.params(cell.key);
  const auto parts = static_cast<std::uint64_t>(threads);
  std::vector<std::vector<ExtremeSample>> found(parts);
  {
    std::vector<std::jthread> workers;
    for (std::uint64_t i = 0; i < parts; ++i) {
      workers.emplace_back([&, i] {
        found[i] = scan(params, cell.key, samples / parts * i,
                        i + 1 == parts ? samples : samples / parts * (i + 1), count);
      });
    }
  }
  std::vector<ExtremeSample> all;
  for (const auto& part : found) all.insert(all.end(), part.begin(), part.end());
  keep(all, count);
  return all;
}

}  // namespace ceo::run
