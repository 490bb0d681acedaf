#include "kernels/launch/foreign_launcher.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "kernels/core/panel.hpp"
#include "kernels/launch/cpu_pool.hpp"
#include "kernels/launch/foreign_normals.hpp"
#include "kernels/launch/request_check.hpp"

namespace ceo::launch {

namespace {

/// Strips of a chunk: about 2^18 normals (1 MiB) for each thread, in whole packs of 16 lanes.
std::uint64_t chunk_strips(std::uint64_t normals_per_strip) {
  constexpr std::uint64_t kNormals = std::uint64_t{1} << 18;
  constexpr std::uint64_t kLanes = 16;
  return std::max(kLanes, kNormals / normals_per_strip / kLanes * kLanes);
}

}  // namespace

Totals run_foreign(const models::GaussianCeo::Params& params, const MatrixRequest& request,
                   const StripRange& range, Generator generator, const CpuOptions& options,
                   Progress* progress) {
  check_request(params.workers, request, range);
  if (range.first != 0 && !can_skip_ahead(generator)) {
    throw std::invalid_argument(to_string(generator) +
                                " cannot skip ahead: its strips begin at 0. Shards and resuming "
                                "need philox");
  }
  if (params.noise_law == models::GaussianCeo::kLaplaceNoise && params.workers % 2 != 0) {
    throw std::invalid_argument(
        "Laplace noise pairs the workers, and a foreign generator draws for "
        "an odd number of them only what they use");
  }
  const auto per_strip =
      std::uint64_t{kStripSamples} * static_cast<std::uint64_t>(row_count(params.workers));
  const std::uint64_t strips = chunk_strips(per_strip);
  const std::uint64_t chunks = (range.count + strips - 1) / strips;
  ForeignNormals normals(generator, params.key[0] | std::uint64_t{params.key[1]} << 32);
  std::mutex drawing;
  std::uint64_t next = 0;  // the first strip that is not drawn yet
  return run_workers(params, request, options, chunks, [&](CpuWorker& worker) {
    const auto buffer = std::make_unique_for_overwrite<float[]>(strips * per_strip);
    StripRange part;
    {
      const std::lock_guard lock(drawing);
      if (next >= range.count || (progress != nullptr && progress->stop)) return false;
      part = {next, std::min(strips, range.count - next)};
      normals.fill(buffer.get(), part.count * per_strip);
      next += part.count;
    }
    worker.run_on(buffer.get(), part);
    if (progress != nullptr) progress->strips += part.count;
    return true;
  });
}

}  // namespace ceo::launch
