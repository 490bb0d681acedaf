#include <algorithm>
#include <cmath>
#include <cstddef>
#include <mutex>
#include <stdexcept>

#include "kernels/core/draws.hpp"
#include "kernels/launch/aligned_memory.hpp"
#include "kernels/launch/on_threads.hpp"
#include "kernels/launch/request_check.hpp"
#include "kernels/launch/shape_launcher.hpp"
#include "kernels/launch/twins.hpp"

namespace ceo::launch {

namespace {

using models::GaussianCeo;

/// Sheaves handed out at once: a 32-bit bin cannot overflow.
constexpr std::uint64_t kChunkSheaves = 64;

/// One thread's scratch and sums.
class ShapeWorker {
 public:
  ShapeWorker(const GaussianCeo::Params& params, const ShapeRequest& request, Pack pack)
      : params_(params),
        request_(request),
        vector_(gaussian_ceo_twin(pack)),
        scalar_(gaussian_ceo_twin(Pack::scalar)),
        panel_(zeroed<float>(
            std::max(vector_.panel_floats(params.workers), scalar_.panel_floats(params.workers)))),
        totals_(params.workers),
        counts_(totals_.histogram.size()) {}

  /// Strips first .. end - 1 of one sheaf.
  void count(std::uint64_t first, std::uint64_t end) {
    const auto lanes = static_cast<std::uint64_t>(vector_.lanes);
    const std::uint64_t begin_packs = std::min(end, (first + lanes - 1) / lanes * lanes);
    const std::uint64_t end_packs = std::max(begin_packs, end / lanes * lanes);
    ShapeTally tally{counts_.data(), totals_.source_bins.data(), 0, 0};
    const auto part = [&](const Twin<GaussianCeo>& twin, std::uint64_t from, std::uint64_t to) {
      twin.shape(params_, request_.error_scale, from, to - from, panel_.get(), tally);
    };
    part(scalar_, first, begin_packs);
    part(vector_, begin_packs, end_packs);
    part(scalar_, end_packs, end);
    totals_.strips += end - first;
    totals_.non_finite += tally.non_finite;
    totals_.overflow += tally.overflow;
  }

  void fold() {
    for (std::size_t i = 0; i < counts_.size(); ++i) totals_.histogram[i] += counts_[i];
    std::fill(counts_.begin(), counts_.end(), 0U);
  }
  [[nodiscard]] const ShapeTotals& totals() const { return totals_; }

 private:
  GaussianCeo::Params params_;
  ShapeRequest request_;
  const Twin<GaussianCeo>& vector_;
  const Twin<GaussianCeo>& scalar_;
  Aligned<float> panel_;
  ShapeTotals totals_;
  std::vector<std::uint32_t> counts_;
};

}  // namespace

void check_shape_request(const GaussianCeo::Params& params, const ShapeRequest& request,
                         const StripRange& range) {
  check_request(params.workers, {false, false, request.every}, range);
  check_recorded(params.recorded, range);
  if (!(request.error_scale > 0) || !std::isfinite(request.error_scale)) {
    throw std::invalid_argument("the scale of the error is not positive and finite");
  }
}

ShapeTotals run_shape_cpu(const GaussianCeo::Params& params, const ShapeRequest& request,
                          const StripRange& range, const CpuOptions& options, Progress* progress) {
  check_shape_request(params, request, range);
  const Pack pack = options.pack.value_or(best_pack());
  const std::uint64_t end = range.first + range.count;
  // Chosen sheaves are request.every * i for i in [first, last).
  const std::uint64_t stride = std::uint64_t{request.every} * kSheafStrips;
  const std::uint64_t first = range.first / stride;
  const std::uint64_t last = (end + stride - 1) / stride;
  std::atomic<std::uint64_t> next{first};
  ShapeTotals totals(params.workers);
  std::mutex mutex;
  const auto work = [&](std::uint64_t /*thread*/) {
    ShapeWorker worker(params, request, pack);
    for (std::uint64_t i = next.fetch_add(kChunkSheaves); i < last;
         i = next.fetch_add(kChunkSheaves)) {
      if (progress != nullptr && progress->stop) break;
      const std::uint64_t chunk_end = std::min(last, i + kChunkSheaves);
      for (std::uint64_t j = i; j < chunk_end; ++j) {
        const std::uint64_t from = std::max(range.first, j * stride);
        const std::uint64_t to = std::min(end, j * stride + kSheafStrips);
        if (from < to) worker.count(from, to);
      }
      worker.fold();
    }
    const std::lock_guard lock(mutex);
    totals.add(worker.totals());
  };
  on_threads(thread_count(options), work, [&] { next = last; });
  return totals;
}

std::vector<float> shape_values(const GaussianCeo::Params& params, float error_scale, int first,
                                int count, const StripRange& range, const CpuOptions& options) {
  check_shape_request(params, {1, error_scale}, range);
  if (first < 0 || count < 1 || count > shape_variables(params.workers) - first) {
    throw std::invalid_argument("no such variable of the cell");
  }
  const Twin<GaussianCeo>& twin = gaussian_ceo_twin(options.pack.value_or(best_pack()));
  const auto lanes = static_cast<std::uint64_t>(twin.lanes);
  if (range.first % lanes != 0 || range.count % lanes != 0) {
    throw std::invalid_argument("values are taken of whole packs of strips");
  }
  const std::size_t samples = range.count * kStripSamples;
  std::vector<float> values(static_cast<std::size_t>(count) * samples);
  const std::uint64_t packs = range.count / lanes;
  const std::uint64_t threads = std::clamp<std::uint64_t>(packs, 1, thread_count(options));
  const auto work = [&](std::uint64_t thread) {
    const std::uint64_t from = packs * thread / threads * lanes;
    const std::uint64_t to = packs * (thread + 1) / threads * lanes;
    const Aligned<float> panel = zeroed<float>(twin.panel_floats(params.workers));
    twin.values(params, error_scale, {first, count, samples}, range.first + from, to - from,
                panel.get(), values.data() + from * kStripSamples);
  };
  on_threads(threads, work, [] {});
  return values;
}

}  // namespace ceo::launch
